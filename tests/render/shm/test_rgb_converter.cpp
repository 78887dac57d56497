// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "render/shm/rgb_converter.h"

namespace weir
{
namespace
{

// A picture in memory of its own, with tight strides.
struct Memory {
    explicit Memory(PixelFormat pixelFormat, Size pictureSize)
        : format(pixelFormat)
        , size(pictureSize)
    {
        const PixelFormatInfo &info = infoOf(format);
        for (unsigned i = 0; i < info.planeCount; ++i) {
            const Size samples = planeSize(format, size, i);
            const std::size_t perRow
                = static_cast<std::size_t>(samples.width) * (info.semiPlanar && i > 0 ? 2 : 1);
            strides[i] = info.bytesPerSample == 0 ? (perRow * 10 + 7) / 8 + 1
                                                  : perRow * info.bytesPerSample;
            planes[i].resize(strides[i] * static_cast<std::size_t>(samples.height));
        }
    }

    void setByte(unsigned plane, std::size_t at, unsigned value)
    {
        planes[plane][at] = static_cast<std::byte>(value);
    }
    void setWord(unsigned plane, std::size_t at, unsigned value)
    {
        setByte(plane, 2 * at, value & 0xffU);
        setByte(plane, 2 * at + 1, value >> 8U);
    }
    void fillBytes(unsigned plane, unsigned value)
    {
        std::ranges::fill(planes[plane], static_cast<std::byte>(value));
    }

    [[nodiscard]] SampleSource view() const
    {
        SampleSource picture{.format = format,
                             .planes = {},
                             .strideBytes = strides,
                             .visible
                             = {.x = 0, .y = 0, .width = size.width, .height = size.height}};
        for (unsigned i = 0; i < 3; ++i)
            picture.planes[i] = planes[i];
        return picture;
    }

    PixelFormat format;
    Size size;
    std::array<std::vector<std::byte>, 3> planes;
    std::array<std::size_t, 3> strides{};
};

std::vector<std::uint32_t> convert(const SampleSource &picture, ColorInfo color = {})
{
    const auto width = static_cast<std::size_t>(picture.visible.width);
    std::vector<std::uint32_t> out(width * static_cast<std::size_t>(picture.visible.height));
    EXPECT_TRUE(isReadable(picture));
    convertToXrgb(picture, color, out, width);
    return out;
}

int distance(std::uint32_t a, std::uint32_t b)
{
    int largest = 0;
    for (unsigned shift = 0; shift < 24; shift += 8) {
        const int one = static_cast<int>(a >> shift & 0xffU);
        const int other = static_cast<int>(b >> shift & 0xffU);
        largest = std::max(largest, std::abs(one - other));
    }
    return largest;
}

struct ColorCase {
    const char *name;
    std::uint8_t matrix;
    bool fullRange;
    unsigned y, cb, cr;
    std::uint32_t rgb;
};

class Colors : public testing::TestWithParam<ColorCase>
{
};

TEST_P(Colors, comeOutRight)
{
    const ColorCase &with = GetParam();
    Memory memory(PixelFormat::Yuv420P8, {.width = 2, .height = 2});
    memory.fillBytes(0, with.y);
    memory.fillBytes(1, with.cb);
    memory.fillBytes(2, with.cr);
    const auto out = convert(memory.view(), {.matrix = with.matrix, .fullRange = with.fullRange});
    for (const std::uint32_t pixel : out)
        EXPECT_LE(distance(pixel, with.rgb), 1) << std::hex << pixel;
    EXPECT_EQ(out[0] >> 24U, 0xffU);
}

// Codes computed from the definitions of ITU-R BT.601 and BT.709.
INSTANTIATE_TEST_SUITE_P(
    Table, Colors,
    testing::Values(ColorCase{"black", 6, false, 16, 128, 128, 0x000000},
                    ColorCase{"white", 6, false, 235, 128, 128, 0xffffff},
                    ColorCase{"belowBlack", 6, false, 0, 128, 128, 0x000000},
                    ColorCase{"aboveWhite", 6, false, 255, 128, 128, 0xffffff},
                    ColorCase{"red601", 6, false, 81, 90, 240, 0xfe0000},
                    ColorCase{"green601", 6, false, 145, 54, 34, 0x00ff01},
                    ColorCase{"blue601", 6, false, 41, 240, 110, 0x0000ff},
                    ColorCase{"red709", 1, false, 63, 102, 240, 0xff0100},
                    ColorCase{"blue709", 1, false, 32, 240, 118, 0x0100ff},
                    ColorCase{"fullRangeGrey", 6, true, 128, 128, 128, 0x808080},
                    ColorCase{"fullRangeRed", 6, true, 76, 85, 255, 0xfe0000},
                    ColorCase{"unspecifiedSmallIs601", 2, false, 81, 90, 240, 0xfe0000}),
    [](const auto &row) { return std::string(row.param.name); });

TEST(RgbConverter, readsNv12AsYu12)
{
    Memory planar(PixelFormat::Yuv420P8, {.width = 4, .height = 4});
    Memory semi(PixelFormat::Nv12, {.width = 4, .height = 4});
    for (std::size_t i = 0; i < 16; ++i) {
        planar.setByte(0, i, static_cast<unsigned>(20 + 13 * i));
        semi.setByte(0, i, static_cast<unsigned>(20 + 13 * i));
    }
    for (std::size_t i = 0; i < 4; ++i) {
        const auto cb = static_cast<unsigned>(60 + 40 * i);
        const auto cr = static_cast<unsigned>(220 - 40 * i);
        planar.setByte(1, i, cb);
        planar.setByte(2, i, cr);
        semi.setByte(1, 2 * i, cb);
        semi.setByte(1, 2 * i + 1, cr);
    }
    EXPECT_EQ(convert(planar.view()), convert(semi.view()));
}

TEST(RgbConverter, readsTenBitsAsEight_inAllThreeLayouts)
{
    constexpr unsigned Luma = 81;
    constexpr unsigned Cb = 90;
    constexpr unsigned Cr = 240;
    Memory planar(PixelFormat::Yuv420P10, {.width = 2, .height = 2});
    Memory high(PixelFormat::P010, {.width = 2, .height = 2});
    for (std::size_t i = 0; i < 4; ++i) {
        planar.setWord(0, i, Luma << 2U);
        high.setWord(0, i, Luma << 8U);
    }
    planar.setWord(1, 0, Cb << 2U);
    planar.setWord(2, 0, Cr << 2U);
    high.setWord(1, 0, Cb << 8U);
    high.setWord(1, 1, Cr << 8U);

    Memory packed(PixelFormat::Nv15, {.width = 2, .height = 2});
    const auto pack = [&packed](unsigned plane, std::size_t row, unsigned a, unsigned b) {
        const std::uint32_t bits = a | b << 10U;
        const std::size_t at = row * packed.strides[plane];
        for (std::size_t i = 0; i < 3; ++i)
            packed.setByte(plane, at + i, bits >> (8 * i) & 0xffU);
    };
    pack(0, 0, Luma << 2U, Luma << 2U);
    pack(0, 1, Luma << 2U, Luma << 2U);
    pack(1, 0, Cb << 2U, Cr << 2U);

    for (const Memory *memory : {&planar, &high, &packed}) {
        for (const std::uint32_t pixel : convert(memory->view(), {.matrix = 6}))
            EXPECT_LE(distance(pixel, 0xfe0000), 1) << infoOf(memory->format).name;
    }
}

TEST(RgbConverter, takesTheVisiblePart_withItsChroma)
{
    Memory memory(PixelFormat::Yuv444P8, {.width = 4, .height = 4});
    memory.fillBytes(1, 128);
    memory.fillBytes(2, 128);
    memory.fillBytes(0, 16);
    memory.setByte(0, 2 * 4 + 3, 235);
    SampleSource view = memory.view();
    view.visible = {.x = 2, .y = 2, .width = 2, .height = 1};
    const auto out = convert(view);
    ASSERT_EQ(out.size(), 2U);
    EXPECT_EQ(out[0] & 0xffffffU, 0x000000U);
    EXPECT_EQ(out[1] & 0xffffffU, 0xffffffU);
}

TEST(RgbConverter, keepsGbrApart_andGrayGray)
{
    Memory gbr(PixelFormat::Gbr8, {.width = 1, .height = 1});
    gbr.setByte(0, 0, 10);
    gbr.setByte(1, 0, 20);
    gbr.setByte(2, 0, 30);
    EXPECT_EQ(convert(gbr.view(), {.fullRange = true})[0] & 0xffffffU, 0x1e0a14U);
    Memory gray(PixelFormat::Gray8, {.width = 1, .height = 1});
    gray.setByte(0, 0, 99);
    EXPECT_EQ(convert(gray.view(), {.fullRange = true})[0] & 0xffffffU, 0x636363U);
}

TEST(RgbConverter, refusesPicturesBeyondTheirMemory)
{
    const Memory memory(PixelFormat::Nv12, {.width = 4, .height = 4});
    SampleSource view = memory.view();
    EXPECT_TRUE(isReadable(view));
    view.visible.height = 5;
    EXPECT_FALSE(isReadable(view));
    view = memory.view();
    view.visible.x = -1;
    EXPECT_FALSE(isReadable(view));
    view = memory.view();
    view.planes[1] = view.planes[1].first(7);
    EXPECT_FALSE(isReadable(view));
    view = memory.view();
    view.visible.width = 5;
    EXPECT_FALSE(isReadable(view));
}

} // namespace
} // namespace weir
