// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "decode/frame/video_format.h"

namespace weir
{

// How the picture's numbers lie in its textures.
enum class TextureLayout : std::uint8_t { Gray, SemiPlanar, Planar };
// What has to be done for a display of standard range.
enum class ToneCurve : std::uint8_t { None, Pq, Hlg };

// What the shader needs to know of a picture's numbers:
//   rgb = matrix * (texel * scale - offset).
struct ShaderValues {
    TextureLayout layout = TextureLayout::SemiPlanar;
    ToneCurve curve = ToneCurve::None;
    float scale = 1; // of what the texture gives (0 to 1 for all its bits) to 0 to 1
    std::array<float, 3> offset{};
    std::array<float, 9> matrix{}; // column by column
    friend constexpr bool operator==(const ShaderValues &, const ShaderValues &) = default;
};

// `height`: of the picture, which decides where the stream does not say. Pure.
[[nodiscard]] ShaderValues shaderValuesFor(PixelFormat format, const ColorInfo &color, int height);

} // namespace weir
