// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/geometry/video_geometry.h"

#include <algorithm>
#include <cmath>

namespace weir
{

namespace
{

bool isSideways(std::uint16_t rotationDegrees)
{
    return rotationDegrees == 90 || rotationDegrees == 270;
}

// `visible` within the buffer; all of the buffer when nothing of it is.
Rect clampedVisible(const VideoShape &shape)
{
    const int left = std::clamp(shape.visible.x, 0, shape.buffer.width);
    const int top = std::clamp(shape.visible.y, 0, shape.buffer.height);
    const Rect rect{.x = left,
                    .y = top,
                    .width = std::min(shape.visible.width, shape.buffer.width - left),
                    .height = std::min(shape.visible.height, shape.buffer.height - top)};
    if (rect.size().isEmpty())
        return {.x = 0, .y = 0, .width = shape.buffer.width, .height = shape.buffer.height};
    return rect;
}

// A part of the buffer in the coordinates of the rotated surface (wp_viewport.set_source comes
// after wl_surface.set_buffer_transform).
SourceRect rotated(const Rect &part, Size buffer, std::uint16_t degrees)
{
    const int right = buffer.width - part.x - part.width;
    const int below = buffer.height - part.y - part.height;
    const auto make = [](int x, int y, int width, int height) {
        return SourceRect{.x = static_cast<double>(x),
                          .y = static_cast<double>(y),
                          .width = static_cast<double>(width),
                          .height = static_cast<double>(height)};
    };
    switch (degrees) {
    case 90:
        return make(below, part.x, part.height, part.width);
    case 180:
        return make(right, below, part.width, part.height);
    case 270:
        return make(part.y, right, part.height, part.width);
    default:
        return make(part.x, part.y, part.width, part.height);
    }
}

// Width by height as seen, in units of square pixels.
struct Shown {
    double width;
    double height;
};

Shown shownSize(const SourceRect &source, const VideoShape &shape)
{
    const Rational &ratio = shape.sampleAspectRatio;
    const bool sane = ratio.numerator > 0 && ratio.denominator > 0;
    const double aspect
        = sane ? static_cast<double>(ratio.numerator) / static_cast<double>(ratio.denominator) : 1;
    if (isSideways(shape.rotationDegrees))
        return {.width = source.width, .height = source.height * aspect};
    return {.width = source.width * aspect, .height = source.height};
}

// Centred in `area`.
Rect centred(double width, double height, Size area)
{
    const int w = std::clamp(static_cast<int>(std::lround(width)), 1, area.width);
    const int h = std::clamp(static_cast<int>(std::lround(height)), 1, area.height);
    return {.x = (area.width - w) / 2 / 2 * 2,
            .y = (area.height - h) / 2 / 2 * 2,
            .width = w,
            .height = h};
}

// The middle of `source` that has the area's shape.
SourceRect cropped(const SourceRect &source, const Shown &shown, Size area)
{
    const double scale = std::max(area.width / shown.width, area.height / shown.height);
    const double width = source.width * std::min(1.0, area.width / (shown.width * scale));
    const double height = source.height * std::min(1.0, area.height / (shown.height * scale));
    return {.x = source.x + (source.width - width) / 2,
            .y = source.y + (source.height - height) / 2,
            .width = width,
            .height = height};
}

} // namespace

VideoPlacement placeVideo(const VideoShape &shape, Size area, FitMode mode)
{
    const Size place{.width = std::max(area.width, 1), .height = std::max(area.height, 1)};
    const Rect whole{.x = 0, .y = 0, .width = shape.buffer.width, .height = shape.buffer.height};
    const SourceRect buffer = rotated(whole, shape.buffer, shape.rotationDegrees);
    SourceRect source = rotated(clampedVisible(shape), shape.buffer, shape.rotationDegrees);
    VideoPlacement placement{.destination
                             = {.x = 0, .y = 0, .width = place.width, .height = place.height},
                             .source = {},
                             .rotationDegrees = shape.rotationDegrees};
    if (shape.buffer.isEmpty())
        return placement;
    const Shown shown = shownSize(source, shape);
    if (mode == FitMode::Letterbox) {
        const double scale = std::min(place.width / shown.width, place.height / shown.height);
        placement.destination = centred(shown.width * scale, shown.height * scale, place);
    } else if (mode == FitMode::Crop) {
        source = cropped(source, shown, place);
    }
    if (source != buffer)
        placement.source = source;
    return placement;
}

Size bufferSizeFor(Size coded, const Rect &visible)
{
    const auto side = [](int start, int length, int limit) {
        const int end = start >= 0 && length > 0 && start < limit && length <= limit - start
            ? start + length
            : limit;
        return std::min((end + 1) / 2 * 2, limit);
    };
    return {.width = side(visible.x, visible.width, coded.width),
            .height = side(visible.y, visible.height, coded.height)};
}

} // namespace weir
