// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/h264/syntax.h"
#include "decode/codec/syntax_reader.h"

namespace weir::h264
{

// 7.3.2.1.1 and 7.3.2.2: the flags and lists behind a scaling matrix present flag. `count`: 6..12.
ScalingLists parseScalingLists(SyntaxReader &reader, unsigned count);

// The lists in force for pictures of `pps`: fall-back rules A and B (table 7-2), flat 16 when
// neither parameter set carries any.
ScalingMatrix resolveScalingMatrix(const Sps &sps, const Pps &pps);

} // namespace weir::h264
