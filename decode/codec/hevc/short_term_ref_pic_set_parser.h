// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "decode/codec/hevc/syntax.h"
#include "decode/codec/syntax_reader.h"

namespace weir::hevc
{

// 7.3.7: set number `known.size()`, of which `known` are the ones before it. In a slice header
// `known` are all of the SPS's, and the set may be predicted from any of them.
ShortTermRefPicSet parseShortTermRefPicSet(SyntaxReader &reader,
                                           std::span<const ShortTermRefPicSet> known,
                                           bool isInSliceHeader);

} // namespace weir::hevc
