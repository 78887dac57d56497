// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "decode/frame/video_format.h"
#include "platform/egl/plane_image.h"

namespace weir
{

// How a plane of a picture becomes a texture. Value type.
struct PlanePlan {
    std::uint8_t components = 1; // numbers a texel
    std::uint8_t bytesPerComponent = 1; // 1 or 2
    Size size; // texels
    friend constexpr bool operator==(const PlanePlan &, const PlanePlan &) = default;
};

// A texture a plane, for memory of `coded` pixels. Empty: its samples do not lie in whole bytes
// (NV15). Pure.
[[nodiscard]] std::vector<PlanePlan> planesOf(PixelFormat format, Size coded);

// The same, for whoever imports it. Pure.
[[nodiscard]] PlaneImage planeImageOf(const PlanePlan &plan);

// What the CPU makes of a format for which there is no plan: its samples one by one. Pure.
[[nodiscard]] PixelFormat uploadFormatOf(PixelFormat format);

} // namespace weir
