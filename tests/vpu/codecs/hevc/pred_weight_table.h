// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/hevc/slice_header.h"

namespace weir::vpu::hevc
{

struct PredWeightContext {
    bool hasChroma = true; // ChromaArrayType != 0
    std::array<std::uint32_t, 2> numRefIdxActive{};
};

// pred_weight_table() (7.3.6.3)
[[nodiscard]] Result<PredWeightTable> parsePredWeightTable(BitReader &reader,
                                                           const PredWeightContext &context);

} // namespace weir::vpu::hevc
