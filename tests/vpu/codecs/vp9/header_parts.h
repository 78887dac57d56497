// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <linux/v4l2-controls.h>

#include "platform/base/result.h"
#include "tests/vpu/codecs/bits/bit_reader.h"

namespace weir::vpu::vp9
{

// color_config() as the control says it: flags are V4L2_VP9_FRAME_FLAG_{X,Y}_SUBSAMPLING and
// _COLOR_RANGE_FULL_SWING. The initial value is what intra-only frames of profile 0 have (7.2).
struct ColorFormat {
    std::uint8_t bitDepth = 8;
    std::uint32_t flags = V4L2_VP9_FRAME_FLAG_X_SUBSAMPLING | V4L2_VP9_FRAME_FLAG_Y_SUBSAMPLING;
};

struct TileInfo {
    std::uint8_t colsLog2 = 0;
    std::uint8_t rowsLog2 = 0;
};

// Each parses what its name says (VP9 6.2.2 to 6.2.14); those with a reference parameter change
// what lasts from frame to frame.
[[nodiscard]] Result<ColorFormat> parseColorConfig(BitReader &reader, unsigned profile);
[[nodiscard]] std::uint8_t parseInterpolationFilter(BitReader &reader);
[[nodiscard]] v4l2_vp9_loop_filter initialLoopFilter();
void parseLoopFilter(BitReader &reader, v4l2_vp9_loop_filter &filter);
[[nodiscard]] v4l2_vp9_quantization parseQuantization(BitReader &reader);
void parseSegmentation(BitReader &reader, v4l2_vp9_segmentation &segmentation);
[[nodiscard]] TileInfo parseTileInfo(BitReader &reader, std::uint32_t frameWidth);

} // namespace weir::vpu::vp9
