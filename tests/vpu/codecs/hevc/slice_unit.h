// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/hevc/explicit_sets.h"
#include "tests/vpu/codecs/hevc/slice_header.h"
#include "tests/vpu/codecs/hevc/slice_params_check.h"
#include "tests/vpu/codecs/job.h"

namespace weir::vpu::hevc
{

// One NAL unit of a job's OUTPUT buffer. Borrowed from the job.
struct SliceUnit {
    std::span<const std::uint8_t> nal; // without start code and trailing zeros
    SliceBytes bytes;
    Unescaped head; // enough of it for the header

    [[nodiscard]] bool isSlice() const { return (nal[0] >> 1 & 0x3fU) < NalFirstNonVcl; }
};

// The slices of the job in their order; other NAL units are left out. Without start codes there is
// one, or as many as SLICE_PARAMS say, by bit_size.
[[nodiscard]] Result<std::vector<SliceUnit>> readSliceUnits(const Job &job,
                                                            const Controls &controls);

// Appends the slice to an Annex B packet as it is.
void copySlice(std::vector<std::uint8_t> &packet, const SliceUnit &slice);
// Appends it with its reference picture sets replaced. The slice data are copied with their
// emulation prevention bytes: entry points count them.
void rewriteSlice(std::vector<std::uint8_t> &packet, const SliceUnit &slice,
                  const SliceHeader &header, std::span<const std::uint8_t> newSets,
                  std::size_t newSetBits);

} // namespace weir::vpu::hevc
