// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <gtest/gtest.h>

#include "render/texture/plane_plan.h"
#include "render/texture/shader_values.h"
#include "render/texture/texture_quad.h"

namespace weir
{
namespace
{

// --- PlanePlan ---

constexpr Size Odd{.width = 7, .height = 5};

TEST(PlanePlan, pairsChromaOfSemiPlanarFormats)
{
    const std::vector<PlanePlan> wanted{
        {.components = 1, .bytesPerComponent = 1, .size = Odd},
        {.components = 2, .bytesPerComponent = 1, .size = {.width = 4, .height = 3}}};
    EXPECT_EQ(planesOf(PixelFormat::Nv12, Odd), wanted);
    const std::vector<PlanePlan> ten = planesOf(PixelFormat::P010, Odd);
    ASSERT_EQ(ten.size(), 2U);
    EXPECT_EQ(ten[1].bytesPerComponent, 2);
    EXPECT_EQ(ten[1].components, 2);
}

TEST(PlanePlan, hasAPlaneForEachComponentOfPlanarFormats)
{
    const std::vector<PlanePlan> planes = planesOf(PixelFormat::Yuv422P10, Odd);
    ASSERT_EQ(planes.size(), 3U);
    EXPECT_EQ(planes[2].bytesPerComponent, 2);
    EXPECT_EQ(planes[2].components, 1);
    EXPECT_EQ(planes[2].size, (Size{.width = 4, .height = 5}));
    EXPECT_EQ(planesOf(PixelFormat::Gray8, Odd).size(), 1U);
}

TEST(PlanePlan, leavesPackedSamplesToTheCpu)
{
    EXPECT_TRUE(planesOf(PixelFormat::Nv15, Odd).empty());
    EXPECT_EQ(uploadFormatOf(PixelFormat::Nv15), PixelFormat::Yuv420P10);
    EXPECT_EQ(uploadFormatOf(PixelFormat::Nv12), PixelFormat::Nv12);
}

// --- TextureQuad ---

VideoShape shape(std::uint16_t degrees, Rect visible = {})
{
    return {.buffer = {.width = 40, .height = 20}, .visible = visible, .rotationDegrees = degrees};
}

TextureQuad quadFor(const VideoShape &picture)
{
    return textureQuad(picture,
                       placeVideo(picture, {.width = 100, .height = 100}, FitMode::Letterbox));
}

TEST(TextureQuad, showsTheWholePictureUpright)
{
    const TextureQuad wanted{TexturePoint{0, 0}, {40, 0}, {0, 20}, {40, 20}};
    EXPECT_EQ(quadFor(shape(0)), wanted);
}

// Turned clockwise by 90 degrees the lower left corner comes to lie in the upper left one.
TEST(TextureQuad, turnsClockwise)
{
    EXPECT_EQ(quadFor(shape(90)), (TextureQuad{TexturePoint{0, 20}, {0, 0}, {40, 20}, {40, 0}}));
    EXPECT_EQ(quadFor(shape(180)), (TextureQuad{TexturePoint{40, 20}, {0, 20}, {40, 0}, {0, 0}}));
    EXPECT_EQ(quadFor(shape(270)), (TextureQuad{TexturePoint{40, 0}, {40, 20}, {0, 0}, {0, 20}}));
}

TEST(TextureQuad, showsTheVisiblePart_turnedToo)
{
    const Rect part{.x = 2, .y = 4, .width = 30, .height = 10};
    EXPECT_EQ(quadFor(shape(0, part)),
              (TextureQuad{TexturePoint{2, 4}, {32, 4}, {2, 14}, {32, 14}}));
    EXPECT_EQ(quadFor(shape(90, part)),
              (TextureQuad{TexturePoint{2, 14}, {2, 4}, {32, 14}, {32, 4}}));
    EXPECT_EQ(quadFor(shape(270, part)),
              (TextureQuad{TexturePoint{32, 4}, {32, 14}, {2, 4}, {2, 14}}));
}

// --- TextureBounds ---

TEST(TextureBounds, keepToTheMiddlesOfTheVisibleSamples)
{
    const Rect part{.x = 2, .y = 0, .width = 6, .height = 4};
    const TextureBounds luma = textureBounds(part, {.width = 16, .height = 8}, 0, 0);
    EXPECT_EQ(luma.first, (TexturePoint{2.5F, 0.5F}));
    EXPECT_EQ(luma.last, (TexturePoint{7.5F, 3.5F}));
    EXPECT_EQ(luma.scale, (TexturePoint{1.0F / 16, 1.0F / 8}));
    const TextureBounds chroma = textureBounds(part, {.width = 8, .height = 4}, 1, 1);
    EXPECT_EQ(chroma.first, (TexturePoint{3, 1}));
    EXPECT_EQ(chroma.last, (TexturePoint{7, 3}));
    EXPECT_EQ(chroma.scale, (TexturePoint{1.0F / 16, 1.0F / 8}));
}

TEST(TextureBounds, takeInTheLastChromaSampleOfAnOddPicture)
{
    const Rect part{.x = 0, .y = 0, .width = 7, .height = 5};
    const TextureBounds chroma = textureBounds(part, {.width = 4, .height = 3}, 1, 1);
    EXPECT_EQ(chroma.last, (TexturePoint{7, 5})); // the middle of the fourth pair, the third row
}

TEST(ChromaOffset, leadsToWhereTheSamplesAre)
{
    struct Row {
        std::uint8_t location = 0;
        unsigned shiftX = 0;
        unsigned shiftY = 0;
        TexturePoint offset;
    };
    for (const Row &row : {Row{0, 1, 1, {.x = 0.5F, .y = 0}}, // unspecified
                           {1, 1, 1, {.x = 0.5F, .y = 0}}, // left
                           {2, 1, 1, {.x = 0, .y = 0}}, // center
                           {3, 1, 1, {.x = 0.5F, .y = 0.5F}}, // top left
                           {4, 1, 1, {.x = 0, .y = 0.5F}}, // top
                           {5, 1, 1, {.x = 0.5F, .y = -0.5F}}, // bottom left
                           {6, 1, 1, {.x = 0, .y = -0.5F}}, // bottom
                           {99, 1, 1, {.x = 0.5F, .y = 0}},
                           {1, 1, 0, {.x = 0.5F, .y = 0}}, // 4:2:2
                           {3, 1, 0, {.x = 0.5F, .y = 0}},
                           {1, 2, 0, {.x = 1.5F, .y = 0}}, // 4:1:1
                           {3, 0, 0, {.x = 0, .y = 0}}}) // 4:4:4
        EXPECT_EQ(chromaOffset(row.location, row.shiftX, row.shiftY), row.offset)
            << int{row.location} << " " << row.shiftX << " " << row.shiftY;
}

TEST(TextureBounds, neverTurnAround_whenThereIsOneSample)
{
    const Rect pixel{.x = 3, .y = 3, .width = 1, .height = 1};
    const TextureBounds chroma = textureBounds(pixel, {.width = 4, .height = 4}, 1, 1);
    EXPECT_EQ(chroma.first, chroma.last);
}

// --- ShaderValues ---

using Rgb = std::array<float, 3>;

// As the shader does it; `codes` are the numbers in memory.
Rgb shaded(const ShaderValues &values, const std::array<double, 3> &codes, double textureMaximum)
{
    Rgb rgb{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            const auto texel = static_cast<float>(codes[column] / textureMaximum);
            rgb[row]
                += values.matrix[3 * column + row] * (texel * values.scale - values.offset[column]);
        }
    }
    return rgb;
}

void expectNear(const Rgb &seen, const Rgb &wanted)
{
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(seen[i], wanted[i], 0.002) << i;
}

TEST(ShaderValues, makeWhiteOfWhite_whereverTheBitsLie)
{
    const Rgb white{1, 1, 1};
    const ColorInfo color{};
    expectNear(shaded(shaderValuesFor(PixelFormat::Nv12, color, 576), {235, 128, 128}, 255), white);
    expectNear(shaded(shaderValuesFor(PixelFormat::P010, color, 576),
                      {940 * 64, 512 * 64, 512 * 64}, 65535),
               white);
    expectNear(shaded(shaderValuesFor(PixelFormat::Yuv420P10, color, 576), {940, 512, 512}, 65535),
               white);
    expectNear(
        shaded(shaderValuesFor(PixelFormat::Yuv444P12, color, 576), {3760, 2048, 2048}, 65535),
        white);
}

TEST(ShaderValues, followTheMatrix)
{
    // Red of BT.709: Y 63, Cb 102, Cr 240.
    const ColorInfo bt709{.matrix = 1};
    expectNear(shaded(shaderValuesFor(PixelFormat::Nv12, bt709, 576), {62.56, 102.34, 240}, 255),
               {1, 0, 0});
}

TEST(ShaderValues, putGreenBlueRedInOrder)
{
    const ColorInfo full{.fullRange = true};
    const ShaderValues values = shaderValuesFor(PixelFormat::Gbr8, full, 576);
    expectNear(shaded(values, {255, 51, 102}, 255), {0.4F, 1, 0.2F});
    EXPECT_EQ(values.layout, TextureLayout::Planar);
}

TEST(ShaderValues, nameTheLayoutAndTheCurve)
{
    EXPECT_EQ(shaderValuesFor(PixelFormat::Gray10, {}, 576).layout, TextureLayout::Gray);
    EXPECT_EQ(shaderValuesFor(PixelFormat::P010, {}, 576).layout, TextureLayout::SemiPlanar);
    EXPECT_EQ(shaderValuesFor(PixelFormat::Yuv420P8, {}, 576).layout, TextureLayout::Planar);
    EXPECT_EQ(shaderValuesFor(PixelFormat::P010, {.transfer = 16}, 576).curve, ToneCurve::Pq);
    EXPECT_EQ(shaderValuesFor(PixelFormat::P010, {.transfer = 18}, 576).curve, ToneCurve::Hlg);
    EXPECT_EQ(shaderValuesFor(PixelFormat::P010, {.transfer = 14}, 576).curve, ToneCurve::None);
}

} // namespace
} // namespace weir
