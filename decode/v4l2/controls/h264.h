// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/v4l2-controls.h>

#include "decode/stateless/h264_backend.h"
#include "decode/v4l2/controls/reference_timestamp.h"

// Parsed H.264 structures as the kernel's control structures. Pure functions that know fields and
// nothing else: no descriptor, no state. Reserved fields are 0. Source: linux/v4l2-controls.h and
// Documentation/userspace-api/media/v4l/ext-ctrls-codec-stateless.rst.
namespace weir::h264
{

[[nodiscard]] v4l2_ctrl_h264_sps toKernel(const Sps &sps);

// `scalingMatrixPresent`: the SPS or the PPS carries scaling lists.
[[nodiscard]] v4l2_ctrl_h264_pps toKernel(const Pps &pps, bool scalingMatrixPresent);

// The 8x8 lists for Cb and Cr exist in 4:4:4 only (7.3.2.1.1); otherwise they are 0.
[[nodiscard]] v4l2_ctrl_h264_scaling_matrix toKernel(const ScalingMatrix &scaling, const Sps &sps);

[[nodiscard]] v4l2_ctrl_h264_decode_params decodeParams(const H264Job &job);

// For one slice of the job, in slice mode.
[[nodiscard]] v4l2_ctrl_h264_slice_params sliceParams(const H264Slice &slice);

// The slice uses explicit weights (7.4.2.2: weighted_pred_flag, weighted_bipred_idc 1).
[[nodiscard]] bool needsWeights(const Pps &pps, const SliceHeader &header);
[[nodiscard]] v4l2_ctrl_h264_pred_weights toKernel(const PredWeightTable &weights);

} // namespace weir::h264
