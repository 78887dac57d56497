// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "render/geometry/video_geometry.h"

namespace weir
{

// A place in a picture's memory, in pixels from its corner.
struct TexturePoint {
    float x = 0;
    float y = 0;
    friend constexpr bool operator==(const TexturePoint &, const TexturePoint &) = default;
};

// What the four corners of a placement show: top left, top right, bottom left, bottom right.
using TextureQuad = std::array<TexturePoint, 4>;
[[nodiscard]] TextureQuad textureQuad(const VideoShape &shape, const VideoPlacement &placement);

// Where a plane may be sampled so that nothing beyond the visible part is mixed in: between
// `first` and `last`, pixels of the picture. `scale` makes a texture coordinate of a pixel.
struct TextureBounds {
    TexturePoint first;
    TexturePoint last;
    TexturePoint scale;
    friend constexpr bool operator==(const TextureBounds &, const TextureBounds &) = default;
};
// `samples`: of the plane, whose samples are 2^shift pixels apart. Pure, as is textureQuad.
[[nodiscard]] TextureBounds textureBounds(const Rect &visible, Size samples, unsigned shiftX,
                                          unsigned shiftY);

// What is to be added to a pixel before chroma is looked up, since textures have their samples in
// the middle of the pixels they are for, and pictures mostly have not. `location`: see
// ColorInfo::chromaLocation (ITU-T H.273, figure 1); unspecified is left, the usual one. Pure.
[[nodiscard]] TexturePoint chromaOffset(std::uint8_t location, unsigned shiftX, unsigned shiftY);

} // namespace weir
