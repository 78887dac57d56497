// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "platform/base/geometry.h"

// Syntax structures of the "VP9 Bitstream & Decoding Process Specification" (version 0.6), one
// struct per syntax structure. Names are the specification's in camelCase. All are plain values,
// and every field is in its range once the parser has returned the struct.
namespace weir::vp9
{

constexpr std::size_t NumRefFrames = 8; // NUM_REF_FRAMES: slots
constexpr std::size_t RefsPerFrame = 3; // REFS_PER_FRAME: last, golden, alternate
constexpr std::size_t MaxSegments = 8; // MAX_SEGMENTS
constexpr std::size_t SegLvlMax = 4; // SEG_LVL_MAX: alternate q, alternate l, reference, skip

enum class InterpFilter : std::uint8_t {
    EightTapSmooth = 0,
    EightTap = 1,
    EightTapSharp = 2,
    Bilinear = 3,
    Switchable = 4,
};

// 7.2: which probability contexts go back to their defaults.
enum class ResetFrameContext : std::uint8_t { None = 0, NoneToo = 1, Single = 2, All = 3 };

enum class TxMode : std::uint8_t {
    Only4x4 = 0,
    Allow8x8 = 1,
    Allow16x16 = 2,
    Allow32x32 = 3,
    Select = 4,
};

enum class ReferenceMode : std::uint8_t { Single = 0, Compound = 1, Select = 2 };

// 6.2.2
struct ColorConfig {
    std::uint8_t bitDepth = 8; // 8, 10, 12
    std::uint8_t colorSpace = 0; // table in 7.2.2: 0 unknown ... 7 RGB
    bool fullRange = false; // color_range
    bool subsamplingX = true;
    bool subsamplingY = true;

    // Pictures with the same layout can refer to each other.
    [[nodiscard]] bool hasLayoutOf(const ColorConfig &other) const
    {
        return bitDepth == other.bitDepth && subsamplingX == other.subsamplingX
            && subsamplingY == other.subsamplingY;
    }
    friend bool operator==(const ColorConfig &, const ColorConfig &) = default;
};

// 6.2.8. The deltas are those in force: they last from frame to frame.
struct LoopFilterParams {
    std::uint8_t level = 0; // 0..63
    std::uint8_t sharpness = 0; // 0..7
    bool deltaEnabled = false;
    bool deltaUpdate = false;
    std::array<std::int8_t, 4> refDeltas{}; // -63..63
    std::array<std::int8_t, 2> modeDeltas{};
    friend bool operator==(const LoopFilterParams &, const LoopFilterParams &) = default;
};

// 6.2.9
struct QuantizationParams {
    std::uint8_t baseQIdx = 0;
    std::int8_t deltaQYDc = 0; // -15..15
    std::int8_t deltaQUvDc = 0;
    std::int8_t deltaQUvAc = 0;

    [[nodiscard]] bool isLossless() const
    {
        return baseQIdx == 0 && deltaQYDc == 0 && deltaQUvDc == 0 && deltaQUvAc == 0;
    }
};

// 6.2.11. Features and tree probabilities are those in force: they last from frame to frame.
struct SegmentationParams {
    bool enabled = false;
    bool updateMap = false;
    bool temporalUpdate = false;
    bool updateData = false;
    bool absOrDeltaUpdate = false; // segmentation_abs_or_delta_update: absolute values
    std::array<std::uint8_t, 7> treeProbs{};
    std::array<std::uint8_t, 3> predProbs{};
    std::array<std::array<bool, SegLvlMax>, MaxSegments> featureEnabled{};
    std::array<std::array<std::int16_t, SegLvlMax>, MaxSegments> featureData{};
    friend bool operator==(const SegmentationParams &, const SegmentationParams &) = default;
};

// What one frame's header leaves to the next one's.
struct LastingState {
    ColorConfig color;
    LoopFilterParams loopFilter;
    SegmentationParams segmentation;
};

// What a reference slot is known for when headers are parsed; an empty size: nothing is in it.
struct SlotFormat {
    Size size;
    ColorConfig color;
};
using SlotFormats = std::array<SlotFormat, NumRefFrames>;

// 6.2: uncompressed_header()
struct FrameHeader {
    std::uint8_t profile = 0; // 0..3
    bool showExistingFrame = false; // then only frameToShowMapIdx is meant
    std::uint8_t frameToShowMapIdx = 0;
    bool isKeyFrame = false; // frame_type KEY_FRAME
    bool showFrame = false;
    bool errorResilientMode = false;
    bool intraOnly = false; // false in key frames
    ResetFrameContext resetFrameContext = ResetFrameContext::None;
    ColorConfig color;
    std::uint8_t refreshFrameFlags = 0;
    std::array<std::uint8_t, RefsPerFrame> refFrameIdx{};
    std::array<bool, RefsPerFrame> refFrameSignBias{};
    Size size; // FrameWidth, FrameHeight
    Size renderSize;
    bool allowHighPrecisionMv = false;
    InterpFilter interpolationFilter = InterpFilter::EightTapSmooth;
    bool refreshFrameContext = false;
    bool frameParallelDecodingMode = false;
    std::uint8_t frameContextIdx = 0; // as coded: 7.2 may set it to 0 afterwards
    LoopFilterParams loopFilter;
    QuantizationParams quantization;
    SegmentationParams segmentation;
    std::uint8_t tileColsLog2 = 0; // 0..6
    std::uint8_t tileRowsLog2 = 0; // 0..2
    std::uint16_t compressedHeaderBytes = 0; // header_size_in_bytes, not 0, within the frame
    std::uint16_t uncompressedHeaderBytes = 0;

    [[nodiscard]] bool isIntra() const { return isKeyFrame || intraOnly; } // FrameIsIntra
    // 7.2: all four probability contexts go back to their defaults.
    [[nodiscard]] bool resetsAllContexts() const
    {
        return isKeyFrame || errorResilientMode
            || (intraOnly && resetFrameContext == ResetFrameContext::All);
    }
    [[nodiscard]] LastingState lasting() const
    {
        return {.color = color, .loopFilter = loopFilter, .segmentation = segmentation};
    }
};

// A probability's change: 0 none, otherwise what inv_remap_prob (6.3.6) takes after its table.
using Delta = std::uint8_t;
template <std::size_t... N>
struct DeltaArray;
template <std::size_t N>
struct DeltaArray<N> {
    using Type = std::array<Delta, N>;
};
template <std::size_t N, std::size_t... Rest>
struct DeltaArray<N, Rest...> {
    using Type = std::array<typename DeltaArray<Rest...>::Type, N>;
};
template <std::size_t... N>
using Deltas = typename DeltaArray<N...>::Type;

// 6.3.16. New probabilities rather than changes of them; 0: it stays as it is.
struct MvProbs {
    Deltas<3> joint{};
    Deltas<2> sign{};
    Deltas<2, 10> classes{};
    Deltas<2> class0Bit{};
    Deltas<2, 10> bits{};
    Deltas<2, 2, 3> class0Fr{};
    Deltas<2, 3> fr{};
    Deltas<2> class0Hp{};
    Deltas<2> hp{};
};

// 6.3: compressed_header()
struct CompressedHeader {
    TxMode txMode = TxMode::Only4x4;
    ReferenceMode referenceMode = ReferenceMode::Single;
    Deltas<2, 1> tx8{};
    Deltas<2, 2> tx16{};
    Deltas<2, 3> tx32{};
    Deltas<4, 2, 2, 6, 6, 3> coef{};
    Deltas<3> skip{};
    Deltas<7, 3> interMode{};
    Deltas<4, 2> interpFilter{};
    Deltas<4> isInter{};
    Deltas<5> compMode{};
    Deltas<5, 2> singleRef{};
    Deltas<5> compRef{};
    Deltas<4, 9> yMode{};
    Deltas<16, 3> partition{};
    MvProbs mv;
};

} // namespace weir::vp9
