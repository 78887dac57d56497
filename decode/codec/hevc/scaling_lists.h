// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/hevc/syntax.h"
#include "decode/codec/syntax_reader.h"

namespace weir::hevc
{

// 7.3.4, with prediction and defaults resolved (7.4.5).
ScalingMatrix parseScalingListData(SyntaxReader &reader);

// Tables 7-5 and 7-6.
[[nodiscard]] const ScalingMatrix &defaultScalingMatrix();

// The lists in force for pictures of `pps` (7.4.3.3.1); flat 16 when the SPS has none enabled.
[[nodiscard]] const ScalingMatrix &scalingMatrixOf(const Sps &sps, const Pps &pps);

} // namespace weir::hevc
