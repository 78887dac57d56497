// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/texture/texture_quad.h"

#include <algorithm>

namespace weir
{

namespace
{

// A point of the turned picture, as SourceRect has them, in its memory.
TexturePoint turnedBack(double x, double y, const VideoShape &shape)
{
    const double width = shape.buffer.width;
    const double height = shape.buffer.height;
    const auto point = [](double column, double row) {
        return TexturePoint{.x = static_cast<float>(column), .y = static_cast<float>(row)};
    };
    switch (shape.rotationDegrees) {
    case 90:
        return point(y, height - x);
    case 180:
        return point(width - x, height - y);
    case 270:
        return point(width - y, x);
    default:
        return point(x, y);
    }
}

SourceRect wholeOf(const VideoShape &shape)
{
    const bool isSideways = shape.rotationDegrees == 90 || shape.rotationDegrees == 270;
    const double width = shape.buffer.width;
    const double height = shape.buffer.height;
    return {.x = 0,
            .y = 0,
            .width = isSideways ? height : width,
            .height = isSideways ? width : height};
}

struct Range {
    float first;
    float last;
};

// From the middle of the first visible sample to that of the last.
Range middles(int start, int length, unsigned shift)
{
    const int step = 1 << shift;
    const auto first = static_cast<float>((start >> shift) * step);
    const int end = (start + length + step - 1) / step * step;
    const auto last = static_cast<float>(end);
    const float half = static_cast<float>(step) / 2;
    return {.first = first + half, .last = std::max(first + half, last - half)};
}

} // namespace

TextureQuad textureQuad(const VideoShape &shape, const VideoPlacement &placement)
{
    const SourceRect source = placement.source.value_or(wholeOf(shape));
    const double right = source.x + source.width;
    const double bottom = source.y + source.height;
    return {turnedBack(source.x, source.y, shape), turnedBack(right, source.y, shape),
            turnedBack(source.x, bottom, shape), turnedBack(right, bottom, shape)};
}

TexturePoint chromaOffset(std::uint8_t location, unsigned shiftX, unsigned shiftY)
{
    // Chroma420SampleLocType + 1
    enum Location : std::uint8_t { Unspecified, Left, Center, TopLeft, Top, BottomLeft, Bottom };
    // From the first of the pixels to the middle of all.
    const auto half = [](unsigned shift) { return static_cast<float>((1U << shift) - 1) / 2; };
    const bool isCentered = location == Center || location == Top || location == Bottom;
    const bool isAtTop = location == TopLeft || location == Top;
    const bool isAtBottom = location == BottomLeft || location == Bottom;
    TexturePoint offset{.x = isCentered ? 0 : half(shiftX), .y = 0};
    if (isAtTop)
        offset.y = half(shiftY);
    else if (isAtBottom)
        offset.y = -half(shiftY);
    return offset;
}

TextureBounds textureBounds(const Rect &visible, Size samples, unsigned shiftX, unsigned shiftY)
{
    const Range columns = middles(visible.x, visible.width, shiftX);
    const Range rows = middles(visible.y, visible.height, shiftY);
    const auto scale = [](int count, unsigned shift) {
        return 1.0F / static_cast<float>(std::max(count, 1) << shift);
    };
    return {.first = {.x = columns.first, .y = rows.first},
            .last = {.x = columns.last, .y = rows.last},
            .scale = {.x = scale(samples.width, shiftX), .y = scale(samples.height, shiftY)}};
}

} // namespace weir
