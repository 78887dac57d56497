// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/hevc/controls.h"
#include "tests/vpu/codecs/hevc/short_term_set.h"

namespace weir::vpu::hevc
{

// Table 7-1
constexpr unsigned NalRadlN = 6;
constexpr unsigned NalRaslR = 9;
constexpr unsigned NalRsvVclR15 = 15;
constexpr unsigned NalBlaWLp = 16;
constexpr unsigned NalBlaNLp = 18;
constexpr unsigned NalIdrWRadl = 19;
constexpr unsigned NalIdrNLp = 20;
constexpr unsigned NalCra = 21;
constexpr unsigned NalRsvIrapVcl23 = 23;
constexpr unsigned NalFirstNonVcl = 32;

// One long-term picture of a slice header.
struct CodedLongTerm {
    bool isKnown = true; // false: by lt_idx_sps, and the SPS's list is not known
    std::uint32_t pocLsb = 0; // PocLsbLt
    bool used = false; // UsedByCurrPicLt
    bool hasMsb = false; // delta_poc_msb_present_flag
    std::uint32_t deltaMsbCycle = 0; // DeltaPocMsbCycleLt (7-52)
};

struct Weights {
    std::int32_t deltaLumaWeight = 0;
    std::int32_t lumaOffset = 0;
    std::array<std::int32_t, 2> deltaChromaWeight{};
    std::array<std::int32_t, 2> chromaOffset{}; // ChromaOffsetL0 (7-56), not the coded difference
};
struct PredWeightTable {
    std::uint32_t lumaLog2WeightDenom = 0;
    std::int32_t deltaChromaLog2WeightDenom = 0;
    std::array<std::array<Weights, 16>, 2> lists{};
};

// slice_segment_header() (7.3.6.1), inferred values filled in; names are the specification's.
struct SliceHeader {
    unsigned nalUnitType = 0;
    unsigned temporalIdPlus1 = 0;
    bool firstSliceSegmentInPic = false;
    bool noOutputOfPriorPics = false;
    std::uint32_t picParameterSetId = 0;
    bool isDependent = false;
    std::uint32_t segmentAddress = 0;
    // From here to `loopFilterAcrossSlices` a dependent segment has those of the one before.
    std::uint32_t sliceType = 0;
    std::uint32_t colourPlaneId = 0;
    std::uint32_t picOrderCntLsb = 0;
    bool setIsFromSps = false; // short_term_ref_pic_set_sps_flag
    std::uint32_t setIndexBits = 0; // of short_term_ref_pic_set_idx
    CodedSet shortTerm; // by index too, when the SPS's sets are known
    std::vector<CodedLongTerm> longTerm; // those of the SPS first
    unsigned numLongTermSps = 0;
    std::size_t longTermBits = 0;
    bool temporalMvpEnabled = false;
    bool saoLuma = false;
    bool saoChroma = false;
    std::array<std::uint32_t, 2> numRefIdxActive{};
    std::array<std::optional<std::vector<std::uint32_t>>, 2> listEntries; // list_entry_l0, _l1
    bool mvdL1Zero = false;
    bool cabacInit = false;
    bool collocatedFromL0 = true;
    std::uint32_t collocatedRefIdx = 0;
    std::optional<PredWeightTable> weights;
    std::uint32_t fiveMinusMaxNumMergeCand = 0;
    std::int32_t qpDelta = 0;
    std::int32_t cbQpOffset = 0;
    std::int32_t crQpOffset = 0;
    bool deblockingDisabled = false;
    std::int32_t betaOffsetDiv2 = 0;
    std::int32_t tcOffsetDiv2 = 0;
    bool loopFilterAcrossSlices = false;
    std::vector<std::uint32_t> entryPoints; // entry_point_offset_minus1 + 1

    // Bits from the NAL unit's begin, emulation bytes not counted. The reference picture sets lie
    // in [setsBegin, setsEnd), empty when there are none; byte_alignment() begins at headerEnd.
    std::size_t setsBegin = 0;
    std::size_t setsEnd = 0;
    std::size_t headerEnd = 0;

    [[nodiscard]] std::size_t dataOffset() const { return headerEnd / 8 + 1; } // bytes
    [[nodiscard]] bool isIrap() const
    {
        return nalUnitType >= NalBlaWLp && nalUnitType <= NalRsvIrapVcl23;
    }
    [[nodiscard]] bool isIdr() const
    {
        return nalUnitType == NalIdrWRadl || nalUnitType == NalIdrNLp;
    }
    [[nodiscard]] bool isBla() const
    {
        return nalUnitType >= NalBlaWLp && nalUnitType <= NalBlaNLp;
    }
    [[nodiscard]] bool isI() const { return sliceType == V4L2_HEVC_SLICE_TYPE_I; }
    [[nodiscard]] bool isB() const { return sliceType == V4L2_HEVC_SLICE_TYPE_B; }
};

struct SliceContext {
    const Controls &controls;
    const std::vector<ShortTermSet> *spsSets = nullptr; // null: not known
    const SliceHeader *independent = nullptr; // of this picture, before; null: none
};

// `nal`: header and payload, emulation prevention bytes removed; the slice data may be cut off.
[[nodiscard]] Result<SliceHeader> parseSliceHeader(std::span<const std::uint8_t> nal,
                                                   const SliceContext &context);

} // namespace weir::vpu::hevc
