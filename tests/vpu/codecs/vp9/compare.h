// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "tests/vpu/codecs/vp9/compressed_header.h"
#include "tests/vpu/codecs/vp9/uncompressed_header.h"

namespace weir::vpu::vp9
{

// Errors that name a field of the control which differs from what the frame's headers say. Fields
// that no decoder reads for such a frame are left out, and so are timestamps and reference mode.
[[nodiscard]] Result<void> compare(const v4l2_ctrl_vp9_frame &control,
                                   const UncompressedHeader &header);
[[nodiscard]] Result<void> compare(const v4l2_ctrl_vp9_compressed_hdr &control,
                                   const CompressedHeader &header);

} // namespace weir::vpu::vp9
