// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/av1/syntax.h"
#include "platform/base/result.h"

namespace weir::av1
{

// uncompressed_header() of 5.9.2, as seen from the frames in `states`. Everything in `header` is
// written. Errors: InvalidData, also when the frame refers to one that is not there.
[[nodiscard]] Result<void> parseFrameHeader(std::span<const std::byte> payload,
                                            const ObuHeader &obu, const SequenceHeader &sequence,
                                            const ReferenceStates &states, FrameHeader &header);

// What 7.20 keeps of a frame.
[[nodiscard]] ReferenceState stateOf(const FrameHeader &header, const SequenceHeader &sequence);

} // namespace weir::av1
