// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/vp9/syntax.h"
#include "platform/base/result.h"

namespace weir::vp9
{

// 6.2: the header at the front of `frame`. `before` is what the frame before left, and `slots` are
// the pictures that this one may take its size from and refer to. Errors: InvalidData.
Result<FrameHeader> parseUncompressedHeader(std::span<const std::byte> frame,
                                            const LastingState &before, const SlotFormats &slots);

// 6.3: the header behind it. `frame` is the one that `header` was parsed from. Errors: InvalidData.
// The result is written into `compressed`, which is large.
Result<void> parseCompressedHeader(std::span<const std::byte> frame, const FrameHeader &header,
                                   CompressedHeader &compressed);

} // namespace weir::vp9
