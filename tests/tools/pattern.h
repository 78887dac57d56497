// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "decode/frame/video_format.h"
#include "platform/dmabuf/buffer_image.h"

namespace weir::pattern
{

// A test picture that says which one it is. The upper quarter holds 16 blocks, the frame number in
// binary from the left, white for 1; the next quarter the same inverted, so that a half-drawn or
// scaled picture is told from a wrong one; below are eight colour bars and a grey ramp.
constexpr unsigned NumberBits = 16;

// Luma, Cb and Cr (BT.601, limited range) of the pattern at a point.
struct Sample {
    std::uint8_t luma;
    std::uint8_t cb;
    std::uint8_t cr;
};
[[nodiscard]] Sample sampleAt(Size size, std::uint32_t frame, int x, int y);

// Writes it into the visible part (from the origin) of NV12 or YU12 memory.
[[nodiscard]] Result<void> draw(const BufferImage &image, const VideoFormat &format,
                                std::uint32_t frame);

} // namespace weir::pattern
