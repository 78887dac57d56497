// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/v4l2-controls.h>

#include "decode/stateless/mpeg2_backend.h"

// Parsed MPEG-2 structures as the kernel's control structures. Pure; reserved fields are 0. Source:
// linux/v4l2-controls.h and Documentation/userspace-api/media/v4l/ext-ctrls-codec-stateless.rst.
namespace weir::mpeg2
{

[[nodiscard]] v4l2_ctrl_mpeg2_sequence toKernel(const Sequence &sequence);
[[nodiscard]] v4l2_ctrl_mpeg2_picture pictureControl(const Mpeg2Job &job);
[[nodiscard]] v4l2_ctrl_mpeg2_quantisation toKernel(const QuantMatrices &matrices);

} // namespace weir::mpeg2
