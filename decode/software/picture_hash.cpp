// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/software/picture_hash.h"

#include <array>
#include <ranges>

extern "C" {
#include <libavutil/md5.h>
#include <libavutil/mem.h>
}

#include "platform/base/text.h"
#include "platform/dmabuf/cpu_access.h"

namespace weir
{

namespace
{

void update(AVMD5 *state, std::span<const std::byte> bytes)
{
    av_md5_update(state, reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size());
}

unsigned byteAt(std::span<const std::byte> bytes, std::size_t index)
{
    return std::to_integer<unsigned>(bytes[index]);
}

// The samples of one component in one row of a plane.
struct RowSamples {
    std::size_t first; // counted from the row's begin
    std::size_t step; // 2 where Cb and Cr take turns
    std::size_t count;

    [[nodiscard]] std::size_t last() const { return first + (count - 1) * step; }
};

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

// Planar and packed tightly: bytes, or 16-bit words in little endian. What lies so already is not
// copied to `scratch`.
std::span<const std::byte> takeSamples(std::span<const std::byte> row, const RowSamples &samples,
                                       PixelFormat format, std::vector<std::byte> &scratch)
{
    const std::size_t sampleBytes = infoOf(format).bitDepth == 8 ? 1 : 2;
    const bool isPlain
        = samples.step == 1 && format != PixelFormat::P010 && format != PixelFormat::Nv15;
    if (isPlain)
        return row.subspan(samples.first * sampleBytes, samples.count * sampleBytes);
    scratch.resize(samples.count * sampleBytes);
    for (std::size_t i = 0; i < samples.count; ++i) {
        const std::size_t index = samples.first + i * samples.step;
        if (sampleBytes == 1) {
            scratch[i] = row[index];
            continue;
        }
        const unsigned value = wideSample(row, index, format);
        scratch[2 * i] = static_cast<std::byte>(value & 0xffU);
        scratch[2 * i + 1] = static_cast<std::byte>(value >> 8U);
    }
    return scratch;
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
    const unsigned components = info.semiPlanar ? 3 : info.planeCount;
    for (unsigned component = 0; component < components; ++component)
        TRY(addComponent(image, format, visible, component));
    return {};
}

Result<void> PictureHash::addComponent(const MappedImage &image, PixelFormat format, Rect visible,
                                       unsigned component)
{
    const PixelFormatInfo &info = infoOf(format);
    const bool isPaired = info.semiPlanar && component > 0;
    const unsigned plane = isPaired ? 1 : component;
    const Size size = planeSize(format, visible.size(), plane);
    const unsigned shiftX = plane == 0 ? 0 : info.chromaShiftX;
    const unsigned shiftY = plane == 0 ? 0 : info.chromaShiftY;
    const std::size_t step = isPaired ? 2 : 1;
    const RowSamples samples{.first = (static_cast<std::size_t>(visible.x) >> shiftX) * step
                                 + (isPaired ? component - 1 : 0),
                             .step = step,
                             .count = static_cast<std::size_t>(size.width)};
    const std::size_t bytes = ((samples.last() + 1) * bitsPerSample(info) + 7) / 8;
    const std::span<const std::byte> memory = image.plane(plane);
    for (int y = 0; y < size.height; ++y) {
        const std::size_t offset
            = static_cast<std::size_t>((visible.y >> shiftY) + y) * image.strideBytes(plane);
        if (offset > memory.size() || bytes > memory.size() - offset)
            return fail(ErrorKind::InvalidData, "a picture reaches beyond its memory");
        update(m_state.get(), takeSamples(memory.subspan(offset, bytes), samples, format, m_row));
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
        text += formatText("{:02x}", byte);
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
