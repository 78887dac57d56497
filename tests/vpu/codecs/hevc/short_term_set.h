// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/codecs/hevc/ext_sps_rps.h"

namespace weir::vpu::hevc
{

// A short-term reference picture set with the variables of 7.4.8 derived. Value type.
struct ShortTermSet {
    struct Picture {
        std::int32_t deltaPoc = 0; // DeltaPocS0, DeltaPocS1
        bool used = false; // UsedByCurrPicS0, UsedByCurrPicS1
        bool operator==(const Picture &) const = default;
    };
    std::vector<Picture> negative; // nearest first
    std::vector<Picture> positive; // nearest first

    [[nodiscard]] unsigned numDeltaPocs() const
    {
        return static_cast<unsigned>(negative.size() + positive.size());
    }
    [[nodiscard]] unsigned usedCount() const;
    bool operator==(const ShortTermSet &) const = default;
};

// The elements of inter RPS prediction.
struct SetPrediction {
    std::int32_t deltaRps = 0;
    std::uint32_t usedByCurrPic = 0; // bit j: used_by_curr_pic_flag[j]
    std::uint32_t useDelta = 0; // bit j: use_delta_flag[j]
};
// (7-61), (7-62)
[[nodiscard]] ShortTermSet predictSet(const ShortTermSet &reference,
                                      const SetPrediction &prediction);

// The SPS's sets from the control's array, each with what it derives to.
[[nodiscard]] Result<std::vector<ShortTermSet>>
deriveSets(std::span<const v4l2_ctrl_hevc_ext_sps_st_rps> sets);

// st_ref_pic_set() of a slice header.
struct CodedSet {
    // Nothing when it is predicted from a set that is not known.
    std::optional<ShortTermSet> set;
    bool isPredicted = false;
    unsigned numDeltaPocsOfReference = 0; // when predicted from a set that is known
    std::size_t bits = 0;
};
struct SetContext {
    unsigned numSets = 0; // num_short_term_ref_pic_sets
    const std::vector<ShortTermSet> *sets = nullptr; // null: not known
    unsigned numDeltaPocsOfReference = 0; // for parsing when the sets are not known
};
[[nodiscard]] Result<CodedSet> parseSliceSet(BitReader &reader, const SetContext &context);

// st_ref_pic_set( ) without prediction, the flag for it left out.
void writeSet(BitWriter &writer, const ShortTermSet &set);
// st_ref_pic_set( index ) of an SPS as the control codes it.
void writeSpsSet(BitWriter &writer, const v4l2_ctrl_hevc_ext_sps_st_rps &set, unsigned index,
                 unsigned numDeltaPocsOfReference);

} // namespace weir::vpu::hevc
