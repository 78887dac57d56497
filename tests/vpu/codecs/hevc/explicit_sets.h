// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/codecs/hevc/controls.h"
#include "tests/vpu/codecs/hevc/short_term_set.h"

namespace weir::vpu::hevc
{

// A long-term picture as a slice header without candidates in the SPS codes it.
struct LongTermEntry {
    std::uint32_t pocLsb = 0;
    bool used = false;
    bool hasMsb = true;
    std::uint32_t deltaMsbCycle = 0; // DeltaPocMsbCycleLt
};

// The reference picture sets of a picture as DECODE_PARAMS tell them, in a form that needs no set
// of the SPS.
struct ExplicitSets {
    ShortTermSet shortTerm;
    std::vector<LongTermEntry> longTerm;
};

// `held`: POCs that the decoder may still know; a missing reference (0xff) gets another one, so
// that the number of references stays and nothing is found for it.
[[nodiscard]] Result<ExplicitSets> makeExplicitSets(const Controls &controls,
                                                    const std::set<std::int32_t> &held);

// From short_term_ref_pic_set_sps_flag to the end of the long-term pictures, for an SPS with
// num_short_term_ref_pic_sets and num_long_term_ref_pics_sps equal to 0.
void writeExplicitSets(BitWriter &writer, const ExplicitSets &sets, const Controls &controls);

} // namespace weir::vpu::hevc
