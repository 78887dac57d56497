// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/vp8/syntax.h"
#include "platform/base/result.h"

namespace weir::vp8
{

// The first three bytes. Errors: InvalidData.
[[nodiscard]] Result<FrameTag> parseFrameTag(std::span<const std::byte> frame);

// The whole header of one frame, which follows frames that left `before` behind. `header` is good
// only after success. Errors: InvalidData, also when a partition is cut short.
[[nodiscard]] Result<void> parseFrameHeader(std::span<const std::byte> frame, const State &before,
                                            FrameHeader &header);

} // namespace weir::vp8
