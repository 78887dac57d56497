// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "gl_context.h"
#include "render/quick/video_painter.h"
#include "test_picture.h"

namespace weir
{
namespace
{

constexpr Size Picture{.width = 16, .height = 8};
constexpr int Near = 2; // of 255: rounding
constexpr std::uint32_t Black = 0xff000000U;

int distance(std::uint32_t one, std::uint32_t other)
{
    int most = 0;
    for (const unsigned shift : {0U, 8U, 16U, 24U}) {
        const int difference
            = static_cast<int>(one >> shift & 0xffU) - static_cast<int>(other >> shift & 0xffU);
        most = std::max(most, std::abs(difference));
    }
    return most;
}

void expectPictures(const std::vector<std::uint32_t> &seen,
                    const std::vector<std::uint32_t> &wanted, int near = Near)
{
    ASSERT_EQ(seen.size(), wanted.size());
    for (std::size_t i = 0; i < seen.size(); ++i)
        ASSERT_LE(distance(seen[i], wanted[i]), near)
            << "pixel " << i << ": " << std::hex << seen[i] << " for " << wanted[i];
}

// Drawn once, as large as it is.
std::vector<std::uint32_t> drawn(TestPicture &test, Size target,
                                 GlContext::Api api = GlContext::Api::OpenGl,
                                 TextureSource source = TextureSource::Uploaded)
{
    const GlContext context(api, target);
    EXPECT_TRUE(context.isComplete());
    VideoPainter painter;
    const Result<void> loaded = painter.load(test.picture(source));
    EXPECT_TRUE(loaded.has_value()) << loaded.error().message();
    painter.draw({.pixels = target,
                  .area = {.x = 0, .y = 0, .width = target.width, .height = target.height}});
    EXPECT_EQ(glGetError(), static_cast<GLenum>(GL_NO_ERROR));
    return context.pixels();
}

struct FormatCase {
    const char *name;
    PixelFormat format;
    ColorInfo color;
    Size size = Picture;
    GlContext::Api api = GlContext::Api::OpenGl;
};

class Painter : public testing::TestWithParam<FormatCase>
{
};

TEST_P(Painter, drawsWhatTheCpuConverts)
{
    TestPicture test(GetParam().format, GetParam().size, GetParam().color);
    test.paint();
    expectPictures(drawn(test, GetParam().size, GetParam().api), test.converted());
}

INSTANTIATE_TEST_SUITE_P(
    Table, Painter,
    testing::Values(
        FormatCase{"nv12Bt601", PixelFormat::Nv12, {.matrix = 6}},
        FormatCase{"nv12Bt709", PixelFormat::Nv12, {.matrix = 1}},
        FormatCase{"nv12Bt2020", PixelFormat::Nv12, {.matrix = 9}},
        FormatCase{"nv12FullRange", PixelFormat::Nv12, {.matrix = 1, .fullRange = true}},
        FormatCase{"nv12Odd", PixelFormat::Nv12, {}, {.width = 15, .height = 7}},
        FormatCase{"p010", PixelFormat::P010, {.matrix = 1}},
        FormatCase{"nv15", PixelFormat::Nv15, {.matrix = 1}},
        FormatCase{"yuv420", PixelFormat::Yuv420P8, {.matrix = 6}},
        FormatCase{"yuv422Odd", PixelFormat::Yuv422P8, {}, {.width = 15, .height = 7}},
        FormatCase{"yuv444", PixelFormat::Yuv444P8, {.matrix = 7}},
        FormatCase{"yuv440", PixelFormat::Yuv440P8, {.matrix = 4}},
        FormatCase{"yuv420Of10Bits", PixelFormat::Yuv420P10, {.matrix = 1}},
        FormatCase{"yuv422Of12Bits", PixelFormat::Yuv422P12, {.matrix = 1}},
        FormatCase{"gbr", PixelFormat::Gbr8, {.fullRange = true}},
        FormatCase{"gbrOf10Bits", PixelFormat::Gbr10, {.fullRange = true}},
        FormatCase{"gray", PixelFormat::Gray8, {}},
        FormatCase{"nv12OnEs", PixelFormat::Nv12, {.matrix = 1}, Picture, GlContext::Api::OpenGlEs},
        FormatCase{
            "p010OnEs", PixelFormat::P010, {.matrix = 1}, Picture, GlContext::Api::OpenGlEs}),
    [](const auto &row) { return std::string(row.param.name); });

// OpenGL by software imports a memfd as if it were a dma-buf.
TEST(VideoPainter, drawsImportedPlanesAsItDrawsCopies)
{
    for (const PixelFormat format :
         {PixelFormat::Nv12, PixelFormat::P010, PixelFormat::Yuv420P8, PixelFormat::Yuv422P10}) {
        for (const auto api : {GlContext::Api::OpenGl, GlContext::Api::OpenGlEs}) {
            TestPicture test(format, {.width = 15, .height = 7}, {.matrix = 1});
            test.paint();
            expectPictures(drawn(test, {.width = 15, .height = 7}, api, TextureSource::Imported),
                           test.converted());
        }
    }
}

// Chroma changes from sample to sample. Where one lies on a pixel, that pixel has just its colour;
// where it lies between two, none has.
TEST(VideoPainter, takesChromaFromWhereItsSamplesAre)
{
    constexpr std::uint8_t Left = 1;
    constexpr std::uint8_t Center = 2;
    for (const std::uint8_t location : {std::uint8_t{0}, Left, Center}) {
        ColorInfo color{.matrix = 1};
        color.chromaLocation = location;
        TestPicture test(PixelFormat::Nv12, Picture, color);
        std::ranges::fill(test.memory().plane(0), std::byte{120});
        const std::size_t stride = test.memory().strideBytes(1);
        for (std::size_t at = 0; at < test.memory().plane(1).size(); ++at)
            test.memory().plane(1)[at] = at % stride / 2 % 2 == 0 ? std::byte{90} : std::byte{160};
        const std::vector<std::uint32_t> seen = drawn(test, Picture);
        const std::vector<std::uint32_t> repeated = test.converted();
        for (std::size_t x = 2; x + 2 < 16; x += 2) {
            const int off = distance(seen[x], repeated[x]);
            EXPECT_EQ(off <= Near, location != Center) << x << ": " << off;
        }
    }
}

TEST(VideoPainter, mixesInNothingFromBeyondTheVisiblePart)
{
    TestPicture test(PixelFormat::Nv12, {.width = 32, .height = 16});
    std::ranges::fill(test.memory().plane(0), std::byte{235});
    std::ranges::fill(test.memory().plane(1), std::byte{128});
    const std::size_t stride = test.memory().strideBytes(0);
    for (std::size_t y = 4; y < 12; ++y)
        std::ranges::fill(test.memory().plane(0).subspan(y * stride + 8, 16), std::byte{16});
    test.format().visible = {.x = 8, .y = 4, .width = 16, .height = 8};
    // Twice as large, so that every edge is interpolated.
    const std::vector<std::uint32_t> seen = drawn(test, {.width = 32, .height = 16});
    expectPictures(seen, std::vector<std::uint32_t>(seen.size(), Black));
}

TEST(VideoPainter, leavesBlackBesideThePicture)
{
    TestPicture test(PixelFormat::Nv12, {.width = 8, .height = 8});
    std::ranges::fill(test.memory().plane(0), std::byte{235});
    std::ranges::fill(test.memory().plane(1), std::byte{128});
    const std::vector<std::uint32_t> seen = drawn(test, {.width = 16, .height = 8});
    EXPECT_EQ(seen[0], Black);
    EXPECT_LE(distance(seen[8], 0xffffffffU), Near);
    EXPECT_EQ(seen[15], Black);
}

// The upper half is white: turned by 90 degrees clockwise that is the right one.
TEST(VideoPainter, turnsThePicture)
{
    TestPicture test(PixelFormat::Nv12, {.width = 8, .height = 8});
    std::ranges::fill(test.memory().plane(0), std::byte{16});
    std::ranges::fill(test.memory().plane(1), std::byte{128});
    std::ranges::fill(test.memory().plane(0).first(4 * test.memory().strideBytes(0)),
                      std::byte{235});
    struct Turn {
        std::uint16_t degrees;
        std::size_t white; // pixel number
        std::size_t black;
    };
    for (const Turn &turn : {Turn{0, 8 + 4, 6 * 8 + 4},
                             {90, 4 * 8 + 6, 4 * 8 + 1},
                             {180, 6 * 8 + 4, 8 + 4},
                             {270, 4 * 8 + 1, 4 * 8 + 6}}) {
        test.format().rotationDegrees = turn.degrees;
        const std::vector<std::uint32_t> seen = drawn(test, {.width = 8, .height = 8});
        EXPECT_LE(distance(seen[turn.white], 0xffffffffU), Near) << turn.degrees;
        EXPECT_LE(distance(seen[turn.black], Black), Near) << turn.degrees;
    }
}

// --- High dynamic range ---

double pqOf(double nits)
{
    const double p = std::pow(nits / 10000, 0.1593017578125);
    return std::pow((0.8359375 + 18.8515625 * p) / (1 + 18.6875 * p), 78.84375);
}

int grayOf(std::uint8_t transfer, double code)
{
    TestPicture test(PixelFormat::P010, Picture,
                     {.primaries = 9, .transfer = transfer, .matrix = 9, .fullRange = false});
    test.fill(0, static_cast<std::uint16_t>(std::lround(64 + 876 * code) << 6U));
    test.fill(1, 512 << 6U);
    const std::uint32_t pixel = drawn(test, Picture).at(Picture.width + 1);
    const int green = static_cast<int>(pixel >> 8U & 0xffU);
    EXPECT_LE(distance(pixel, 0xff000000U | static_cast<unsigned>(green) * 0x010101U), Near)
        << "gray has become a colour";
    return green;
}

int displayed(double nits)
{
    return static_cast<int>(std::lround(255 * std::pow(nits / 203, 1 / 2.2)));
}

TEST(VideoPainter, keepsTheDarkOfPq_andSqueezesTheBright)
{
    EXPECT_EQ(grayOf(16, 0), 0);
    for (const double nits : {5.0, 40.0, 90.0}) // below the knee, at 96
        EXPECT_NEAR(grayOf(16, pqOf(nits)), displayed(nits), 3) << nits;
    const int white = grayOf(16, pqOf(203));
    EXPECT_LT(white, displayed(203) - 10) << "room for what is brighter";
    EXPECT_GT(white, displayed(120));
    EXPECT_GT(grayOf(16, pqOf(500)), white);
    EXPECT_GE(grayOf(16, pqOf(1000)), 253);
    EXPECT_GE(grayOf(16, pqOf(4000)), 253);
}

// BT.2408: 75 % of HLG is reference white, 203 cd/m2 on a display of 1000.
TEST(VideoPainter, showsHlgAsPqOfTheSameLight)
{
    EXPECT_EQ(grayOf(18, 0), 0);
    EXPECT_NEAR(grayOf(18, 0.75), grayOf(16, pqOf(203)), 3);
    EXPECT_GE(grayOf(18, 1), 253);
}

} // namespace
} // namespace weir
