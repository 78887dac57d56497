// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/v4l2/picture_layout.h"
#include "decode/v4l2/picture_spots.h"

namespace weir
{
namespace
{

BufferImage imageOf(std::uint32_t fourcc, Size coded, std::uint32_t pitch,
                    std::vector<std::uint32_t> sizes)
{
    QueueFormat format{.fourcc = fourcc,
                       .size = coded,
                       .planes = {},
                       .planeCount = static_cast<std::uint32_t>(sizes.size())};
    for (std::size_t i = 0; i < sizes.size(); ++i)
        format.planes.at(i) = {.bytesPerLine = pitch, .sizeBytes = sizes[i]};
    return layOut(pictureFormatOf(fourcc).value(), format).value();
}

BufferImage nv12()
{
    return imageOf(V4L2_PIX_FMT_NV12, {.width = 1920, .height = 1088}, 1984, {1984 * 1088 * 3 / 2});
}

TEST(PictureSpots, lieInTheVisiblePart)
{
    constexpr Size Visible{.width = 1900, .height = 1070};
    const BufferImage image = nv12();
    const auto spots = spotsOf(image, Visible).value();
    bool hasEven = false;
    bool hasOdd = false;
    for (std::size_t i = 0; i < spots.size(); ++i) {
        const bool isChroma = i >= 4;
        const std::size_t begin = isChroma ? image.planes[1].offsetBytes : 0;
        const std::size_t row = (spots.at(i).offsetBytes - begin) / 1984;
        const std::size_t column = (spots.at(i).offsetBytes - begin) % 1984;
        EXPECT_LT(row, isChroma ? 535U : 1070U) << i;
        EXPECT_LE(column + PictureSpot::Bytes, isChroma ? 950U : 1900U) << i;
        EXPECT_EQ(spots.at(i).fdIndex, 0);
        hasEven |= row % 2 == 0;
        hasOdd |= row % 2 == 1;
    }
    EXPECT_TRUE(hasEven && hasOdd) << "one field is enough to be seen";
}

TEST(PictureSpots, areInEveryMemoryPlane)
{
    const auto twoPlanes = spotsOf(imageOf(V4L2_PIX_FMT_NV12M, {.width = 320, .height = 240}, 320,
                                           {320 * 240, 320 * 120}),
                                   {.width = 320, .height = 240})
                               .value();
    EXPECT_EQ(twoPlanes[0].fdIndex, 0);
    EXPECT_EQ(twoPlanes[5].fdIndex, 1);
}

TEST(PictureSpots, areNoneWhereThereIsNoRoom)
{
    EXPECT_FALSE(spotsOf(nv12(), {.width = 63, .height = 400}).has_value());
    EXPECT_FALSE(spotsOf(nv12(), {.width = 400, .height = 15}).has_value());
    EXPECT_TRUE(spotsOf(nv12(), {.width = 64, .height = 16}).has_value());
    // A visible part that does not lie in the memory, whatever the stream said.
    EXPECT_FALSE(spotsOf(nv12(), {.width = 1920, .height = 4000}).has_value());
    EXPECT_FALSE(spotsOf(BufferImage(), {.width = 1920, .height = 1080}).has_value());
}

TEST(PictureSpots, contentIsTold)
{
    SpotContents spots{};
    EXPECT_EQ(contentOf(spots, 7), MemoryContent::Zeros);
    spots.fill(sentinelOf(7));
    EXPECT_EQ(contentOf(spots, 7), MemoryContent::Untouched);
    EXPECT_EQ(contentOf(spots, 8), MemoryContent::Repeated);
    for (std::size_t i = 0; i < spots.size(); ++i) {
        SpotContents one = spots;
        one.at(i)[3] = std::byte{0x80};
        EXPECT_EQ(contentOf(one, 7), MemoryContent::Picture) << i;
        EXPECT_EQ(contentOf(one, 8), MemoryContent::Picture) << i;
        SpotContents zeros{};
        zeros.at(i)[15] = std::byte{0x80};
        EXPECT_EQ(contentOf(zeros, 7), MemoryContent::Picture) << i;
    }
    spots.fill(SpotContent{std::byte{0x80}}); // evenly coloured
    EXPECT_EQ(contentOf(spots, 7), MemoryContent::Picture);
}

} // namespace
} // namespace weir
