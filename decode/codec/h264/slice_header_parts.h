// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/h264/syntax.h"
#include "decode/codec/syntax_reader.h"

// The structures within a slice header. Each reads from `reader`, which latches violations, and
// writes its own members of `header`.
namespace weir::h264
{

// 7.3.3.1
void parseRefPicListModifications(SyntaxReader &reader, const Sps &sps, SliceHeader &header);
// 7.3.3.2
enum class ChromaWeights : bool { Absent, Present };
void parsePredWeightTable(SyntaxReader &reader, ChromaWeights chroma, SliceHeader &header);
// 7.3.3.3, with its size in bits
void parseDecRefPicMarking(SyntaxReader &reader, SliceHeader &header);

} // namespace weir::h264
