// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "platform/base/geometry.h"
#include "platform/wayland/video_surfaces.h"

namespace weir
{

// What is to be placed: a buffer and which part of it is picture.
struct VideoShape {
    Size buffer; // pixels
    Rect visible; // pixels of the buffer; empty: all of it
    Rational sampleAspectRatio{.numerator = 1, .denominator = 1}; // nonsense counts as 1:1
    std::uint16_t rotationDegrees = 0; // clockwise: 0, 90, 180, 270
    friend constexpr bool operator==(const VideoShape &, const VideoShape &) = default;
};

enum class FitMode : std::uint8_t {
    Letterbox, // all of the picture, black beside it
    Crop, // all of the area, the picture's edges lost
    Stretch, // all of both, the shape lost
};

// Where `shape` lies in an area of `area` logical pixels. The destination is within the area and
// at least 1x1, its corner on even pixels so that fractional scales hit device pixels more often.
// The source is left out when it is the whole buffer: a plane of the display may then take it.
// Pure.
[[nodiscard]] VideoPlacement placeVideo(const VideoShape &shape, Size area, FitMode mode);

// The size of the wl_buffer made for pictures of `coded` memory and `visible` part: from the
// memory's origin to the end of what is seen, even as subsampled chroma asks for, so that most
// streams need no crop. Pure.
[[nodiscard]] Size bufferSizeFor(Size coded, const Rect &visible);

} // namespace weir
