// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/hevc/controls.h"
#include "tests/vpu/codecs/hevc/short_term_set.h"

namespace weir::vpu::hevc
{

// Annex B NAL units made from the controls alone. Equal controls give equal bytes: libavcodec drops
// all references when an SPS differs from the one before, so nothing of a single picture is in it.

// A VPS (which the decoding does not depend on) and the SPS. `spsSets` are the derived sets of
// `controls.shortTermSets`; without those controls the SPS has no sets and no long-term candidates.
[[nodiscard]] std::vector<std::uint8_t> writeVpsAndSps(const Controls &controls,
                                                       const std::vector<ShortTermSet> &spsSets);
// Carries the scaling lists, also those that the stream has in its SPS.
[[nodiscard]] Result<std::vector<std::uint8_t>> writePps(const Controls &controls);

} // namespace weir::vpu::hevc
