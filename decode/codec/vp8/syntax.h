// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "decode/codec/bool_decoder.h"
#include "platform/base/geometry.h"

// RFC 6386, 9 and 19: one struct for each syntax structure, names as there.
namespace weir::vp8
{

using CoefficientProbabilities
    = std::array<std::array<std::array<std::array<std::uint8_t, 11>, 3>, 8>, 4>;
using MotionProbabilities = std::array<std::array<std::uint8_t, 19>, 2>;

// What "refresh_entropy_probs" saves and restores (9.11).
struct EntropyTables {
    CoefficientProbabilities coefficient{};
    std::array<std::uint8_t, 4> yMode{};
    std::array<std::uint8_t, 3> uvMode{};
    MotionProbabilities motion{};
    friend bool operator==(const EntropyTables &, const EntropyTables &) = default;
};

// update_segmentation(), 9.3 and 19.2. The values last until they are sent again.
struct Segmentation {
    bool enabled = false;
    bool updateMbSegmentationMap = false;
    bool updateSegmentFeatureData = false;
    bool absoluteValues = false; // segment_feature_mode
    std::array<std::int8_t, 4> quantizer{};
    std::array<std::int8_t, 4> loopFilter{};
    std::array<std::uint8_t, 3> treeProbs{255, 255, 255}; // of this frame's map
};

// mb_lf_adjustments(), 9.6 and 19.2. The deltas last until they are sent again.
struct LoopFilterDeltas {
    bool enabled = false; // loop_filter_adj_enable
    bool update = false; // mode_ref_lf_delta_update
    std::array<std::int8_t, 4> refFrame{};
    std::array<std::int8_t, 4> mbMode{};
};

// quant_indices(), 9.6
struct QuantIndices {
    std::uint8_t yAcQi = 0; // 0..127
    std::int8_t yDcDelta = 0;
    std::int8_t y2DcDelta = 0;
    std::int8_t y2AcDelta = 0;
    std::int8_t uvDcDelta = 0;
    std::int8_t uvAcDelta = 0;
};

// frame_tag, 9.1
struct FrameTag {
    bool keyFrame = false;
    std::uint8_t version = 0; // 0..3
    bool showFrame = false;
    std::uint32_t firstPartSize = 0;
};

// Where a reference frame comes from that is not refreshed with the decoded picture (9.7).
enum class BufferCopy : std::uint8_t {
    None,
    Last,
    Other, // golden takes the alternate frame, and the reverse
};

// What one frame leaves behind for the next.
struct State {
    std::uint16_t width = 0; // pixels, 1..16383
    std::uint16_t height = 0;
    std::uint8_t horizontalScale = 0; // only a hint for who shows it
    std::uint8_t verticalScale = 0;
    Segmentation segmentation;
    LoopFilterDeltas deltas;
    EntropyTables entropy;

    // Whole macroblocks.
    [[nodiscard]] Size codedSize() const
    {
        return {.width = (width + 15) / 16 * 16, .height = (height + 15) / 16 * 16};
    }
    [[nodiscard]] Rect visible() const
    {
        return {.x = 0, .y = 0, .width = width, .height = height};
    }
};

inline constexpr unsigned MaxDctPartitions = 8;

// frame_header(), 9.2 to 9.11 and 19.2, with what it inherits from the frames before.
struct FrameHeader {
    FrameTag tag;
    State state; // as this frame uses it, its own updates included
    EntropyTables savedEntropy; // for the next frame when this one does not refresh
    bool colorSpace = false;
    bool clampingType = false; // the pixel values need no clamping
    bool simpleFilter = false; // filter_type
    std::uint8_t loopFilterLevel = 0; // 0..63
    std::uint8_t sharpnessLevel = 0; // 0..7
    QuantIndices quant;
    bool refreshEntropyProbs = true;
    bool refreshGoldenFrame = true;
    bool refreshAlternateFrame = true;
    BufferCopy copyBufferToGolden = BufferCopy::None;
    BufferCopy copyBufferToAlternate = BufferCopy::None;
    bool signBiasGolden = false;
    bool signBiasAlternate = false;
    bool refreshLast = true;
    bool mbNoSkipCoeff = false;
    std::uint8_t probSkipFalse = 0;
    std::uint8_t probIntra = 0;
    std::uint8_t probLast = 0;
    std::uint8_t probGolden = 0;
    unsigned dctPartitionCount = 1; // 1, 2, 4 or 8
    std::array<std::uint32_t, MaxDctPartitions> dctPartitionSizes{};
    // The first partition after its header: where the macroblocks' modes begin.
    std::uint32_t headerBits = 0;
    BoolDecoder::State coder;

    // What the next frame finds.
    [[nodiscard]] State stateAfter() const
    {
        State after = state;
        if (!refreshEntropyProbs)
            after.entropy = savedEntropy;
        return after;
    }
};

} // namespace weir::vp8
