// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/h264/syntax.h"
#include "platform/base/result.h"

namespace weir::h264
{

// The id of the PPS that a slice refers to, which must be known before the rest can be read.
Result<unsigned> peekPpsId(std::span<const std::byte> nal);

// 7.3.3 for a NAL unit of type 1 or 5, header byte first, read into `header` (reused from slice to
// slice: it is large, and only what is sent is written). `pps` refers to `sps`. Errors:
// InvalidData, or Unsupported for SP and SI slices.
Result<void> parseSliceHeader(std::span<const std::byte> nal, const Sps &sps, const Pps &pps,
                              SliceHeader &header);

} // namespace weir::h264
