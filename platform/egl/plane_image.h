// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "platform/base/geometry.h"
#include "platform/dmabuf/buffer_image.h"

namespace weir
{

// What one texel of a plane is: one or two numbers of 8 or 16 bits.
enum class Texel : std::uint8_t { R8, Rg8, R16, Rg16 };

[[nodiscard]] std::size_t bytesOf(Texel texel);
// DRM_FORMAT_R8, GR88, R16 or GR1616.
[[nodiscard]] std::uint32_t fourccOf(Texel texel);

// One plane of a picture as a texture. Value type.
struct PlaneImage {
    Texel texel = Texel::R8;
    Size size; // texels
    friend constexpr bool operator==(const PlaneImage &, const PlaneImage &) = default;
};

// DRM_FORMAT_MOD_INVALID: the layout is known to the driver only.
inline constexpr std::uint64_t UnknownModifier = 0x00ffffffffffffffULL;

// The attributes with which eglCreateImageKHR imports plane `index` (EGL_EXT_image_dma_buf_import).
// The modifier is left out where it is unknown, or LINEAR for a driver without the extension for
// modifiers. The descriptor in it is borrowed.
// Errors: InvalidData when the picture has no such plane, or it reaches beyond its memory;
// Unsupported for another modifier without that extension.
enum class ModifierExtension : std::uint8_t { Missing, There };
[[nodiscard]] Result<std::vector<std::int32_t>> planeAttributes(const BufferImage &image,
                                                                unsigned index,
                                                                const PlaneImage &plane,
                                                                ModifierExtension extension);

} // namespace weir
