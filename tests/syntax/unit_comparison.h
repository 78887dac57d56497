// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/syntax/comparison.h"
#include "tests/syntax/exceptions.h"

namespace weir::test
{

// A NAL unit, OBU, frame or start code's unit as libavcodec reads it.
struct TheirUnit {
    UnitTitles titles; // of its structures, in order
    std::vector<TracedElement> elements; // those with bits
};

// Element by element; what is found is added to `totals`.
void compareUnit(const TheirUnit &theirs, const ReadUnit &ours, SyntaxTotals &totals);

} // namespace weir::test
