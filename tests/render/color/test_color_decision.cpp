// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "render/color/color_decision.h"

namespace weir
{
namespace
{

// --- matrixOf ---

struct MatrixCase {
    const char *name;
    ColorInfo color;
    int height;
    std::uint8_t matrix;
};

class Matrix : public testing::TestWithParam<MatrixCase>
{
};

TEST_P(Matrix, isAsInTheTable)
{
    EXPECT_EQ(matrixOf(GetParam().color, GetParam().height), GetParam().matrix);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Matrix,
    testing::Values(
        MatrixCase{"said709", {.matrix = 1}, 480, 1}, MatrixCase{"said601", {.matrix = 6}, 1080, 6},
        MatrixCase{"bothSystemsOf601AreOne", {.matrix = 5}, 1080, 6},
        MatrixCase{"fcc", {.matrix = 4}, 1080, 4}, MatrixCase{"smpte240", {.matrix = 7}, 1080, 7},
        MatrixCase{"said2020", {.matrix = 9}, 480, 9},
        MatrixCase{"constantLuminance", {.matrix = 10}, 480, 10},
        MatrixCase{"ictcp", {.matrix = 14}, 480, 14}, MatrixCase{"unspecifiedSmall", {}, 719, 6},
        MatrixCase{"unspecifiedLarge", {}, 720, 1},
        MatrixCase{"unspecifiedWithWidePrimaries", {.primaries = 9}, 480, 9},
        MatrixCase{"rgbInYuv", {.matrix = 0}, 480, 6},
        MatrixCase{"reserved", {.matrix = 3}, 1080, 1},
        MatrixCase{"notKnownHere", {.matrix = 8}, 480, 6},
        MatrixCase{"beyondTheTable", {.matrix = 255}, 1080, 1}),
    [](const auto &row) { return std::string(row.param.name); });

// --- colorTagOf ---

VideoFormat formatOf(PixelFormat pixels, ColorInfo color = {}, int height = 1080)
{
    VideoFormat format;
    format.pixelFormat = pixels;
    format.visible = {.x = 0, .y = 0, .width = 1920, .height = height};
    format.color = color;
    return format;
}

struct TagCase {
    const char *name;
    VideoFormat format;
    std::optional<ColorTag> tag;
};

class Tag : public testing::TestWithParam<TagCase>
{
};

TEST_P(Tag, isAsInTheTable)
{
    EXPECT_EQ(colorTagOf(GetParam().format), GetParam().tag);
}

constexpr ColorInfo Pq{.primaries = 9, .transfer = 16, .matrix = 9};
constexpr ColorInfo BarePq{.transfer = 16};
constexpr ColorInfo Hlg{.primaries = 9, .transfer = 18, .matrix = 9};

INSTANTIATE_TEST_SUITE_P(
    Table, Tag,
    testing::Values(
        TagCase{"sdrIsUntagged", formatOf(PixelFormat::Nv12), ColorTag{}},
        TagCase{"wideSdrIsUntagged", formatOf(PixelFormat::Nv12, {.primaries = 9, .matrix = 9}),
                ColorTag{.matrix = 9}},
        TagCase{"small", formatOf(PixelFormat::Nv12, {}, 480), ColorTag{.matrix = 6}},
        TagCase{"fullRange", formatOf(PixelFormat::Yuv420P8, {.matrix = 5, .fullRange = true}),
                ColorTag{.matrix = 6, .fullRange = true}},
        TagCase{"chromaOf420", formatOf(PixelFormat::Nv12, {.chromaLocation = 3}),
                ColorTag{.chromaLocation = 3}},
        TagCase{"chromaBeyondTheTable", formatOf(PixelFormat::Nv12, {.chromaLocation = 7}),
                ColorTag{}},
        TagCase{"noChromaOf444", formatOf(PixelFormat::Yuv444P8, {.chromaLocation = 3}),
                ColorTag{}},
        TagCase{"noChromaOf422", formatOf(PixelFormat::Yuv422P8, {.chromaLocation = 1}),
                ColorTag{}},
        TagCase{"pq", formatOf(PixelFormat::P010, Pq),
                ColorTag{.matrix = 9, .image = ImageColor{.primaries = 9, .transfer = 16}}},
        TagCase{"hlg", formatOf(PixelFormat::Nv15, Hlg),
                ColorTag{.matrix = 9, .image = ImageColor{.primaries = 9, .transfer = 18}}},
        TagCase{"pqIn8Bits", formatOf(PixelFormat::Nv12, Pq),
                ColorTag{.matrix = 9, .image = ImageColor{.primaries = 9, .transfer = 16}}},
        TagCase{"pqAlone", formatOf(PixelFormat::P010, BarePq),
                ColorTag{.matrix = 1, .image = ImageColor{.primaries = 9, .transfer = 16}}},
        TagCase{"tenBitSdr", formatOf(PixelFormat::P010),
                ColorTag{.matrix = 1, .image = ImageColor{.primaries = 1, .transfer = 4}}},
        TagCase{"tenBitSdrOf525Lines", formatOf(PixelFormat::P010, {}, 480),
                ColorTag{.matrix = 6, .image = ImageColor{.primaries = 6, .transfer = 4}}},
        TagCase{"tenBitSdrOf625Lines", formatOf(PixelFormat::P010, {}, 576),
                ColorTag{.matrix = 6, .image = ImageColor{.primaries = 5, .transfer = 4}}},
        TagCase{"tenBitWideSdr", formatOf(PixelFormat::P010, {.matrix = 9}),
                ColorTag{.matrix = 9, .image = ImageColor{.primaries = 9, .transfer = 4}}},
        TagCase{"saidPrimariesWin", formatOf(PixelFormat::P010, {.primaries = 12, .matrix = 1}),
                ColorTag{.matrix = 1, .image = ImageColor{.primaries = 12, .transfer = 4}}},
        TagCase{"rgb", formatOf(PixelFormat::Gbr8, {.matrix = 0}), std::nullopt},
        TagCase{"grey", formatOf(PixelFormat::Gray8), std::nullopt}),
    [](const auto &row) { return std::string(row.param.name); });

// --- Light ---

struct LightCase {
    const char *name;
    LightInfo said;
    LightInfo told;
    std::uint8_t transfer = 16;
};

class Light : public testing::TestWithParam<LightCase>
{
};

TEST_P(Light, isToldWhereTheProtocolAllowsIt)
{
    VideoFormat format = formatOf(PixelFormat::P010, {.transfer = GetParam().transfer});
    format.light = GetParam().said;
    EXPECT_EQ(colorTagOf(format)->image->light, GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Light,
    testing::Values(LightCase{"all", {50, 1000, 900, 400}, {50, 1000, 900, 400}},
                    LightCase{"nothing", {}, {}},
                    LightCase{"atTheLimits", {0, 1000, 1000, 1000}, {0, 1000, 1000, 1000}},
                    LightCase{"levelsOnly", {0, 0, 9000, 400}, {0, 0, 9000, 400}},
                    LightCase{"brighterThanMastered", {1, 1000, 1001, 400}, {1, 1000, 0, 400}},
                    LightCase{"averageAboveMaximum", {1, 1000, 400, 401}, {1, 1000, 400, 0}},
                    LightCase{"averageAboveMastered", {1, 1000, 0, 1001}, {1, 1000, 0, 0}},
                    LightCase{"minimumAboveMaximum", {10000, 1, 900, 400}, {0, 0, 900, 400}},
                    LightCase{"contentBelowMinimum", {20000, 1000, 2, 1}, {20000, 1000, 0, 0}},
                    LightCase{"beyondPq", {1, 10001, 10001, 400}, {0, 0, 0, 400}},
                    LightCase{"hugeLevel", {1, 1000, 0xffffffff, 0x80000000}, {1, 1000, 0, 0}},
                    LightCase{"hlgIsRelative", {50, 1000, 900, 400}, {}, 18},
                    LightCase{"sdr", {50, 1000, 900, 400}, {}, 1}),
    [](const auto &row) { return std::string(row.param.name); });

TEST(ColorNames, areShort)
{
    EXPECT_EQ(matrixName(1), "bt709");
    EXPECT_EQ(primariesName(9), "bt2020");
    EXPECT_EQ(transferName(16), "pq");
    EXPECT_EQ(transferName(1), "unspecified");
}

} // namespace
} // namespace weir
