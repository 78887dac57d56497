// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/vp9/header_parts.h"

#include <algorithm>
#include <array>
#include <span>

namespace weir::vpu::vp9
{

namespace
{

constexpr std::uint32_t CsRgb = 7; // color_space, 7.2.2

// su(n), 4.9.3: a magnitude, then a sign.
int signedBits(BitReader &reader, unsigned count)
{
    const auto magnitude = static_cast<int>(reader.bits(count));
    return reader.flag() ? -magnitude : magnitude;
}

void parseDeltas(BitReader &reader, std::span<std::int8_t> deltas)
{
    for (auto &delta : deltas) {
        if (reader.flag())
            delta = static_cast<std::int8_t>(signedBits(reader, 6));
    }
}

// read_delta_q(), 6.2.10
std::int8_t parseDeltaQ(BitReader &reader)
{
    return static_cast<std::int8_t>(reader.flag() ? signedBits(reader, 4) : 0);
}

// read_prob(), 6.2.12
std::uint8_t parseProbability(BitReader &reader)
{
    return reader.flag() ? static_cast<std::uint8_t>(reader.bits(8)) : 255;
}

void parseSegmentationMap(BitReader &reader, v4l2_vp9_segmentation &segmentation)
{
    for (auto &probability : segmentation.tree_probs)
        probability = parseProbability(reader);
    const bool temporalUpdate = reader.flag();
    if (temporalUpdate)
        segmentation.flags |= V4L2_VP9_SEGMENTATION_FLAG_TEMPORAL_UPDATE;
    for (auto &probability : segmentation.pred_probs)
        probability = temporalUpdate ? parseProbability(reader) : 255;
}

// The features of all segments are coded anew, those that are not coded are off.
void parseSegmentationData(BitReader &reader, v4l2_vp9_segmentation &segmentation)
{
    constexpr std::array<unsigned, V4L2_VP9_SEG_LVL_MAX> Bits{8, 6, 2, 0};
    constexpr std::array<bool, V4L2_VP9_SEG_LVL_MAX> Signed{true, true, false, false};
    segmentation.flags
        &= static_cast<std::uint8_t>(~unsigned{V4L2_VP9_SEGMENTATION_FLAG_ABS_OR_DELTA_UPDATE});
    if (reader.flag())
        segmentation.flags |= V4L2_VP9_SEGMENTATION_FLAG_ABS_OR_DELTA_UPDATE;
    for (std::size_t segment = 0; segment < std::size(segmentation.feature_enabled); ++segment) {
        segmentation.feature_enabled[segment] = 0;
        for (std::size_t feature = 0; feature < Bits.size(); ++feature) {
            auto &value = segmentation.feature_data[segment][feature];
            value = 0;
            if (!reader.flag())
                continue;
            segmentation.feature_enabled[segment] |= static_cast<std::uint8_t>(1U << feature);
            const auto magnitude = static_cast<int>(reader.bits(Bits[feature]));
            const bool negative = Signed[feature] && reader.flag();
            value = static_cast<std::int16_t>(negative ? -magnitude : magnitude);
        }
    }
}

} // namespace

// color_config(), 6.2.2
Result<ColorFormat> parseColorConfig(BitReader &reader, unsigned profile)
{
    ColorFormat format{.bitDepth = 8, .flags = 0};
    if (profile >= 2)
        format.bitDepth = reader.flag() ? 12 : 10;
    const std::uint32_t colorSpace = reader.bits(3);
    const bool codesSubsampling = (profile & 1) != 0;
    bool subsamplingX = !codesSubsampling;
    bool subsamplingY = !codesSubsampling;
    bool fullRange = true;
    if (colorSpace != CsRgb) {
        fullRange = reader.flag();
        if (codesSubsampling) {
            subsamplingX = reader.flag();
            subsamplingY = reader.flag();
        }
    } else if (!codesSubsampling) {
        return fail(ErrorKind::InvalidData, "VP9: CS_RGB in a profile of 4:2:0");
    }
    if (codesSubsampling && reader.flag())
        return fail(ErrorKind::InvalidData, "VP9: reserved_zero is set");
    format.flags |= subsamplingX ? V4L2_VP9_FRAME_FLAG_X_SUBSAMPLING : 0U;
    format.flags |= subsamplingY ? V4L2_VP9_FRAME_FLAG_Y_SUBSAMPLING : 0U;
    format.flags |= fullRange ? V4L2_VP9_FRAME_FLAG_COLOR_RANGE_FULL_SWING : 0U;
    return format;
}

// read_interpolation_filter(), 6.2.7. The control counts the filters in another order.
std::uint8_t parseInterpolationFilter(BitReader &reader)
{
    constexpr std::array<std::uint8_t, 4> LiteralToType{
        V4L2_VP9_INTERP_FILTER_EIGHTTAP_SMOOTH, V4L2_VP9_INTERP_FILTER_EIGHTTAP,
        V4L2_VP9_INTERP_FILTER_EIGHTTAP_SHARP, V4L2_VP9_INTERP_FILTER_BILINEAR};
    if (reader.flag())
        return V4L2_VP9_INTERP_FILTER_SWITCHABLE;
    return LiteralToType[reader.bits(2)];
}

v4l2_vp9_loop_filter initialLoopFilter()
{
    v4l2_vp9_loop_filter filter{};
    filter.ref_deltas[0] = 1; // INTRA_FRAME
    filter.ref_deltas[2] = -1; // GOLDEN_FRAME
    filter.ref_deltas[3] = -1; // ALTREF_FRAME
    return filter;
}

// loop_filter_params(), 6.2.8
void parseLoopFilter(BitReader &reader, v4l2_vp9_loop_filter &filter)
{
    filter.level = static_cast<std::uint8_t>(reader.bits(6));
    filter.sharpness = static_cast<std::uint8_t>(reader.bits(3));
    filter.flags = 0;
    if (!reader.flag())
        return;
    filter.flags |= V4L2_VP9_LOOP_FILTER_FLAG_DELTA_ENABLED;
    if (!reader.flag())
        return;
    filter.flags |= V4L2_VP9_LOOP_FILTER_FLAG_DELTA_UPDATE;
    parseDeltas(reader, filter.ref_deltas);
    parseDeltas(reader, filter.mode_deltas);
}

// quantization_params(), 6.2.9
v4l2_vp9_quantization parseQuantization(BitReader &reader)
{
    v4l2_vp9_quantization quant{};
    quant.base_q_idx = static_cast<std::uint8_t>(reader.bits(8));
    quant.delta_q_y_dc = parseDeltaQ(reader);
    quant.delta_q_uv_dc = parseDeltaQ(reader);
    quant.delta_q_uv_ac = parseDeltaQ(reader);
    return quant;
}

// segmentation_params(), 6.2.11
void parseSegmentation(BitReader &reader, v4l2_vp9_segmentation &segmentation)
{
    segmentation.flags &= V4L2_VP9_SEGMENTATION_FLAG_ABS_OR_DELTA_UPDATE;
    if (!reader.flag())
        return;
    segmentation.flags |= V4L2_VP9_SEGMENTATION_FLAG_ENABLED;
    if (reader.flag()) {
        segmentation.flags |= V4L2_VP9_SEGMENTATION_FLAG_UPDATE_MAP;
        parseSegmentationMap(reader, segmentation);
    }
    if (reader.flag()) {
        segmentation.flags |= V4L2_VP9_SEGMENTATION_FLAG_UPDATE_DATA;
        parseSegmentationData(reader, segmentation);
    }
}

// tile_info(), 6.2.13 and 6.2.14
TileInfo parseTileInfo(BitReader &reader, std::uint32_t frameWidth)
{
    constexpr std::uint32_t MinTileWidthB64 = 4;
    constexpr std::uint32_t MaxTileWidthB64 = 64;
    const std::uint32_t sb64Cols = (frameWidth + 63) / 64;
    unsigned minLog2 = 0;
    while ((MaxTileWidthB64 << minLog2) < sb64Cols)
        ++minLog2;
    unsigned maxLog2 = 1;
    while ((sb64Cols >> maxLog2) >= MinTileWidthB64)
        ++maxLog2;
    --maxLog2;
    unsigned colsLog2 = minLog2;
    while (colsLog2 < maxLog2 && reader.flag())
        ++colsLog2;
    unsigned rowsLog2 = reader.bits(1);
    if (rowsLog2 != 0)
        rowsLog2 += reader.bits(1);
    return {.colsLog2 = static_cast<std::uint8_t>(colsLog2),
            .rowsLog2 = static_cast<std::uint8_t>(rowsLog2)};
}

} // namespace weir::vpu::vp9
