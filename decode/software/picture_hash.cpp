// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/software/picture_hash.h"

#include <array>
#include <format>
#include <ranges>

extern "C" {
#include <libavutil/md5.h>
#include <libavutil/mem.h>
}

#include "platform/dmabuf/cpu_access.h"

namespace weir
{

namespace
{

void update(AVMD5 *state, std::span<const std::byte> bytes)
{
    av_md5_update(state, reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
}

// Component `component` (0 or 1) of a row of CbCr pairs.
void takeApart(std::span<const std::byte> pairs, std::span<std::byte> out, std::size_t component)
{
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = pairs[2 * i + component];
}

// `step` words apart, from the upper 10 bits of each.
void takeTenBits(std::span<const std::byte> words, std::span<std::byte> out, std::size_t first,
                 std::size_t step)
{
    for (std::size_t i = 0; i < out.size() / 2; ++i) {
        const std::size_t at = 2 * (first + i * step);
        const unsigned word
            = std::to_integer<unsigned>(words[at]) | std::to_integer<unsigned>(words[at + 1]) << 8U;
        out[2 * i] = static_cast<std::byte>((word >> 6U) & 0xffU);
        out[2 * i + 1] = static_cast<std::byte>(word >> 14U);
    }
}

// As takeTenBits from samples of 10 bits without gaps, the first in the lowest bits (NV15).
void takePacked(std::span<const std::byte> row, std::span<std::byte> out, std::size_t first,
                std::size_t step)
{
    for (std::size_t i = 0; i < out.size() / 2; ++i) {
        const std::size_t bit = 10 * (first + i * step);
        const unsigned pair = std::to_integer<unsigned>(row[bit / 8])
            | std::to_integer<unsigned>(row[bit / 8 + 1]) << 8U;
        const unsigned sample = (pair >> bit % 8) & 0x3ffU; // never ends with a byte's first bit
        out[2 * i] = static_cast<std::byte>(sample & 0xffU);
        out[2 * i + 1] = static_cast<std::byte>(sample >> 8U);
    }
}

} // namespace

void PictureHash::Deleter::operator()(AVMD5 *state) const
{
    av_free(state);
}

PictureHash::PictureHash(AVMD5 *state)
    : m_state(state)
{
    av_md5_init(state);
}

Result<PictureHash> PictureHash::create()
{
    AVMD5 *state = av_md5_alloc();
    if (state == nullptr)
        return fail(ErrorKind::NoMemory, "no memory for an md5");
    return PictureHash(state);
}

Result<void> PictureHash::add(const MappedImage &image, PixelFormat format, Rect visible)
{
    const PixelFormatInfo &info = infoOf(format);
    if (visible.x < 0 || visible.y < 0 || visible.size().isEmpty())
        return fail(ErrorKind::InvalidData, "a picture without visible samples");
    if (format == PixelFormat::Nv15)
        return addPacked(image, visible);
    const unsigned components = info.semiPlanar ? 3 : info.planeCount;
    for (unsigned component = 0; component < components; ++component) {
        const bool paired = info.semiPlanar && component > 0;
        const unsigned plane = paired ? 1 : component;
        const Size size = planeSize(format, visible.size(), plane);
        const unsigned shiftX = plane == 0 ? 0 : info.chromaShiftX;
        const unsigned shiftY = plane == 0 ? 0 : info.chromaShiftY;
        const std::size_t sampleBytes = info.bytesPerSample;
        const std::size_t step = paired ? 2 : 1;
        const auto width = static_cast<std::size_t>(size.width);
        const std::size_t firstByte
            = (static_cast<std::size_t>(visible.x) >> shiftX) * sampleBytes * step;
        const std::span<const std::byte> memory = image.plane(plane);
        const std::size_t stride = image.strideBytes(plane);
        for (int y = 0; y < size.height; ++y) {
            const std::size_t offset
                = static_cast<std::size_t>((visible.y >> shiftY) + y) * stride + firstByte;
            const std::size_t bytes = width * sampleBytes * step;
            if (offset > memory.size() || bytes > memory.size() - offset)
                return fail(ErrorKind::InvalidData, "a picture reaches beyond its memory");
            const auto row = memory.subspan(offset, bytes);
            m_row.resize(width * sampleBytes);
            if (format == PixelFormat::P010)
                takeTenBits(row, m_row, paired ? component - 1 : 0, step);
            else if (paired)
                takeApart(row, m_row, component - 1);
            update(m_state.get(),
                   format == PixelFormat::P010 || paired ? std::span<const std::byte>(m_row) : row);
        }
    }
    return {};
}

Result<void> PictureHash::addPacked(const MappedImage &image, Rect visible)
{
    for (std::size_t component = 0; component < 3; ++component) {
        const unsigned plane = component == 0 ? 0 : 1;
        const std::size_t step = plane + 1; // Cb and Cr take turns
        const Size size = planeSize(PixelFormat::Nv15, visible.size(), plane);
        const std::size_t first
            = (static_cast<std::size_t>(visible.x) >> plane) * step + (component == 2 ? 1 : 0);
        m_row.resize(static_cast<std::size_t>(size.width) * 2);
        const std::size_t samples = first + (m_row.size() / 2 - 1) * step + 1;
        const std::size_t bytes = (samples * 10 + 7) / 8;
        const std::span<const std::byte> memory = image.plane(plane);
        for (int y = 0; y < size.height; ++y) {
            const std::size_t offset
                = static_cast<std::size_t>((visible.y >> plane) + y) * image.strideBytes(plane);
            if (offset > memory.size() || bytes > memory.size() - offset)
                return fail(ErrorKind::InvalidData, "a picture reaches beyond its memory");
            takePacked(memory.subspan(offset, bytes), m_row, first, step);
            update(m_state.get(), m_row);
        }
    }
    return {};
}

std::string PictureHash::finish()
{
    std::array<std::uint8_t, 16> digest{};
    av_md5_final(m_state.get(), digest.data());
    av_md5_init(m_state.get());
    std::string text;
    for (const std::uint8_t byte : digest)
        text += std::format("{:02x}", byte);
    return text;
}

Result<StreamHash> StreamHash::create()
{
    return StreamHash(TRY(PictureHash::create()));
}

Result<void> StreamHash::take(const PictureEvent &event)
{
    if (const auto *created = std::get_if<PoolCreated>(&event))
        return addPool(*created);
    if (const auto *picture = std::get_if<Picture>(&event))
        return addPicture(*picture);
    if (const auto *retired = std::get_if<PoolRetired>(&event))
        m_pools.erase(retired->generation);
    return {};
}

Result<void> StreamHash::addPool(const PoolCreated &created)
{
    Pool pool{.format = created.format, .images = {}, .mappings = {}};
    for (const BufferImage &image : created.images) {
        pool.images.push_back(TRY(image.duplicate()));
        pool.mappings.push_back(TRY(MappedImage::map(image, MappedImage::Access::Read)));
    }
    m_pools.insert_or_assign(created.generation, std::move(pool));
    return {};
}

Result<void> StreamHash::addPicture(const Picture &picture)
{
    const auto found = m_pools.find(picture.slot.generation);
    if (found == m_pools.end() || picture.slot.index >= found->second.images.size())
        return fail(ErrorKind::InvalidData, "a picture of an unknown pool");
    const Pool &pool = found->second;
    const CpuAccess access = TRY(CpuAccess::begin(pool.images[picture.slot.index], CpuUse::Read));
    TRY(m_hash.add(pool.mappings[picture.slot.index], pool.format.pixelFormat, picture.visible));
    ++m_pictures;
    return {};
}

} // namespace weir
