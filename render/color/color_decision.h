// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "decode/frame/video_format.h"
#include "platform/wayland/color_tag.h"

namespace weir
{

// The matrix (H.273 table 4) that pictures of `height` lines are decoded with: one of 1, 4, 6, 7,
// 9, 10, 14. What a stream leaves open, or says in a way that YCbCr cannot have, is BT.2020 with
// BT.2020's primaries, else BT.709 from 720 lines on and BT.601 below. Pure.
[[nodiscard]] std::uint8_t matrixOf(const ColorInfo &color, int height);

// HDR: the transfer is PQ or HLG.
[[nodiscard]] bool isHdr(const ColorInfo &color);

// What a compositor is to be told of pictures of this format. Nothing: they are RGB or grey.
// HDR names its primaries and transfer, and PQ how bright it was made to be. SDR does not, for
// compositors agree on how to show it untagged, unless it has more than 8 bits: KWin takes that for
// HDR. It is called gamma 2.2 then, which is what untagged video gets (BT.1886 is shown washed out
// by some). Pure.
[[nodiscard]] std::optional<ColorTag> colorTagOf(const VideoFormat &format);

// Short names for reports: "bt709", "bt2020", "pq"; "unspecified" for what has none here.
[[nodiscard]] std::string_view matrixName(std::uint8_t matrix);
[[nodiscard]] std::string_view primariesName(std::uint8_t primaries);
[[nodiscard]] std::string_view transferName(std::uint8_t transfer);

} // namespace weir
