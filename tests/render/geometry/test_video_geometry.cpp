// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "render/geometry/video_geometry.h"

namespace weir
{
namespace
{

VideoShape shapeOf(int width, int height)
{
    return {.buffer = {.width = width, .height = height},
            .visible = {.x = 0, .y = 0, .width = width, .height = height}};
}

struct Case {
    const char *name;
    VideoShape shape;
    Size area;
    FitMode mode;
    Rect destination;
    std::optional<SourceRect> source;
};

VideoShape withAspect(VideoShape shape, int numerator, int denominator)
{
    shape.sampleAspectRatio = {.numerator = numerator, .denominator = denominator};
    return shape;
}

VideoShape withRotation(VideoShape shape, std::uint16_t degrees)
{
    shape.rotationDegrees = degrees;
    return shape;
}

VideoShape withVisible(VideoShape shape, Rect visible)
{
    shape.visible = visible;
    return shape;
}

class Placement : public testing::TestWithParam<Case>
{
};

TEST_P(Placement, isAsInTheTable)
{
    const Case &with = GetParam();
    const VideoPlacement placement = placeVideo(with.shape, with.area, with.mode);
    EXPECT_EQ(placement.destination.x, with.destination.x);
    EXPECT_EQ(placement.destination.y, with.destination.y);
    EXPECT_EQ(placement.destination.width, with.destination.width);
    EXPECT_EQ(placement.destination.height, with.destination.height);
    ASSERT_EQ(placement.source.has_value(), with.source.has_value());
    if (with.source) {
        EXPECT_DOUBLE_EQ(placement.source->x, with.source->x);
        EXPECT_DOUBLE_EQ(placement.source->y, with.source->y);
        EXPECT_DOUBLE_EQ(placement.source->width, with.source->width);
        EXPECT_DOUBLE_EQ(placement.source->height, with.source->height);
    }
}

const VideoShape Hd = shapeOf(1920, 1080);
constexpr FitMode Letterbox = FitMode::Letterbox;

INSTANTIATE_TEST_SUITE_P(
    Table, Placement,
    testing::Values(
        Case{"sameSize", shapeOf(640, 360), {640, 360}, Letterbox, {0, 0, 640, 360}, {}},
        Case{"barsAbove", Hd, {1280, 800}, Letterbox, {0, 40, 1280, 720}, {}},
        Case{"barsBeside", Hd, {3000, 1080}, Letterbox, {540, 0, 1920, 1080}, {}},
        Case{"exactHeightInVga", shapeOf(640, 360), {640, 480}, Letterbox, {0, 60, 640, 360}, {}},
        Case{"oddRestKeepsTheSize", shapeOf(320, 180), {321, 183}, Letterbox, {0, 0, 321, 181}, {}},
        Case{"crop",
             Hd,
             {1080, 1080},
             FitMode::Crop,
             {0, 0, 1080, 1080},
             SourceRect{420, 0, 1080, 1080}},
        Case{"stretch", Hd, {100, 900}, FitMode::Stretch, {0, 0, 100, 900}, {}},
        Case{"anamorphic",
             withAspect(shapeOf(720, 576), 64, 45),
             {1024, 576},
             Letterbox,
             {0, 0, 1024, 576},
             {}},
        Case{"nonsenseAspect",
             withAspect(Hd, 0, 0),
             {1920, 1080},
             Letterbox,
             {0, 0, 1920, 1080},
             {}},
        Case{"sideways", withRotation(Hd, 90), {1080, 1920}, Letterbox, {0, 0, 1080, 1920}, {}},
        Case{"sidewaysAspectGoesWithTheBuffer",
             withRotation(withAspect(shapeOf(720, 576), 64, 45), 90),
             {576, 1024},
             Letterbox,
             {0, 0, 576, 1024},
             {}},
        Case{"cropOfTheStream",
             withVisible(shapeOf(1920, 1088), {0, 0, 1920, 1080}),
             {1920, 1080},
             Letterbox,
             {0, 0, 1920, 1080},
             SourceRect{0, 0, 1920, 1080}},
        Case{"cropTurned90",
             withRotation(withVisible(shapeOf(100, 60), {10, 5, 80, 40}), 90),
             {40, 80},
             Letterbox,
             {0, 0, 40, 80},
             SourceRect{15, 10, 40, 80}},
        Case{"cropTurned180",
             withRotation(withVisible(shapeOf(100, 60), {10, 5, 80, 40}), 180),
             {80, 40},
             Letterbox,
             {0, 0, 80, 40},
             SourceRect{10, 15, 80, 40}},
        Case{"cropTurned270",
             withRotation(withVisible(shapeOf(100, 60), {30, 5, 60, 40}), 270),
             {40, 60},
             Letterbox,
             {0, 0, 40, 60},
             SourceRect{5, 10, 40, 60}},
        Case{"visibleBeyondTheBuffer",
             withVisible(shapeOf(64, 64), {32, 32, 1000, 1000}),
             {32, 32},
             Letterbox,
             {0, 0, 32, 32},
             SourceRect{32, 32, 32, 32}},
        Case{"noAreaYet", Hd, {0, 0}, Letterbox, {0, 0, 1, 1}, {}},
        Case{"extremeShape", shapeOf(16, 16384), {640, 360}, Letterbox, {318, 0, 1, 360}, {}}),
    [](const auto &row) { return std::string(row.param.name); });

struct BufferCase {
    Size coded;
    Rect visible;
    Size expected;
};

TEST(BufferSize, endsWhereThePictureEnds_evenly)
{
    const BufferCase cases[] = {
        {{1920, 1088}, {0, 0, 1920, 1080}, {1920, 1080}},
        {{1920, 1088}, {16, 8, 1900, 1070}, {1916, 1078}},
        {{64, 64}, {0, 0, 33, 17}, {34, 18}},
        {{33, 17}, {0, 0, 33, 17}, {33, 17}},
        {{64, 64}, {0, 0, 0, 0}, {64, 64}},
        {{64, 64}, {40, 40, 100, 100}, {64, 64}},
        {{64, 64}, {-4, -4, 32, 32}, {64, 64}},
    };
    for (const BufferCase &with : cases) {
        const Size size = bufferSizeFor(with.coded, with.visible);
        EXPECT_EQ(size.width, with.expected.width);
        EXPECT_EQ(size.height, with.expected.height);
    }
}

} // namespace
} // namespace weir
