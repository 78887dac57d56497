// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

#include "decode/frame/pixel_format.h"

namespace weir
{

// A picture in memory: the address of each plane's first visible sample. Strides may be negative.
template <typename Byte>
struct BasicPictureView {
    PixelFormat format = PixelFormat::Yuv420P8;
    Size size; // visible pixels
    std::array<Byte *, 4> planes{};
    std::array<std::ptrdiff_t, 4> strides{}; // bytes
};
using ConstPictureView = BasicPictureView<const std::byte>;
using MutablePictureView = BasicPictureView<std::byte>;

// True for a copy between equal formats and for every planar, gray or GBR format into Nv12 (8 bits)
// or P010 (more).
[[nodiscard]] bool canConvert(PixelFormat from, PixelFormat to);

// Writes `source` into `target`, which has the same size. More chroma than 4:2:0 is averaged, gray
// gets neutral chroma, GBR becomes BT.709 in limited range, 12 bits are cut to 10. Pure; requires
// canConvert.
void convertPicture(const ConstPictureView &source, const MutablePictureView &target);

} // namespace weir
