// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <linux/videodev2.h>

#include "platform/base/result.h"

namespace weir::vpu::av1
{

// Widths and heights in the frame headers have this many bits.
inline constexpr unsigned FrameSizeBits = 16;

// The payload of a sequence header OBU that says what the control says, and for what the control
// lacks what lets every frame header be written: no frame ids, no timing or decoder model, one
// operating point of all layers, screen content tools and integer motion vectors chosen per frame.
Result<std::vector<std::uint8_t>> writeSequenceHeader(const v4l2_ctrl_av1_sequence &sequence);

} // namespace weir::vpu::av1
