// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/hevc/syntax.h"
#include "decode/codec/syntax_reader.h"

// Parts of slice_segment_header(), for its parser only.
namespace weir::hevc
{

// From slice_pic_order_cnt_lsb to the last delta_poc_msb_cycle_lt: not in IDR pictures.
void parseReferenceSets(SyntaxReader &reader, const Sps &sps, SliceHeader &header);

// 7.3.6.2
void parseListModification(SyntaxReader &reader, SliceHeader &header);

// 7.3.6.3
void parsePredWeightTable(SyntaxReader &reader, bool hasChroma, SliceHeader &header);

// Bits of a u(v) that counts `count` values: Ceil( Log2( count ) ).
[[nodiscard]] unsigned bitsFor(unsigned count);

} // namespace weir::hevc
