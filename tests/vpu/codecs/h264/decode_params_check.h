// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "platform/base/result.h"
#include "tests/vpu/codecs/h264/pic_order_count.h"
#include "tests/vpu/codecs/h264/slice_header.h"

namespace weir::vpu::h264
{

using DecodeParams = v4l2_ctrl_h264_decode_params;

[[nodiscard]] inline bool has(const DecodeParams &params, unsigned flag)
{
    return (params.flags & flag) != 0;
}

// Whether the control says of the current picture what the job's slices say. `counts` are the
// picture's own, computed from the slice headers.
Result<void> checkDecodeParams(const DecodeParams &params, std::span<const SliceHeader> slices,
                               const OrderCounts &counts);
// Whether the flags PFRAME and BFRAME suit the slices of the first job of a picture. Slice-based,
// that is one slice: a flag may be of the picture's other ones.
Result<void> checkTypeFlags(const DecodeParams &params, std::span<const SliceHeader> slices,
                            bool hasAllSlices);

} // namespace weir::vpu::h264
