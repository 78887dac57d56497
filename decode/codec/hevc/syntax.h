// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "decode/frame/video_format.h"

// Syntax structures of ITU-T H.265 (08/2021), one struct per syntax structure. Names are the
// specification's in camelCase; flags lose their "_flag". All are plain values, and every field is
// in the range clause 7.4 allows once the parser has returned the struct.
namespace weir::hevc
{

constexpr unsigned MaxSpsCount = 16; // sps_seq_parameter_set_id 0..15
constexpr unsigned MaxPpsCount = 64; // pps_pic_parameter_set_id 0..63
constexpr unsigned MaxDpbPictures = 16; // A.4.2: MaxDpbSize
constexpr unsigned MaxRefListSize = 16; // num_ref_idx_active_minus1 0..14, and one to spare
constexpr unsigned MaxShortTermSets = 64; // num_short_term_ref_pic_sets
constexpr unsigned MaxLongTermSps = 32; // num_long_term_ref_pics_sps
constexpr unsigned MaxSubLayers = 7;
constexpr unsigned MaxTileColumns = 20; // A.4.1, level 6.2
constexpr unsigned MaxTileRows = 22;

// 7.4.2.2, table 7-1. Only the values that this decoder looks at.
enum class NalUnitType : std::uint8_t {
    TrailN = 0,
    TrailR = 1,
    RadlN = 6,
    RadlR = 7,
    RaslN = 8,
    RaslR = 9,
    RsvVclR15 = 15,
    BlaWLp = 16,
    BlaNLp = 18,
    IdrWRadl = 19,
    IdrNLp = 20,
    CraNut = 21,
    RsvIrapVcl23 = 23,
    RsvVcl31 = 31,
    Vps = 32,
    Sps = 33,
    Pps = 34,
    AccessUnitDelimiter = 35,
    EndOfSequence = 36,
    EndOfBitstream = 37,
    PrefixSei = 39,
};

// 7.3.1.2
struct NalHeader {
    NalUnitType type = NalUnitType::TrailN;
    std::uint8_t nuhLayerId = 0;
    std::uint8_t nuhTemporalIdPlus1 = 1; // 0 is forbidden
};
constexpr unsigned NalHeaderBits = 16;

// `nal` has at least two bytes.
[[nodiscard]] NalHeader parseNalHeader(std::span<const std::byte> nal);

[[nodiscard]] constexpr bool isIrap(NalUnitType type)
{
    return type >= NalUnitType::BlaWLp && type <= NalUnitType::RsvIrapVcl23;
}
[[nodiscard]] constexpr bool isIdr(NalUnitType type)
{
    return type == NalUnitType::IdrWRadl || type == NalUnitType::IdrNLp;
}
[[nodiscard]] constexpr bool isBla(NalUnitType type)
{
    return type >= NalUnitType::BlaWLp && type <= NalUnitType::BlaNLp;
}
[[nodiscard]] constexpr bool isRasl(NalUnitType type)
{
    return type == NalUnitType::RaslN || type == NalUnitType::RaslR;
}
[[nodiscard]] constexpr bool isRadl(NalUnitType type)
{
    return type == NalUnitType::RadlN || type == NalUnitType::RadlR;
}
// Even types below RSV_VCL_R15 are not used for reference in their own sub-layer.
[[nodiscard]] constexpr bool isSubLayerNonReference(NalUnitType type)
{
    return type < NalUnitType::RsvVclR15 && (static_cast<unsigned>(type) & 1U) == 0;
}

// table 7-7
enum class SliceType : std::uint8_t { B = 0, P = 1, I = 2 };

// 7.3.3, of the highest sub-layer.
struct ProfileTierLevel {
    std::uint8_t generalProfileSpace = 0;
    bool generalTier = false;
    std::uint8_t generalProfileIdc = 0;
    std::uint32_t generalProfileCompatibility = 0; // flag 0 is the highest bit
    std::uint8_t generalLevelIdc = 0;
    friend bool operator==(const ProfileTierLevel &, const ProfileTierLevel &) = default;
};

// 7.3.7 and what 7.4.8 derives from it. Bit i of a mask belongs to element i.
struct ShortTermRefPicSet {
    bool interRefPicSetPrediction = false;
    std::uint8_t deltaIdxMinus1 = 0; // slice headers only
    bool deltaRpsSign = false;
    std::uint16_t absDeltaRpsMinus1 = 0;
    std::uint32_t usedByCurrPic = 0; // used_by_curr_pic_flag[ j ]
    std::uint32_t useDelta = 0; // use_delta_flag[ j ]

    std::uint8_t numNegativePics = 0; // NumNegativePics, at most 16 with the positive ones
    std::uint8_t numPositivePics = 0;
    std::array<std::int32_t, MaxDpbPictures> deltaPocS0{}; // DeltaPocS0, decreasing
    std::array<std::int32_t, MaxDpbPictures> deltaPocS1{}; // increasing
    std::uint32_t usedByCurrPicS0 = 0;
    std::uint32_t usedByCurrPicS1 = 0;

    [[nodiscard]] unsigned numDeltaPocs() const { return 0U + numNegativePics + numPositivePics; }
    friend bool operator==(const ShortTermRefPicSet &, const ShortTermRefPicSet &) = default;
};

// 7.3.4 after prediction and default, in **raster** order. 32x32: matrixId 0 and 3.
struct ScalingMatrix {
    std::array<std::array<std::uint8_t, 16>, 6> list4x4{};
    std::array<std::array<std::uint8_t, 64>, 6> list8x8{};
    std::array<std::array<std::uint8_t, 64>, 6> list16x16{};
    std::array<std::array<std::uint8_t, 64>, 2> list32x32{};
    std::array<std::uint8_t, 6> dc16x16{};
    std::array<std::uint8_t, 2> dc32x32{};
    friend bool operator==(const ScalingMatrix &, const ScalingMatrix &) = default;
};

// E.2.1, as far as decoding and display need it.
struct Vui {
    Rational sampleAspectRatio{.numerator = 1, .denominator = 1};
    ColorInfo color;
    bool fieldSeq = false; // pictures are fields, shown as the frames they are coded as
    std::uint32_t numUnitsInTick = 0; // 0: timing_info absent
    std::uint32_t timeScale = 0;
    friend bool operator==(const Vui &, const Vui &) = default;
};

// 7.3.2.2
struct Sps {
    struct SubLayer {
        std::uint8_t maxDecPicBufferingMinus1 = 0; // 0..15
        std::uint8_t maxNumReorderPics = 0; // <= maxDecPicBufferingMinus1
        std::uint32_t maxLatencyIncreasePlus1 = 0; // 0: no limit
        friend bool operator==(const SubLayer &, const SubLayer &) = default;
    };

    std::uint8_t videoParameterSetId = 0;
    std::uint8_t maxSubLayersMinus1 = 0; // 0..6
    bool temporalIdNesting = false;
    ProfileTierLevel profileTierLevel;
    std::uint8_t seqParameterSetId = 0;
    std::uint8_t chromaFormatIdc = 1; // 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
    bool separateColourPlane = false;
    std::uint16_t picWidthInLumaSamples = 0; // a multiple of MinCbSizeY, as is the height
    std::uint16_t picHeightInLumaSamples = 0;
    bool conformanceWindow = false;
    std::uint16_t confWinLeftOffset = 0; // in chroma samples
    std::uint16_t confWinRightOffset = 0;
    std::uint16_t confWinTopOffset = 0;
    std::uint16_t confWinBottomOffset = 0;
    std::uint8_t bitDepthLumaMinus8 = 0; // 0..8
    std::uint8_t bitDepthChromaMinus8 = 0;
    std::uint8_t log2MaxPicOrderCntLsbMinus4 = 0; // 0..12
    bool subLayerOrderingInfoPresent = false;
    std::array<SubLayer, MaxSubLayers> subLayers{}; // 0..maxSubLayersMinus1, inferred ones too
    std::uint8_t log2MinLumaCodingBlockSizeMinus3 = 0;
    std::uint8_t log2DiffMaxMinLumaCodingBlockSize = 0; // CtbLog2SizeY is 4..6
    std::uint8_t log2MinLumaTransformBlockSizeMinus2 = 0;
    std::uint8_t log2DiffMaxMinLumaTransformBlockSize = 0;
    std::uint8_t maxTransformHierarchyDepthInter = 0;
    std::uint8_t maxTransformHierarchyDepthIntra = 0;
    bool scalingListEnabled = false;
    bool scalingListDataPresent = false;
    ScalingMatrix scaling; // the default lists unless scalingListDataPresent
    bool ampEnabled = false;
    bool sampleAdaptiveOffsetEnabled = false;
    bool pcmEnabled = false; // the next five are 0 without it
    std::uint8_t pcmSampleBitDepthLumaMinus1 = 0;
    std::uint8_t pcmSampleBitDepthChromaMinus1 = 0;
    std::uint8_t log2MinPcmLumaCodingBlockSizeMinus3 = 0;
    std::uint8_t log2DiffMaxMinPcmLumaCodingBlockSize = 0;
    bool pcmLoopFilterDisabled = false;
    std::uint8_t numShortTermRefPicSets = 0; // 0..64
    std::array<ShortTermRefPicSet, MaxShortTermSets> shortTermRefPicSets;
    bool longTermRefPicsPresent = false;
    std::uint8_t numLongTermRefPicsSps = 0; // 0..32
    std::array<std::uint16_t, MaxLongTermSps> ltRefPicPocLsbSps{};
    std::uint32_t usedByCurrPicLtSps = 0; // bit i: used_by_curr_pic_lt_sps_flag[ i ]
    bool temporalMvpEnabled = false;
    bool strongIntraSmoothingEnabled = false;
    bool vuiParametersPresent = false;
    Vui vui;

    [[nodiscard]] unsigned minCbLog2Size() const { return log2MinLumaCodingBlockSizeMinus3 + 3U; }
    [[nodiscard]] unsigned ctbLog2Size() const
    {
        return minCbLog2Size() + log2DiffMaxMinLumaCodingBlockSize;
    }
    [[nodiscard]] unsigned picWidthInCtbs() const;
    [[nodiscard]] unsigned picHeightInCtbs() const;
    [[nodiscard]] unsigned picSizeInCtbs() const { return picWidthInCtbs() * picHeightInCtbs(); }
    [[nodiscard]] unsigned maxPicOrderCntLsb() const
    {
        return 1U << (log2MaxPicOrderCntLsbMinus4 + 4U);
    }
    // Of HighestTid: all sub-layers are decoded.
    [[nodiscard]] const SubLayer &highest() const { return subLayers[maxSubLayersMinus1]; }
    [[nodiscard]] Size codedSize() const;
    [[nodiscard]] Rect visible() const; // the conformance window, within codedSize
    // Pictures that the decoder may hold besides the one being decoded, 0..16: what the highest
    // sub-layer says, but never less than the sets in this SPS refer to.
    [[nodiscard]] unsigned dpbPictures() const;
    friend bool operator==(const Sps &, const Sps &) = default;
};

// 7.3.2.3
struct Pps {
    std::uint8_t picParameterSetId = 0;
    std::uint8_t seqParameterSetId = 0;
    bool dependentSliceSegmentsEnabled = false;
    bool outputFlagPresent = false;
    std::uint8_t numExtraSliceHeaderBits = 0; // 0..7
    bool signDataHidingEnabled = false;
    bool cabacInitPresent = false;
    std::uint8_t numRefIdxL0DefaultActiveMinus1 = 0; // 0..14
    std::uint8_t numRefIdxL1DefaultActiveMinus1 = 0;
    std::int8_t initQpMinus26 = 0; // -(26 + QpBdOffset)..25
    bool constrainedIntraPred = false;
    bool transformSkipEnabled = false;
    bool cuQpDeltaEnabled = false;
    std::uint8_t diffCuQpDeltaDepth = 0;
    std::int8_t cbQpOffset = 0; // -12..12
    std::int8_t crQpOffset = 0;
    bool sliceChromaQpOffsetsPresent = false;
    bool weightedPred = false;
    bool weightedBipred = false;
    bool transquantBypassEnabled = false;
    bool tilesEnabled = false;
    bool entropyCodingSyncEnabled = false;
    std::uint8_t numTileColumnsMinus1 = 0;
    std::uint8_t numTileRowsMinus1 = 0;
    bool uniformSpacing = true;
    // As transmitted, without the last one; 0 with uniform spacing (see TileGrid).
    std::array<std::uint16_t, MaxTileColumns> columnWidthMinus1{};
    std::array<std::uint16_t, MaxTileRows> rowHeightMinus1{};
    bool loopFilterAcrossTilesEnabled = true;
    bool loopFilterAcrossSlicesEnabled = false;
    bool deblockingFilterControlPresent = false;
    bool deblockingFilterOverrideEnabled = false;
    bool deblockingFilterDisabled = false;
    std::int8_t betaOffsetDiv2 = 0; // -6..6
    std::int8_t tcOffsetDiv2 = 0;
    bool scalingListDataPresent = false;
    ScalingMatrix scaling; // means nothing unless scalingListDataPresent
    bool listsModificationPresent = false;
    std::uint8_t log2ParallelMergeLevelMinus2 = 0;
    bool sliceSegmentHeaderExtensionPresent = false;
    friend bool operator==(const Pps &, const Pps &) = default;
};

// 6.5.1: sizes of all tiles in coding tree blocks, the last ones and uniform ones too.
struct TileGrid {
    std::array<std::uint16_t, MaxTileColumns> columnWidths{};
    std::array<std::uint16_t, MaxTileRows> rowHeights{};
};
[[nodiscard]] TileGrid tileGridOf(const Sps &sps, const Pps &pps);

// 7.3.6.3, as transmitted. Places that are not are 0: no weight of their own.
struct PredWeightTable {
    struct List {
        std::array<std::int8_t, MaxRefListSize> deltaLumaWeight{};
        std::array<std::int8_t, MaxRefListSize> lumaOffset{};
        std::array<std::array<std::int8_t, 2>, MaxRefListSize> deltaChromaWeight{}; // Cb, Cr
        std::array<std::array<std::int16_t, 2>, MaxRefListSize> deltaChromaOffset{}; // -512..511
    };
    std::uint8_t lumaLog2WeightDenom = 0; // 0..7
    std::int8_t deltaChromaLog2WeightDenom = 0;
    std::array<List, 2> lists;

    // 7-56: ChromaOffsetLX, what is added to the prediction.
    [[nodiscard]] std::int8_t chromaOffset(unsigned list, unsigned entry, unsigned component) const;
};

// One long-term reference picture of a slice header, from wherever it came.
struct LongTermRefPic {
    std::uint16_t pocLsb = 0; // PocLsbLt
    bool usedByCurrPic = false; // UsedByCurrPicLt
    bool deltaPocMsbPresent = false;
    std::uint32_t deltaPocMsbCycle = 0; // DeltaPocMsbCycleLt (7-52)
};

// 7.3.6.1, with the NAL unit's header. A dependent slice segment has all but its own address and
// entry points from the slice it belongs to.
struct SliceHeader {
    NalUnitType nalUnitType = NalUnitType::TrailN;
    std::uint8_t nuhTemporalIdPlus1 = 1;
    bool firstSliceSegmentInPic = false;
    bool noOutputOfPriorPics = false;
    std::uint8_t picParameterSetId = 0;
    bool dependentSliceSegment = false;
    std::uint32_t sliceSegmentAddress = 0; // < PicSizeInCtbsY

    SliceType sliceType = SliceType::I;
    bool picOutput = true;
    std::uint8_t colourPlaneId = 0;
    std::uint16_t picOrderCntLsb = 0; // 0 in IDR pictures
    bool shortTermRefPicSetSps = false;
    std::uint8_t shortTermRefPicSetIdx = 0; // into the SPS's
    ShortTermRefPicSet shortTermRefPicSet; // in force, wherever it came from; empty in IDR pictures
    std::uint8_t numLongTermSps = 0;
    std::uint8_t longTermCount = 0; // num_long_term_sps + num_long_term_pics, 0..16
    std::array<LongTermRefPic, MaxDpbPictures> longTerm{};
    bool temporalMvpEnabled = false;
    bool saoLuma = false;
    bool saoChroma = false;
    std::uint8_t numRefIdxL0ActiveMinus1 = 0; // 0..14, 0 in I slices
    std::uint8_t numRefIdxL1ActiveMinus1 = 0; // 0 unless B
    std::array<bool, 2> refPicListModification{};
    std::array<std::array<std::uint8_t, MaxRefListSize>, 2> listEntry{};
    bool mvdL1Zero = false;
    bool cabacInit = false;
    bool collocatedFromL0 = true;
    std::uint8_t collocatedRefIdx = 0;
    bool predWeightTablePresent = false; // `weights` means nothing otherwise
    PredWeightTable weights;
    std::uint8_t fiveMinusMaxNumMergeCand = 0;
    std::int8_t sliceQpDelta = 0;
    std::int8_t cbQpOffset = 0;
    std::int8_t crQpOffset = 0;
    bool deblockingFilterOverride = false;
    bool deblockingFilterDisabled = false;
    std::int8_t betaOffsetDiv2 = 0;
    std::int8_t tcOffsetDiv2 = 0;
    bool loopFilterAcrossSlicesEnabled = false;

    std::uint8_t offsetLenMinus1 = 0;
    std::vector<std::uint32_t> entryPointOffsetMinus1; // keeps its memory

    // Sizes in bits of the raw syntax, emulation prevention bytes not counted.
    std::uint16_t shortTermRefPicSetBitSize = 0; // 0 when it comes from the SPS
    std::uint16_t longTermRefPicSetBitSize = 0; // num_long_term_sps .. delta_poc_msb_cycle_lt
    // NumDeltaPocs[ RefRpsIdx ] of the set that the one in this header is predicted from; else 0.
    std::uint8_t numDeltaPocsOfRefRpsIdx = 0;
    std::uint32_t headerBitSize = 0; // NAL header to slice_segment_header_extension

    // Where slice_segment_data() begins in the NAL unit without emulation prevention bytes.
    [[nodiscard]] std::uint32_t dataByteOffset() const { return headerBitSize / 8 + 1; }
    [[nodiscard]] unsigned numRefIdxActive(unsigned list) const
    {
        if (sliceType == SliceType::I || (list == 1 && sliceType != SliceType::B))
            return 0;
        return (list == 0 ? numRefIdxL0ActiveMinus1 : numRefIdxL1ActiveMinus1) + 1U;
    }
    // 7-55: how many pictures the current one may refer to.
    [[nodiscard]] unsigned numPicTotalCurr() const;
};

} // namespace weir::hevc
