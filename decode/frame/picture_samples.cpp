// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/frame/picture_samples.h"

namespace weir
{

namespace
{

unsigned byteAt(std::span<const std::byte> bytes, std::size_t index)
{
    return std::to_integer<unsigned>(bytes[index]);
}

std::size_t bitsPerSample(const PixelFormatInfo &info)
{
    return info.bytesPerSample == 0 ? info.bitDepth : info.bytesPerSample * std::size_t{8};
}

// A sample that does not lie in the low bits of a word: in its high bits (P010), or among bits
// without gaps (NV15), where each spans two bytes.
unsigned wideSample(std::span<const std::byte> row, std::size_t index, PixelFormat format)
{
    const std::size_t bit = format == PixelFormat::Nv15 ? 10 * index : 16 * index;
    const unsigned word = byteAt(row, bit / 8) | byteAt(row, bit / 8 + 1) << 8U;
    if (format == PixelFormat::Nv15)
        return (word >> bit % 8) & 0x3ffU;
    return word >> 6U;
}

bool isWithin(const PlaneMemory &plane, std::size_t lastRow, std::size_t rowBytes)
{
    const std::size_t size = plane.bytes.size();
    if (rowBytes > size)
        return false;
    return plane.strideBytes == 0 || lastRow <= (size - rowBytes) / plane.strideBytes;
}

} // namespace

unsigned componentCount(PixelFormat format)
{
    const PixelFormatInfo &info = infoOf(format);
    return info.semiPlanar ? 3 : info.planeCount;
}

Result<ComponentRows> ComponentRows::of(const PictureView &view, unsigned component)
{
    const PixelFormatInfo &info = infoOf(view.format);
    const Rect &visible = view.visible;
    if (visible.x < 0 || visible.y < 0 || visible.size().isEmpty())
        return fail(ErrorKind::InvalidData, "a picture without visible samples");
    const bool isPaired = info.semiPlanar && component > 0;
    const unsigned plane = isPaired ? 1 : component;
    const unsigned shiftX = plane == 0 ? 0 : info.chromaShiftX;
    const unsigned shiftY = plane == 0 ? 0 : info.chromaShiftY;
    ComponentRows rows(view.format, planeSize(view.format, visible.size(), plane));
    rows.m_plane = view.planes.at(plane);
    rows.m_firstRow = static_cast<std::size_t>(visible.y) >> shiftY;
    rows.m_step = isPaired ? 2 : 1;
    rows.m_first = (static_cast<std::size_t>(visible.x) >> shiftX) * rows.m_step
        + (isPaired ? component - 1 : 0);
    const std::size_t last
        = rows.m_first + (static_cast<std::size_t>(rows.m_size.width) - 1) * rows.m_step;
    rows.m_rowBytes = ((last + 1) * bitsPerSample(info) + 7) / 8;
    const std::size_t lastRow = rows.m_firstRow + static_cast<std::size_t>(rows.m_size.height) - 1;
    if (!isWithin(rows.m_plane, lastRow, rows.m_rowBytes))
        return fail(ErrorKind::InvalidData, "a picture reaches beyond its memory");
    return rows;
}

std::span<const std::byte> ComponentRows::row(int y, std::vector<std::byte> &scratch) const
{
    const std::size_t offset = (m_firstRow + static_cast<std::size_t>(y)) * m_plane.strideBytes;
    const std::span<const std::byte> bytes = m_plane.bytes.subspan(offset, m_rowBytes);
    const auto count = static_cast<std::size_t>(m_size.width);
    const bool isPlain
        = m_step == 1 && m_format != PixelFormat::P010 && m_format != PixelFormat::Nv15;
    if (isPlain)
        return bytes.subspan(m_first * m_sampleBytes, count * m_sampleBytes);
    scratch.resize(count * m_sampleBytes);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t index = m_first + i * m_step;
        if (m_sampleBytes == 1) {
            scratch[i] = bytes[index];
            continue;
        }
        const unsigned value = wideSample(bytes, index, m_format);
        scratch[2 * i] = static_cast<std::byte>(value & 0xffU);
        scratch[2 * i + 1] = static_cast<std::byte>(value >> 8U);
    }
    return scratch;
}

} // namespace weir
