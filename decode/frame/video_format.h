// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "decode/frame/pixel_format.h"
#include "platform/base/geometry.h"
#include "platform/base/light_info.h"

namespace weir
{

// Code points of ITU-T H.273; 2 means unspecified.
struct ColorInfo {
    std::uint8_t primaries = 2;
    std::uint8_t transfer = 2;
    std::uint8_t matrix = 2;
    bool fullRange = false;
    std::uint8_t chromaLocation = 0; // Chroma420SampleLocType + 1; 0: unspecified
    friend constexpr bool operator==(const ColorInfo &, const ColorInfo &) = default;
};

// What the stream says of itself, and what it leaves unspecified as the container has it. Pure.
[[nodiscard]] ColorInfo mergedColor(const ColorInfo &stream, const ColorInfo &container);

// What all pictures of one pool have in common.
struct VideoFormat {
    PixelFormat pixelFormat = PixelFormat::Nv12;
    Size codedSize; // of the memory
    Rect visible; // the part to be shown, in pixels of codedSize
    Rational sampleAspectRatio{.numerator = 1, .denominator = 1};
    std::uint16_t rotationDegrees = 0; // clockwise, 0/90/180/270, from the container
    ColorInfo color;
    LightInfo light; // from the container
    friend constexpr bool operator==(const VideoFormat &, const VideoFormat &) = default;
};

} // namespace weir
