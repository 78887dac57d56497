// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <linux/v4l2-controls.h>

#include "platform/base/result.h"

namespace weir::vpu::h264
{

using Sps = v4l2_ctrl_h264_sps;
using Pps = v4l2_ctrl_h264_pps;
using ScalingMatrix = v4l2_ctrl_h264_scaling_matrix;

[[nodiscard]] inline bool has(const Sps &sps, unsigned flag)
{
    return (sps.flags & flag) != 0;
}
[[nodiscard]] inline bool has(const Pps &pps, unsigned flag)
{
    return (pps.flags & flag) != 0;
}
// H.264 7.4.2.1.1: ChromaArrayType.
[[nodiscard]] inline unsigned chromaArrayType(const Sps &sps)
{
    return has(sps, V4L2_H264_SPS_FLAG_SEPARATE_COLOUR_PLANE) ? 0 : sps.chroma_format_idc;
}

// Whether the fields that the daemon itself reckons with are in their range (H.264 7.4.2.1.1). The
// kernel refuses others; a recording may have anything.
Result<void> checkRanges(const Sps &sps);

// NAL units in Annex B form, rebuilt from the controls alone. Appended to `out`.
Result<void> appendSps(std::vector<std::uint8_t> &out, const Sps &sps);
// `matrix` is needed when the PPS says that there is one.
Result<void> appendPps(std::vector<std::uint8_t> &out, const Sps &sps, const Pps &pps,
                       const std::optional<ScalingMatrix> &matrix);

} // namespace weir::vpu::h264
