// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "platform/egl/gl_features.h"
#include "render/texture/shader_values.h"

namespace weir
{

// The program that draws a picture, as text for the context's dialect. Attributes: `position` (clip
// space), `pixel` (of the picture's memory). Uniforms: see the text. Pure.
[[nodiscard]] std::string vertexShaderText(const GlFeatures &gl);
[[nodiscard]] std::string fragmentShaderText(const GlFeatures &gl, TextureLayout layout,
                                             ToneCurve curve);

} // namespace weir
