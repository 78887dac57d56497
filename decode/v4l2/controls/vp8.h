// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/v4l2-controls.h>

#include "decode/stateless/vp8_backend.h"

// A parsed VP8 frame header as the kernel's control structure. Pure; reserved fields are 0. Source:
// linux/v4l2-controls.h and Documentation/userspace-api/media/v4l/ext-ctrls-codec-stateless.rst.
namespace weir::vp8
{

// `result` is overwritten; it is too large to be handed around by value.
void toKernel(const Vp8Job &job, v4l2_ctrl_vp8_frame &result);

} // namespace weir::vp8
