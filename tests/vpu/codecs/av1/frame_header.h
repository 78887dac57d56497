// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/reference_slots.h"

namespace weir::vpu::av1
{

// uncompressed_header() of 5.9.2 for what the controls say, with the references as planned, filled
// up to a whole byte. An error names the first field that cannot be true.
Result<std::vector<std::uint8_t>> writeFrameHeader(const Controls &controls,
                                                   const ReferencePlan &plan);

} // namespace weir::vpu::av1
