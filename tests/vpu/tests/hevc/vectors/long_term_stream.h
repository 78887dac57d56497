// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weir::vpu::hevc::test
{

// How a stream names its long-term pictures.
enum class LongTermKind {
    InSlice, // poc_lsb_lt
    InSps, // lt_idx_sps, the SPS lists every value of the least significant bits that is used
    Mixed, // the two in turn
};

// Makes of a stream whose slices code their short-term sets one whose farthest earlier reference is
// a long-term picture wherever a picture has two or more. No encoder at hand writes such streams.
// The prediction changes with it, so the pictures are not those of the original, but well defined:
// nothing in the slice data depends on it.
std::vector<std::uint8_t> makeLongTermStream(std::span<const std::uint8_t> stream,
                                             LongTermKind kind);

} // namespace weir::vpu::hevc::test
