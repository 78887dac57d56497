// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "tests/vpu/codecs/vp8/frame_header.h"

namespace weir::vpu::vp8
{

// An error that names a field of `control` which differs from what the frame's header says. Fields
// that no decoder reads for such a frame are left out, and so are the timestamps.
[[nodiscard]] Result<void> compare(const v4l2_ctrl_vp8_frame &control, const FrameHeader &header);

} // namespace weir::vpu::vp8
