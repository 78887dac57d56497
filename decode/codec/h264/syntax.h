// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "decode/frame/video_format.h"

// Syntax structures of ITU-T H.264 (08/2021), one struct per syntax structure. Names are the
// specification's in camelCase; flags lose their "_flag". All are plain values, and every field is
// in the range clause 7.4 allows once the parser has returned the struct.
namespace weir::h264
{

constexpr unsigned MaxSpsCount = 32; // seq_parameter_set_id 0..31
constexpr unsigned MaxPpsCount = 256; // pic_parameter_set_id 0..255
constexpr unsigned MaxRefListSize = 32; // 7.4.3: num_ref_idx_active_minus1 0..31 (fields)
constexpr unsigned MaxDpbFrames = 16; // A.3.1
constexpr std::int32_t Int32Max = 0x7fffffff; // what bounds most of se(v)

// 7.4.1, table 7-1. Only the values that this decoder looks at.
enum class NalUnitType : std::uint8_t {
    SliceNonIdr = 1,
    SlicePartitionA = 2,
    SlicePartitionB = 3,
    SlicePartitionC = 4,
    SliceIdr = 5,
    Sei = 6,
    Sps = 7,
    Pps = 8,
    AccessUnitDelimiter = 9,
    EndOfSequence = 10,
    EndOfStream = 11,
    SpsExtension = 13,
};

// slice_type modulo 5 (table 7-6); SP and SI are refused by the parser.
enum class SliceType : std::uint8_t { P = 0, B = 1, I = 2 };

// A set of fields of one frame: which are meant, decoded, or used for reference.
enum class FieldSet : std::uint8_t { None = 0, Top = 1, Bottom = 2, Frame = 3 };

constexpr FieldSet operator|(FieldSet a, FieldSet b)
{
    return static_cast<FieldSet>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr FieldSet operator&(FieldSet a, FieldSet b)
{
    return static_cast<FieldSet>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
// The fields of `a` that are not in `b`.
constexpr FieldSet without(FieldSet a, FieldSet b)
{
    return static_cast<FieldSet>(static_cast<unsigned>(a) & ~static_cast<unsigned>(b) & 3U);
}
constexpr bool contains(FieldSet all, FieldSet some)
{
    return (all & some) == some;
}

// 7.3.2.1.1.1: scaling lists as transmitted, in zig-zag order, before fall-back.
struct ScalingLists {
    // Absent: fall-back rule A or B applies (tables 7-2). Default: useDefaultScalingMatrixFlag.
    enum class State : std::uint8_t { Absent, Default, Explicit };
    std::array<State, 12> state{}; // 0..5: 4x4, 6..11: 8x8
    std::array<std::array<std::uint8_t, 16>, 6> list4x4{};
    std::array<std::array<std::uint8_t, 64>, 6> list8x8{};
    friend bool operator==(const ScalingLists &, const ScalingLists &) = default;
};

// The lists in force after fall-back, in **raster** order. 4x4: Intra Y, Cb, Cr, Inter Y, Cb, Cr;
// 8x8: Intra Y, Inter Y, Intra Cb, Inter Cb, Intra Cr, Inter Cr.
struct ScalingMatrix {
    std::array<std::array<std::uint8_t, 16>, 6> list4x4{};
    std::array<std::array<std::uint8_t, 64>, 6> list8x8{};
    friend bool operator==(const ScalingMatrix &, const ScalingMatrix &) = default;
};

// E.1.1, as far as decoding and display need it.
struct Vui {
    Rational sampleAspectRatio{.numerator = 1, .denominator = 1};
    ColorInfo color;
    std::uint32_t numUnitsInTick = 0; // 0: timing_info absent
    std::uint32_t timeScale = 0;
    bool fixedFrameRate = false;
    bool bitstreamRestriction = false; // the two below are valid
    std::uint8_t maxNumReorderFrames = 0; // <= maxDecFrameBuffering
    std::uint8_t maxDecFrameBuffering = 0; // 0..16
    friend bool operator==(const Vui &, const Vui &) = default;
};

// 7.3.2.1.1
struct Sps {
    std::uint8_t profileIdc = 0;
    std::uint8_t constraintSetFlags = 0; // bit n = constraint_setn_flag, as V4L2 counts them
    std::uint8_t levelIdc = 0;
    std::uint8_t seqParameterSetId = 0;
    std::uint8_t chromaFormatIdc = 1; // 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
    bool separateColourPlane = false;
    std::uint8_t bitDepthLumaMinus8 = 0; // 0..6
    std::uint8_t bitDepthChromaMinus8 = 0;
    bool qpprimeYZeroTransformBypass = false;
    bool seqScalingMatrixPresent = false;
    ScalingLists scaling;
    std::uint8_t log2MaxFrameNumMinus4 = 0; // 0..12
    std::uint8_t picOrderCntType = 0; // 0..2
    std::uint8_t log2MaxPicOrderCntLsbMinus4 = 0; // 0..12
    bool deltaPicOrderAlwaysZero = false;
    std::int32_t offsetForNonRefPic = 0;
    std::int32_t offsetForTopToBottomField = 0;
    std::uint8_t numRefFramesInPicOrderCntCycle = 0;
    std::array<std::int32_t, 255> offsetForRefFrame{};
    std::uint8_t maxNumRefFrames = 0; // 0..16
    bool gapsInFrameNumValueAllowed = false;
    std::uint16_t picWidthInMbsMinus1 = 0;
    std::uint16_t picHeightInMapUnitsMinus1 = 0;
    bool frameMbsOnly = true;
    bool mbAdaptiveFrameField = false;
    bool direct8x8Inference = false;
    bool frameCropping = false;
    std::uint16_t frameCropLeftOffset = 0; // in CropUnitX, CropUnitY
    std::uint16_t frameCropRightOffset = 0;
    std::uint16_t frameCropTopOffset = 0;
    std::uint16_t frameCropBottomOffset = 0;
    bool vuiParametersPresent = false;
    Vui vui;

    [[nodiscard]] unsigned maxFrameNum() const { return 1U << (log2MaxFrameNumMinus4 + 4U); }
    [[nodiscard]] unsigned frameHeightInMbs() const
    {
        return (2U - (frameMbsOnly ? 1U : 0U)) * (picHeightInMapUnitsMinus1 + 1U);
    }
    [[nodiscard]] Size codedSize() const; // pixels, multiples of 16
    [[nodiscard]] Rect visible() const; // within codedSize; E.g. 1920x1080 of 1920x1088
    // A.3.1, E.2.1: capacity of the decoded picture buffer in frames, 0..16, never less than
    // max_num_ref_frames.
    [[nodiscard]] unsigned dpbFrames() const;
    // E.2.1: how many frames may precede a frame in decoding order and follow it in output order.
    [[nodiscard]] unsigned reorderFrames() const;
    friend bool operator==(const Sps &, const Sps &) = default;
};

// 7.3.2.2. Slice groups (FMO) are refused by the parser: num_slice_groups_minus1 is 0.
struct Pps {
    std::uint8_t picParameterSetId = 0;
    std::uint8_t seqParameterSetId = 0;
    bool entropyCodingMode = false; // true: CABAC
    bool bottomFieldPicOrderInFramePresent = false;
    std::uint8_t numRefIdxL0DefaultActiveMinus1 = 0; // 0..31
    std::uint8_t numRefIdxL1DefaultActiveMinus1 = 0;
    bool weightedPred = false;
    std::uint8_t weightedBipredIdc = 0; // 0..2
    std::int8_t picInitQpMinus26 = 0; // -(26 + QpBdOffset)..25
    std::int8_t picInitQsMinus26 = 0;
    std::int8_t chromaQpIndexOffset = 0; // -12..12
    std::int8_t secondChromaQpIndexOffset = 0;
    bool deblockingFilterControlPresent = false;
    bool constrainedIntraPred = false;
    bool redundantPicCntPresent = false;
    bool transform8x8Mode = false;
    bool picScalingMatrixPresent = false;
    ScalingLists scaling;
    friend bool operator==(const Pps &, const Pps &) = default;
};

// One step of 7.3.3.1.
struct RefPicListModification {
    std::uint8_t modificationOfPicNumsIdc = 0; // 0..2 (3 is not stored)
    std::uint32_t value = 0; // abs_diff_pic_num_minus1 or long_term_pic_num
};

// 7.3.3.2. Weights not transmitted are inferred: 1 << denominator, offset 0. Places beyond the
// active entries are 0.
struct PredWeightTable {
    struct List {
        std::array<std::int16_t, MaxRefListSize> lumaWeight{};
        std::array<std::int16_t, MaxRefListSize> lumaOffset{};
        std::array<std::array<std::int16_t, 2>, MaxRefListSize> chromaWeight{}; // Cb, Cr
        std::array<std::array<std::int16_t, 2>, MaxRefListSize> chromaOffset{};
    };
    std::uint8_t lumaLog2WeightDenom = 0; // 0..7
    std::uint8_t chromaLog2WeightDenom = 0;
    std::array<List, 2> lists;
};

// One step of 7.3.3.3.
struct MemoryManagement {
    std::uint8_t operation = 0; // memory_management_control_operation 1..6
    std::uint32_t differenceOfPicNumsMinus1 = 0; // 1, 3
    std::uint32_t longTermPicNum = 0; // 2
    std::uint32_t longTermFrameIdx = 0; // 3, 6
    std::uint32_t maxLongTermFrameIdxPlus1 = 0; // 4
};

// 7.3.3.3
struct DecRefPicMarking {
    static constexpr unsigned MaxOperations = 35; // all references once, 4, 5 and 6
    bool noOutputOfPriorPics = false;
    bool longTermReference = false;
    bool adaptiveRefPicMarkingMode = false;
    std::uint8_t operationCount = 0;
    std::array<MemoryManagement, MaxOperations> operations;
    [[nodiscard]] bool has(unsigned operation) const;
};

// 7.3.3, with the NAL unit's header.
struct SliceHeader {
    std::uint8_t nalRefIdc = 0;
    bool idr = false; // nal_unit_type 5
    std::uint32_t firstMbInSlice = 0;
    SliceType sliceType = SliceType::I;
    std::uint8_t picParameterSetId = 0;
    std::uint8_t colourPlaneId = 0;
    std::uint16_t frameNum = 0;
    bool fieldPic = false;
    bool bottomField = false;
    std::uint16_t idrPicId = 0; // 0 unless idr
    std::uint16_t picOrderCntLsb = 0;
    std::int32_t deltaPicOrderCntBottom = 0;
    std::array<std::int32_t, 2> deltaPicOrderCnt{};
    std::uint8_t redundantPicCnt = 0;
    bool directSpatialMvPred = false;
    std::uint8_t numRefIdxL0ActiveMinus1 = 0; // 0 in I slices
    std::uint8_t numRefIdxL1ActiveMinus1 = 0; // 0 in I and P slices
    std::array<std::uint8_t, 2> modificationCount{}; // 0: ref_pic_list_modification_flag_lX is 0
    std::array<std::array<RefPicListModification, MaxRefListSize + 1>, 2> modifications;
    bool predWeightTablePresent = false; // `weights` means nothing otherwise
    PredWeightTable weights;
    DecRefPicMarking marking; // all 0 when nal_ref_idc is 0
    std::uint8_t cabacInitIdc = 0;
    std::int8_t sliceQpDelta = 0;
    std::uint8_t disableDeblockingFilterIdc = 0;
    std::int8_t sliceAlphaC0OffsetDiv2 = 0;
    std::int8_t sliceBetaOffsetDiv2 = 0;

    // Sizes in bits of the raw syntax, emulation prevention bytes not counted.
    std::uint32_t decRefPicMarkingBitSize = 0; // 0 when nal_ref_idc is 0
    std::uint32_t picOrderCntBitSize = 0; // pic_order_cnt_lsb .. delta_pic_order_cnt[1]
    std::uint32_t headerBitSize = 0; // slice_header() alone; V4L2 wants 8 more (NAL header)

    [[nodiscard]] FieldSet fields() const
    {
        if (!fieldPic)
            return FieldSet::Frame;
        return bottomField ? FieldSet::Bottom : FieldSet::Top;
    }
};

} // namespace weir::h264
