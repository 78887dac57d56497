// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/frame/video_format.h"

namespace weir
{

// A picture in memory that the CPU may read.
struct SampleSource {
    PixelFormat format = PixelFormat::Nv12;
    std::array<std::span<const std::byte>, 3> planes;
    std::array<std::size_t, 3> strideBytes{};
    Rect visible; // pixels; what is converted
};

// True when every sample of the visible part lies inside the planes.
[[nodiscard]] bool isReadable(const SampleSource &picture);

// Converts to XRGB8888 (wl_shm's, X = 0xff). `out` has visible.height rows of `strideWords` words,
// at least visible.width each. `picture` must be readable. Chroma is
// repeated, not interpolated: this is the last resort, not the nice picture. Pure.
void convertToXrgb(const SampleSource &picture, const ColorInfo &color,
                   std::span<std::uint32_t> out, std::size_t strideWords);

} // namespace weir
