// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/vp9/raw_bits.h"
#include "decode/codec/vp9/syntax.h"
#include "platform/base/result.h"

// The parts of uncompressed_header(), one function per syntax structure.
namespace weir::vp9
{

// 6.2.2
Result<ColorConfig> parseColorConfig(RawBits &bits, unsigned profile);
// 6.2.3 to 6.2.5: frame_size() and render_size()
void parseFrameSize(RawBits &bits, FrameHeader &header);
// 6.2.6: frame_size_with_refs(), and what 7.2.5 asks of the references
Result<void> parseFrameSizeWithRefs(RawBits &bits, const SlotFormats &slots, FrameHeader &header);
// 6.2.8: `params` comes with what the frame before left
void parseLoopFilterParams(RawBits &bits, LoopFilterParams &params);
// 6.2.9
QuantizationParams parseQuantizationParams(RawBits &bits);
// 6.2.11: `params` comes with what the frame before left
void parseSegmentationParams(RawBits &bits, SegmentationParams &params);
// 6.2.14
void parseTileInfo(RawBits &bits, FrameHeader &header);

} // namespace weir::vp9
