// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <vector>

#include <linux/videodev2.h>

#include <gtest/gtest.h>

#include "tests/vpu/daemon/picture_writer.h"

namespace weir::vpu
{

namespace
{

constexpr std::uint8_t Untouched = 0xee;
constexpr std::uint32_t Nv15 = v4l2_fourcc('N', 'V', '1', '5');

// A picture whose sample is (plane + 1) * 20 + 5 * row + column, times `scale`.
struct Sample {
    Sample(std::uint32_t width, std::uint32_t height, std::uint8_t depth = 8,
           std::uint8_t shiftY = 1)
    {
        picture.width = width;
        picture.height = height;
        picture.bitDepth = depth;
        picture.chromaShiftY = shiftY;
        for (unsigned plane = 0; plane < 3; ++plane)
            fill(plane);
    }
    [[nodiscard]] static unsigned value(unsigned plane, unsigned x, unsigned y, unsigned depth)
    {
        return ((plane + 1) * 20 + 5 * y + x) * (depth > 8 ? 4 : 1);
    }
    void fill(unsigned plane)
    {
        const unsigned width = plane == 0 ? picture.width : (picture.width + 1) / 2;
        const unsigned height = plane == 0
            ? picture.height
            : (picture.height + (1U << picture.chromaShiftY) - 1) >> picture.chromaShiftY;
        const unsigned bytes = picture.bitDepth > 8 ? 2 : 1;
        const unsigned stride = width * bytes + 6; // more than the row
        memory[plane].assign(std::size_t{stride} * height, 0);
        for (unsigned y = 0; y < height; ++y) {
            for (unsigned x = 0; x < width; ++x) {
                const unsigned sample = value(plane, x, y, picture.bitDepth);
                memory[plane][y * stride + x * bytes] = static_cast<std::uint8_t>(sample);
                if (bytes == 2)
                    memory[plane][y * stride + x * 2 + 1] = static_cast<std::uint8_t>(sample >> 8);
            }
        }
        picture.planes[plane] = memory[plane].data();
        picture.strides[plane] = stride;
    }

    DecodedPicture picture;
    std::vector<std::uint8_t> memory[3];
};

unsigned wordAt(const std::vector<std::uint8_t> &bytes, std::size_t offset)
{
    return bytes[offset] | static_cast<unsigned>(bytes[offset + 1]) << 8;
}

} // namespace

TEST(PictureWriter, Nv12HasChromaBehindTheFormatsHeight)
{
    const Sample sample(4, 4);
    const PictureLayout layout{
        .fourcc = V4L2_PIX_FMT_NV12, .width = 8, .height = 6, .bytesPerLine = 10};
    std::vector<std::uint8_t> memory(std::size_t{10} * 9, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    EXPECT_EQ(memory[0], Sample::value(0, 0, 0, 8));
    EXPECT_EQ(memory[3 * 10 + 3], Sample::value(0, 3, 3, 8));
    EXPECT_EQ(memory[10 * 6 + 0], Sample::value(1, 0, 0, 8));
    EXPECT_EQ(memory[10 * 6 + 1], Sample::value(2, 0, 0, 8));
    EXPECT_EQ(memory[10 * 7 + 2], Sample::value(1, 1, 1, 8));
    EXPECT_EQ(memory[10 * 7 + 3], Sample::value(2, 1, 1, 8));
    // The padding stays: beside, below, and behind the chroma.
    EXPECT_EQ(memory[4], Untouched);
    EXPECT_EQ(memory[40], Untouched);
    EXPECT_EQ(memory[10 * 7 + 4], Untouched);
    EXPECT_EQ(memory[80], Untouched);
}

TEST(PictureWriter, ClipsToTheFormat)
{
    const Sample sample(8, 8);
    const PictureLayout layout{
        .fourcc = V4L2_PIX_FMT_NV12, .width = 4, .height = 4, .bytesPerLine = 6};
    std::vector<std::uint8_t> memory(std::size_t{6} * 6, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    EXPECT_EQ(memory[3], Sample::value(0, 3, 0, 8));
    EXPECT_EQ(memory[4], Untouched);
    EXPECT_EQ(memory[6 * 5 + 3], Sample::value(2, 1, 1, 8));
    EXPECT_EQ(memory[6 * 5 + 4], Untouched);
}

TEST(PictureWriter, OddSizesRoundChromaUp)
{
    const Sample sample(3, 3);
    const PictureLayout layout{
        .fourcc = V4L2_PIX_FMT_NV12, .width = 4, .height = 4, .bytesPerLine = 4};
    std::vector<std::uint8_t> memory(std::size_t{4} * 6, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    EXPECT_EQ(memory[4 * 5 + 2], Sample::value(1, 1, 1, 8));
    EXPECT_EQ(memory[4 * 5 + 3], Sample::value(2, 1, 1, 8));
}

TEST(PictureWriter, P010HasTheValueInTheHighBits)
{
    const Sample sample(4, 4, 10);
    const PictureLayout layout{
        .fourcc = V4L2_PIX_FMT_P010, .width = 4, .height = 4, .bytesPerLine = 8};
    std::vector<std::uint8_t> memory(std::size_t{8} * 6, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    EXPECT_EQ(wordAt(memory, 8 * 2 + 2 * 3), Sample::value(0, 3, 2, 10) << 6);
    EXPECT_EQ(wordAt(memory, 8 * 5 + 2 * 3), Sample::value(2, 1, 1, 10) << 6);
}

TEST(PictureWriter, Nv15PacksFourSamplesInFiveBytes)
{
    const Sample sample(8, 2, 10);
    const PictureLayout layout{.fourcc = Nv15, .width = 8, .height = 2, .bytesPerLine = 12};
    std::vector<std::uint8_t> memory(std::size_t{12} * 3, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    const auto sampleAt = [&](std::size_t row, unsigned index) {
        const unsigned bit = index * 10;
        return wordAt(memory, row * 12 + bit / 8) >> bit % 8 & 0x3ffU;
    };
    for (unsigned x = 0; x < 8; ++x) {
        EXPECT_EQ(sampleAt(1, x), Sample::value(0, x, 1, 10)) << x;
        EXPECT_EQ(sampleAt(2, x), Sample::value(1 + x % 2, x / 2, 0, 10)) << x;
    }
    EXPECT_EQ(memory[10], Untouched);
}

TEST(PictureWriter, Nv16KeepsAllChromaRows)
{
    const Sample sample(4, 4, 8, 0);
    const PictureLayout layout{
        .fourcc = V4L2_PIX_FMT_NV16, .width = 4, .height = 4, .bytesPerLine = 4};
    std::vector<std::uint8_t> memory(std::size_t{4} * 8, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    EXPECT_EQ(memory[4 * 7 + 2], Sample::value(1, 1, 3, 8));
    EXPECT_EQ(memory[4 * 7 + 3], Sample::value(2, 1, 3, 8));
}

TEST(PictureWriter, Yuv420HasThePlanesOneBehindTheOther)
{
    const Sample sample(4, 4);
    const PictureLayout layout{
        .fourcc = V4L2_PIX_FMT_YUV420, .width = 4, .height = 4, .bytesPerLine = 4};
    std::vector<std::uint8_t> memory(std::size_t{4} * 6, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    EXPECT_EQ(memory[16 + 3], Sample::value(1, 1, 1, 8));
    EXPECT_EQ(memory[20 + 2], Sample::value(2, 0, 1, 8));
}

TEST(PictureWriter, TilesOfFourByFourLieOneBehindTheOther)
{
    const Sample sample(8, 8);
    const PictureLayout layout{
        .fourcc = V4L2_PIX_FMT_NV12_4L4, .width = 8, .height = 8, .bytesPerLine = 8};
    std::vector<std::uint8_t> memory(std::size_t{8} * 12, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    // The second tile of the second row of tiles, its third row and second column.
    EXPECT_EQ(memory[32 + 16 + 2 * 4 + 1], Sample::value(0, 5, 6, 8));
    // Chroma: two pairs a row of a tile.
    EXPECT_EQ(memory[64 + 16 + 3 * 4 + 2], Sample::value(1, 3, 3, 8));
    EXPECT_EQ(memory[64 + 16 + 3 * 4 + 3], Sample::value(2, 3, 3, 8));
}

TEST(PictureWriter, MonochromeGetsGreyChroma)
{
    Sample sample(4, 4);
    sample.picture.planes[1] = sample.picture.planes[2] = nullptr;
    const PictureLayout layout{
        .fourcc = V4L2_PIX_FMT_NV12, .width = 4, .height = 4, .bytesPerLine = 4};
    std::vector<std::uint8_t> memory(std::size_t{4} * 6, Untouched);
    ASSERT_TRUE(writePicture(sample.picture, layout, memory));
    for (std::size_t i = 16; i < memory.size(); ++i)
        EXPECT_EQ(memory[i], 128);
}

TEST(PictureWriter, RefusesWhatTheFormatCannotHold)
{
    std::vector<std::uint8_t> memory(1000);
    const PictureLayout nv12{
        .fourcc = V4L2_PIX_FMT_NV12, .width = 4, .height = 4, .bytesPerLine = 4};
    EXPECT_FALSE(writePicture(Sample(4, 4, 10).picture, nv12, memory));
    EXPECT_FALSE(writePicture(Sample(4, 4, 8, 0).picture, nv12, memory));
    EXPECT_FALSE(writePicture(Sample(4, 4).picture, nv12, std::span(memory).first(23)));
    PictureLayout narrow = nv12;
    narrow.bytesPerLine = 3;
    EXPECT_FALSE(writePicture(Sample(4, 4).picture, narrow, memory));
}

} // namespace weir::vpu
