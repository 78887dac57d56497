// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/hevc/syntax.h"
#include "platform/base/result.h"

namespace weir::hevc
{

// What must be known before the parameter sets are.
struct SliceStart {
    bool firstSliceSegmentInPic = false;
    std::uint8_t picParameterSetId = 0;
};
[[nodiscard]] Result<SliceStart> peekSliceStart(std::span<const std::byte> nal);

// 7.3.6.1. `nal` begins with its two header bytes. For a dependent slice segment `header` must hold
// the slice segment before it, of the same picture; only what the segment has of its own is
// changed. After an error `header` means nothing.
[[nodiscard]] Result<void> parseSliceHeader(std::span<const std::byte> nal, const Sps &sps,
                                            const Pps &pps, SliceHeader &header);

} // namespace weir::hevc
