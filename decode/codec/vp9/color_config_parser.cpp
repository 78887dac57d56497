// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp9/header_parts.h"

namespace weir::vp9
{

namespace
{

constexpr std::uint8_t ColorSpaceRgb = 7; // CS_RGB

} // namespace

// 6.2.2: color_config(). Profiles 1 and 3 are for all subsampling but 4:2:0, 0 and 2 for that only.
Result<ColorConfig> parseColorConfig(RawBits &bits, unsigned profile)
{
    ColorConfig color;
    if (profile >= 2)
        color.bitDepth = bits.flag() ? 12 : 10; // ten_or_twelve_bit
    color.colorSpace = static_cast<std::uint8_t>(bits.f(3));
    const bool hasOtherSubsampling = profile % 2 == 1;
    if (color.colorSpace == ColorSpaceRgb) {
        if (!hasOtherSubsampling)
            return fail(ErrorKind::InvalidData, "VP9: color_space is RGB in a profile of 4:2:0");
        color.fullRange = true;
        color.subsamplingX = false;
        color.subsamplingY = false;
    } else {
        color.fullRange = bits.flag();
        if (!hasOtherSubsampling)
            return color;
        color.subsamplingX = bits.flag();
        color.subsamplingY = bits.flag();
        if (color.subsamplingX && color.subsamplingY)
            return fail(ErrorKind::InvalidData, "VP9: subsampling is 4:2:0 in profile 1 or 3");
    }
    if (bits.flag())
        return fail(ErrorKind::InvalidData, "VP9: reserved_zero in color_config is not 0");
    return color;
}

} // namespace weir::vp9
