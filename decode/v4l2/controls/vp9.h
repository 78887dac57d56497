// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/v4l2-controls.h>

#include "decode/stateless/vp9_backend.h"

// Parsed VP9 structures as the kernel's control structures. Pure functions that know fields and
// nothing else: no descriptor, no state. Reserved fields are 0. Source: linux/v4l2-controls.h and
// Documentation/userspace-api/media/v4l/ext-ctrls-codec-stateless.rst.
namespace weir::vp9
{

// `references`: last, golden, alternate; not looked at for intra frames.
[[nodiscard]] v4l2_ctrl_vp9_frame toKernel(const FrameHeader &header, ReferenceMode referenceMode,
                                           std::span<const FrameId, RefsPerFrame> references);

[[nodiscard]] v4l2_ctrl_vp9_compressed_hdr toKernel(const CompressedHeader &header);

} // namespace weir::vp9
