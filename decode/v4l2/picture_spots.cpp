// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/picture_spots.h"

#include <algorithm>

namespace weir
{

namespace
{

constexpr Size SmallestWatched{.width = 64, .height = 16};
constexpr unsigned LumaSpots = 4;
// The last four are the mark's number.
constexpr SpotContent SentinelBytes{std::byte{0x57}, std::byte{0xe1}, std::byte{0x1d},
                                    std::byte{0xf2}, std::byte{0x03}, std::byte{0xa9},
                                    std::byte{0x6c}, std::byte{0x38}, std::byte{0xd5},
                                    std::byte{0x4e}, std::byte{0x90}, std::byte{0x2b}};

// Of `count` spots along a length, the `index`-th's place.
std::size_t share(std::size_t length, unsigned index, unsigned count)
{
    return length * (2 * index + 1) / (2 * std::size_t{count});
}

// The `index`-th of `count` spots down the diagonal of a plane's visible part.
PictureSpot spotOf(const BufferImage &image, unsigned plane, Size visible, unsigned index,
                   unsigned count)
{
    const BufferImage::Plane &place = image.planes.at(plane);
    const auto width = static_cast<std::size_t>(visible.width);
    const auto height = static_cast<std::size_t>(visible.height);
    const std::size_t row = (share(height, index, count) & ~std::size_t{1}) + index % 2;
    // A sample has one byte at least, so that this lies in the row for all depths.
    const std::size_t column = std::min(share(width, index, count), width - PictureSpot::Bytes);
    return {.fdIndex = place.fdIndex,
            .offsetBytes = place.offsetBytes + row * place.strideBytes + column};
}

bool fits(const BufferImage &image, const PictureSpot &spot)
{
    return spot.fdIndex < image.fdSizesBytes.size()
        && spot.offsetBytes + PictureSpot::Bytes <= image.fdSizesBytes[spot.fdIndex];
}

} // namespace

std::optional<PictureSpots> spotsOf(const BufferImage &image, Size visible)
{
    if (visible.width < SmallestWatched.width || visible.height < SmallestWatched.height
        || image.planeCount == 0)
        return std::nullopt;
    const unsigned chroma = image.planeCount - 1U;
    const Size chromaSize{.width = visible.width / 2, .height = visible.height / 2};
    PictureSpots spots;
    for (unsigned i = 0; i < spots.size(); ++i)
        spots.at(i) = i < LumaSpots ? spotOf(image, 0, visible, i, LumaSpots)
                                    : spotOf(image, chroma, chromaSize, i - LumaSpots,
                                             static_cast<unsigned>(spots.size()) - LumaSpots);
    const bool allFit
        = std::ranges::all_of(spots, [&](const PictureSpot &spot) { return fits(image, spot); });
    return allFit ? std::optional(spots) : std::nullopt;
}

SpotContent sentinelOf(std::uint32_t mark)
{
    SpotContent content = SentinelBytes;
    std::ranges::copy(std::as_bytes(std::span(&mark, 1)), content.end() - sizeof(mark));
    return content;
}

MemoryContent contentOf(const SpotContents &spots, std::uint32_t mark)
{
    const SpotContent &first = spots.front();
    const bool areEqual
        = std::ranges::all_of(spots, [&](const SpotContent &spot) { return spot == first; });
    if (!areEqual)
        return MemoryContent::Picture;
    if (first == sentinelOf(mark))
        return MemoryContent::Untouched;
    if (first == SpotContent{})
        return MemoryContent::Zeros;
    constexpr auto Constant = static_cast<std::ptrdiff_t>(PictureSpot::Bytes - sizeof(mark));
    return std::equal(first.begin(), first.begin() + Constant, SentinelBytes.begin())
        ? MemoryContent::Repeated
        : MemoryContent::Picture;
}

} // namespace weir
