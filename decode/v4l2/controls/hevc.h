// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <span>

#include <linux/v4l2-controls.h>

#include "decode/stateless/hevc_backend.h"
#include "decode/v4l2/controls/hevc_sps_sets.h"

// Parsed HEVC structures as the kernel's control structures. Pure functions that know fields and
// nothing else: no descriptor, no state. Reserved fields are 0. Source: linux/v4l2-controls.h and
// Documentation/userspace-api/media/v4l/ext-ctrls-codec-stateless.rst.
namespace weir::hevc
{

[[nodiscard]] v4l2_ctrl_hevc_sps toKernel(const Sps &sps);
[[nodiscard]] v4l2_ctrl_hevc_pps toKernel(const Pps &pps, const Sps &sps);
[[nodiscard]] v4l2_ctrl_hevc_scaling_matrix toKernel(const ScalingMatrix &scaling);
[[nodiscard]] v4l2_ctrl_hevc_decode_params decodeParams(const HevcJob &job);

// For one slice segment of the job, in slice mode. `startCodeBytes` stand before it in the buffer.
[[nodiscard]] v4l2_ctrl_hevc_slice_params sliceParams(const HevcJob &job, const HevcSlice &slice,
                                                      std::size_t startCodeBytes);

// The reference picture sets of an SPS as dynamic arrays.
using ShortTermSets = std::array<v4l2_ctrl_hevc_ext_sps_st_rps, MaxShortTermSets>;
using LongTermPics = std::array<v4l2_ctrl_hevc_ext_sps_lt_rps, MaxLongTermSps>;
// The elements to be sent: as many as the SPS counts, for drivers loop to that number without
// looking at the array's; one of zeros when it counts none.
std::span<v4l2_ctrl_hevc_ext_sps_st_rps> fillShortTermSets(const Sps &sps, ShortTermSets &sets);
std::span<v4l2_ctrl_hevc_ext_sps_lt_rps> fillLongTermPics(const Sps &sps, LongTermPics &pictures);

} // namespace weir::hevc
