// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "platform/base/result.h"
#include "tests/vpu/codecs/hevc/controls.h"
#include "tests/vpu/codecs/hevc/slice_header.h"

namespace weir::vpu::hevc
{

// A slice as it lies in OUTPUT.
struct SliceBytes {
    std::size_t nalBytes = 0; // emulation prevention bytes counted, trailing zeros not
    std::size_t trailingZeros = 0;
    std::size_t startCodeBytes = 0; // 0: a bare NAL unit
};

// Fails when SLICE_PARAMS[index] contradict the slice's header.
[[nodiscard]] Result<void> checkSliceParams(const Controls &controls, std::size_t index,
                                            const SliceHeader &header, const SliceBytes &bytes);

} // namespace weir::vpu::hevc
