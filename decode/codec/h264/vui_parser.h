// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/h264/syntax.h"
#include "decode/codec/syntax_reader.h"

namespace weir::h264
{

// E.1.1. Never fails: what comes after the first damaged element keeps its default.
Vui parseVui(SyntaxReader &reader);

} // namespace weir::h264
