// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "platform/base/result.h"
#include "tests/vpu/codecs/h264/slice_header.h"

namespace weir::vpu::h264
{

using SliceParams = v4l2_ctrl_h264_slice_params;
using PredWeights = v4l2_ctrl_h264_pred_weights;

// Whether the controls of slice-based decoding say what the slice's header says. `weights` are
// needed only when the slice has a table of its own. The reference lists: reference_lists.h.
Result<void> checkSliceParams(const SliceParams &params, const std::optional<PredWeights> &weights,
                              const SliceHeader &header);

} // namespace weir::vpu::h264
