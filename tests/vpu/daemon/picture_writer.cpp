// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/daemon/picture_writer.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "platform/base/text.h"
#include "tests/vpu/daemon/picture_format.h"
#include "tests/vpu/daemon/sample_packing.h"

namespace weir::vpu
{

namespace
{

constexpr std::size_t TileExtent = 4; // samples, rows

std::size_t shifted(std::size_t extent, unsigned shift)
{
    return (extent + (std::size_t{1} << shift) - 1) >> shift;
}

// One plane of the memory.
struct Target {
    std::span<std::uint8_t> bytes;
    std::size_t pitch = 0;
    Packing packing = Packing::Bytes;
    bool isTiled = false;
};

// Spreads a packed row over the tiles that it crosses. A row of tiles takes as much memory as
// its four rows would.
void writeTiledRow(const Target &target, std::size_t y, std::span<const std::uint8_t> row)
{
    const std::size_t tileRow = packedBytes(target.packing, TileExtent);
    std::uint8_t *to = target.bytes.data() + y / TileExtent * TileExtent * target.pitch
        + y % TileExtent * tileRow;
    for (std::size_t x = 0; x < row.size(); x += tileRow, to += tileRow * TileExtent)
        std::memcpy(to, row.data() + x, std::min(tileRow, row.size() - x));
}

// Packs and writes rows of one plane.
class PlaneWriter
{
public:
    PlaneWriter(const Target &target, std::size_t samples)
        : m_target(target)
        , m_packed(target.isTiled ? packedBytes(target.packing, samples) : 0)
    {
    }
    void write(std::size_t y, const SampleRow &row)
    {
        if (!m_target.isTiled) {
            packRow(row, m_target.packing, m_target.bytes.data() + y * m_target.pitch);
            return;
        }
        packRow(row, m_target.packing, m_packed.data());
        writeTiledRow(m_target, y, m_packed);
    }

private:
    Target m_target;
    std::vector<std::uint8_t> m_packed;
};

// One plane of the picture, clipped to what the format has room for.
struct Source {
    const std::uint8_t *data = nullptr;
    std::ptrdiff_t stride = 0;
    unsigned depth = 8;
    std::size_t columns = 0;
    std::size_t rows = 0;

    [[nodiscard]] SampleRow row(std::size_t y) const
    {
        return {.data = data + static_cast<std::ptrdiff_t>(y) * stride,
                .depth = depth,
                .count = columns};
    }
};

Source sourceOf(const DecodedPicture &picture, const PictureLayout &layout, unsigned plane)
{
    const unsigned shiftX = plane == 0 ? 0 : picture.chromaShiftX;
    const unsigned shiftY = plane == 0 ? 0 : picture.chromaShiftY;
    return {.data = picture.planes[plane],
            .stride = picture.strides[plane],
            .depth = picture.bitDepth,
            .columns = shifted(std::min(picture.width, layout.width), shiftX),
            .rows = shifted(std::min(picture.height, layout.height), shiftY)};
}

void writePlane(const Source &source, const Target &target)
{
    PlaneWriter writer(target, source.columns);
    for (std::size_t y = 0; y < source.rows; ++y)
        writer.write(y, source.row(y));
}

void writeInterleaved(const Source &u, const Source &v, const Target &target)
{
    const std::size_t samples = 2 * u.columns;
    std::vector<std::uint8_t> mixed(samples * (u.depth > 8 ? 2 : 1));
    PlaneWriter writer(target, samples);
    const bool isDirect = target.packing == Packing::Bytes && !target.isTiled;
    for (std::size_t y = 0; y < u.rows; ++y) {
        if (isDirect) {
            interleaveRows(u.row(y), v.row(y), target.bytes.data() + y * target.pitch);
            continue;
        }
        interleaveRows(u.row(y), v.row(y), mixed.data());
        writer.write(y, {.data = mixed.data(), .depth = u.depth, .count = samples});
    }
}

Result<void> check(const DecodedPicture &picture, const PictureFormat &format)
{
    if (format.packing == Packing::Bytes && picture.bitDepth > 8)
        return fail(ErrorKind::Unsupported,
                    formatText("a picture of {} bit does not fit a CAPTURE format of 8 bit",
                               picture.bitDepth));
    if (format.packing == Packing::FourInFive && picture.bitDepth > 10)
        return fail(ErrorKind::Unsupported,
                    formatText("a picture of {} bit does not fit a CAPTURE format of 10 bit",
                               picture.bitDepth));
    const bool isMonochrome = picture.planes[1] == nullptr;
    if (!isMonochrome
        && (picture.chromaShiftX != format.chromaShiftX
            || picture.chromaShiftY != format.chromaShiftY))
        return fail(ErrorKind::Unsupported, "the CAPTURE format has other chroma than the picture");
    return {};
}

// Where the planes lie: chroma begins behind pitch x *format* height.
struct Planes {
    Target luma;
    Target chroma; // U and V interleaved, or U
    Target second; // V of a planar format
};

Result<Planes> planesOf(const PictureLayout &layout, const PictureFormat &format,
                        std::span<std::uint8_t> memory)
{
    const std::size_t pitch = layout.bytesPerLine;
    const std::size_t chromaPitch = format.isPlanar ? pitch >> format.chromaShiftX : pitch;
    // A started row of tiles is a whole one.
    const std::size_t rows = format.isTiled ? (layout.height + 3) / 4 * 4 : layout.height;
    const std::size_t chromaRows = shifted(layout.height, format.chromaShiftY);
    const std::size_t lumaSize = pitch * rows;
    const std::size_t chromaSize
        = chromaPitch * (format.isTiled ? (chromaRows + 3) / 4 * 4 : chromaRows);
    const std::size_t needed = lumaSize + chromaSize * (format.isPlanar ? 2 : 1);
    const std::size_t samples = format.isPlanar
        ? layout.width
        : std::max<std::size_t>(layout.width, 2 * shifted(layout.width, format.chromaShiftX));
    const std::size_t wholeTiles = format.isTiled ? (samples + 3) / 4 * 4 : samples;
    if (memory.size() < needed || pitch < packedBytes(format.packing, wholeTiles))
        return fail(ErrorKind::InvalidData,
                    formatText("{} bytes of pitch {} are no room for {}x{}", memory.size(), pitch,
                               layout.width, layout.height));
    const auto plane = [&](std::size_t offset, std::size_t size, std::size_t planePitch) {
        return Target{.bytes = memory.subspan(offset, size),
                      .pitch = planePitch,
                      .packing = format.packing,
                      .isTiled = format.isTiled};
    };
    Planes planes{.luma = plane(0, lumaSize, pitch),
                  .chroma = plane(lumaSize, chromaSize, chromaPitch),
                  .second = {}};
    if (format.isPlanar)
        planes.second = plane(lumaSize + chromaSize, chromaSize, chromaPitch);
    return planes;
}

// Chroma of a picture that has none.
Source greyRows(const DecodedPicture &picture, const PictureLayout &layout,
                const PictureFormat &format, std::vector<std::uint8_t> &room)
{
    const std::size_t columns = shifted(std::min(picture.width, layout.width), format.chromaShiftX);
    if (picture.bitDepth == 8) {
        room.assign(columns, 128);
    } else {
        room.resize(columns * 2);
        const auto grey = static_cast<std::uint16_t>(1U << (picture.bitDepth - 1U));
        for (std::size_t i = 0; i < columns; ++i)
            std::memcpy(room.data() + 2 * i, &grey, sizeof(grey));
    }
    return {.data = room.data(),
            .stride = 0,
            .depth = picture.bitDepth,
            .columns = columns,
            .rows = shifted(std::min(picture.height, layout.height), format.chromaShiftY)};
}

} // namespace

Result<void> writePicture(const DecodedPicture &picture, const PictureLayout &layout,
                          std::span<std::uint8_t> memory)
{
    const auto format = findPictureFormat(layout.fourcc);
    if (!format)
        return fail(ErrorKind::Unsupported,
                    formatText("unknown CAPTURE format {:#010x}", layout.fourcc));
    TRY(check(picture, *format));
    const Planes planes = TRY(planesOf(layout, *format, memory));

    std::vector<std::uint8_t> room;
    const bool isMonochrome = picture.planes[1] == nullptr;
    const Source grey = isMonochrome ? greyRows(picture, layout, *format, room) : Source{};
    const Source u = isMonochrome ? grey : sourceOf(picture, layout, 1);
    const Source v = isMonochrome ? grey : sourceOf(picture, layout, 2);

    writePlane(sourceOf(picture, layout, 0), planes.luma);
    if (format->isPlanar) {
        writePlane(u, planes.chroma);
        writePlane(v, planes.second);
    } else {
        writeInterleaved(u, v, planes.chroma);
    }
    return {};
}

} // namespace weir::vpu
