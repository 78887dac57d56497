// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <gtest/gtest.h>

#include "decode/v4l2/context_formats.h"
#include "decode/v4l2/picture_layout.h"

namespace weir
{
namespace
{

QueueFormat formatOf(Size size, std::uint32_t pitch, std::uint32_t bytes)
{
    QueueFormat format{.fourcc = 0, .size = size, .planes = {}, .planeCount = 1};
    format.planes[0] = {.bytesPerLine = pitch, .sizeBytes = bytes};
    return format;
}

TEST(PictureLayout, chromaFollowsThePaddedHeight_notTheVisibleOne)
{
    const auto picture = pictureFormatOf(V4L2_PIX_FMT_NV12).value();
    // A tail behind the picture (motion vectors) must not move anything.
    const auto image
        = layOut(picture, formatOf({1920, 1088}, 2048, 2048 * 1088 * 3 / 2 + 99999)).value();
    EXPECT_EQ(image.planeCount, 2);
    EXPECT_EQ(image.planes[0].offsetBytes, 0U);
    EXPECT_EQ(image.planes[0].strideBytes, 2048U);
    EXPECT_EQ(image.planes[1].offsetBytes, 2048U * 1088);
    EXPECT_EQ(image.planes[1].strideBytes, 2048U);
    EXPECT_EQ(image.planes[1].fdIndex, 0);
    EXPECT_EQ(image.size, (Size{1920, 1088}));
    EXPECT_EQ(image.fdSizesBytes.size(), 1U);
}

TEST(PictureLayout, planarChromaHasHalfThePitch)
{
    const auto picture = pictureFormatOf(V4L2_PIX_FMT_YUV420).value();
    const auto image = layOut(picture, formatOf({176, 144}, 192, 192 * 144 * 3 / 2)).value();
    EXPECT_EQ(image.planeCount, 3);
    EXPECT_EQ(image.planes[1].offsetBytes, 192U * 144);
    EXPECT_EQ(image.planes[1].strideBytes, 96U);
    EXPECT_EQ(image.planes[2].offsetBytes, 192U * 144 + 96U * 72);
}

TEST(PictureLayout, severalBuffersHaveADescriptorEach)
{
    const auto picture = pictureFormatOf(V4L2_PIX_FMT_NV12M).value();
    QueueFormat format = formatOf({640, 480}, 640, 640 * 480);
    format.planeCount = 2;
    format.planes[1] = {.bytesPerLine = 704, .sizeBytes = 704 * 240};
    const auto image = layOut(picture, format).value();
    EXPECT_EQ(image.planes[1].fdIndex, 1);
    EXPECT_EQ(image.planes[1].offsetBytes, 0U);
    EXPECT_EQ(image.planes[1].strideBytes, 704U);
    EXPECT_EQ(image.fdSizesBytes, (std::vector<std::size_t>{307200, 168960}));
}

TEST(PictureLayout, refusesAnswersThatContradictThemselves)
{
    const auto nv12 = pictureFormatOf(V4L2_PIX_FMT_NV12).value();
    EXPECT_FALSE(layOut(nv12, formatOf({1920, 1088}, 1920, 1920 * 1088)).has_value());
    EXPECT_FALSE(layOut(nv12, formatOf({1920, 1088}, 960, 1920 * 1088 * 2)).has_value());
    EXPECT_FALSE(layOut(nv12, formatOf({0, 0}, 0, 0)).has_value());
    const auto p010 = pictureFormatOf(V4L2_PIX_FMT_P010).value();
    EXPECT_FALSE(layOut(p010, formatOf({64, 64}, 64, 64 * 64 * 3)).has_value());
    EXPECT_TRUE(layOut(p010, formatOf({64, 64}, 128, 64 * 64 * 3)).has_value());
}

TEST(PictureFormat, isChosenByDepthAndPreference)
{
    const std::array offered{std::uint32_t{V4L2_PIX_FMT_NV12_4L4},
                             std::uint32_t{V4L2_PIX_FMT_YUV420}, std::uint32_t{V4L2_PIX_FMT_P010},
                             std::uint32_t{V4L2_PIX_FMT_NV12}};
    EXPECT_EQ(choosePictureFormat(offered, 8)->v4l2Fourcc, std::uint32_t{V4L2_PIX_FMT_NV12});
    EXPECT_EQ(choosePictureFormat(offered, 10)->v4l2Fourcc, std::uint32_t{V4L2_PIX_FMT_P010});
    EXPECT_FALSE(choosePictureFormat(std::span(offered).first(1), 8).has_value());
    EXPECT_FALSE(choosePictureFormat(offered, 12).has_value());
}

TEST(BitstreamBufferSize, isBoundedBothWays)
{
    EXPECT_EQ(bitstreamBufferBytes({64, 64}, 8), 256U * 1024);
    EXPECT_EQ(bitstreamBufferBytes({1920, 1088}, 8), 1920U * 1088 * 3 / 4);
    EXPECT_EQ(bitstreamBufferBytes({1 << 20, 1 << 20}, 10), 32U * 1024 * 1024);
}

TEST(FourccName, isReadableOrANumber)
{
    EXPECT_EQ(fourccName(V4L2_PIX_FMT_NV12), "NV12");
    EXPECT_EQ(fourccName(V4L2_PIX_FMT_GREY), "GREY");
    EXPECT_EQ(fourccName(V4L2_PIX_FMT_Y16), "Y16");
    EXPECT_EQ(fourccName(1), "0x00000001");
}

} // namespace
} // namespace weir
