// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/hevc/slice_header.h"

namespace weir::vpu::hevc::test
{

// The part of SLICE_PARAMS that repeats the slice header; `decode` has the reference lists.
void fillFromHeader(v4l2_ctrl_hevc_slice_params &params, const SliceHeader &header,
                    const v4l2_ctrl_hevc_decode_params &decode);

} // namespace weir::vpu::hevc::test
