// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/av1/syntax.h"

namespace weir::av1
{

// get_relative_dist() of 5.9.3: how far `a` is after `b` in output order; 0 without order hints.
[[nodiscard]] int relativeDistance(unsigned a, unsigned b, const SequenceHeader &sequence);

// set_frame_refs() of 7.8: all of header.refFrameIdx from two of them. Needs orderHint and
// slotOrderHints. False: the two are not before the frame, which 7.8 forbids.
[[nodiscard]] bool setFrameRefs(const SequenceHeader &sequence, unsigned lastFrameIdx,
                                unsigned goldFrameIdx, FrameHeader &header);

// The first part of skip_mode_params() (5.9.22): skipModeAllowed and skipModeFrame.
void deriveSkipMode(const SequenceHeader &sequence, FrameHeader &header);

} // namespace weir::av1
