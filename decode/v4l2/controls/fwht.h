// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/v4l2-controls.h>

#include "decode/frame/video_format.h"
#include "decode/stateless/fwht_backend.h"

// A parsed FWHT frame header as the kernel's control structure. Pure. Source:
// linux/v4l2-controls.h and Documentation/userspace-api/media/v4l/ext-ctrls-codec-stateless.rst.
namespace weir::fwht
{

[[nodiscard]] v4l2_ctrl_fwht_params toKernel(const FwhtJob &job);

// The header's colour, which is in V4L2's words, as code points of H.273.
[[nodiscard]] ColorInfo colorOf(const FrameHeader &header);

} // namespace weir::fwht
