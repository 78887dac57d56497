// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/hevc/syntax.h"
#include "decode/codec/syntax_reader.h"

namespace weir::hevc
{

// E.2.1. Never refuses: what is damaged shows in the reader.
Vui parseVui(SyntaxReader &reader, unsigned maxSubLayersMinus1);

} // namespace weir::hevc
