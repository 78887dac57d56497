// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstring>

#include <linux/videodev2.h>

#include <gtest/gtest.h>

#include "decode/v4l2/controls/vp9.h"

namespace weir::vp9
{
namespace
{

constexpr std::array<FrameId, RefsPerFrame> References{FrameId{5}, FrameId{6}, FrameId{7}};

FrameHeader bareHeader()
{
    FrameHeader header;
    header.color.subsamplingX = false;
    header.color.subsamplingY = false;
    header.size = {.width = 1, .height = 1};
    header.renderSize = header.size;
    return header;
}

v4l2_ctrl_vp9_frame convert(const FrameHeader &header)
{
    return toKernel(header, ReferenceMode::Single, References);
}

TEST(Vp9Controls, frameFlagsAreTheirBits)
{
    struct Case {
        void (*set)(FrameHeader &);
        std::uint32_t flag;
    };
    const Case cases[] = {
        {[](FrameHeader &h) { h.isKeyFrame = true; }, V4L2_VP9_FRAME_FLAG_KEY_FRAME},
        {[](FrameHeader &h) { h.showFrame = true; }, V4L2_VP9_FRAME_FLAG_SHOW_FRAME},
        {[](FrameHeader &h) { h.errorResilientMode = true; }, V4L2_VP9_FRAME_FLAG_ERROR_RESILIENT},
        {[](FrameHeader &h) { h.intraOnly = true; }, V4L2_VP9_FRAME_FLAG_INTRA_ONLY},
        {[](FrameHeader &h) { h.allowHighPrecisionMv = true; },
         V4L2_VP9_FRAME_FLAG_ALLOW_HIGH_PREC_MV},
        {[](FrameHeader &h) { h.refreshFrameContext = true; },
         V4L2_VP9_FRAME_FLAG_REFRESH_FRAME_CTX},
        {[](FrameHeader &h) { h.frameParallelDecodingMode = true; },
         V4L2_VP9_FRAME_FLAG_PARALLEL_DEC_MODE},
        {[](FrameHeader &h) { h.color.subsamplingX = true; }, V4L2_VP9_FRAME_FLAG_X_SUBSAMPLING},
        {[](FrameHeader &h) { h.color.subsamplingY = true; }, V4L2_VP9_FRAME_FLAG_Y_SUBSAMPLING},
        {[](FrameHeader &h) { h.color.fullRange = true; },
         V4L2_VP9_FRAME_FLAG_COLOR_RANGE_FULL_SWING},
    };
    for (const Case &each : cases) {
        FrameHeader header = bareHeader();
        EXPECT_EQ(convert(header).flags, 0U);
        each.set(header);
        EXPECT_EQ(convert(header).flags, each.flag);
    }
}

TEST(Vp9Controls, frameFieldsGoWhereTheyBelong)
{
    FrameHeader header = bareHeader();
    header.size = {.width = 1920, .height = 1080};
    header.renderSize = {.width = 65536, .height = 2};
    header.compressedHeaderBytes = 300;
    header.uncompressedHeaderBytes = 20;
    header.frameContextIdx = 3;
    header.profile = 2;
    header.color.bitDepth = 10;
    header.tileColsLog2 = 4;
    header.tileRowsLog2 = 2;
    header.quantization = {.baseQIdx = 255, .deltaQYDc = -15, .deltaQUvDc = 14, .deltaQUvAc = -1};
    const auto kernel = toKernel(header, ReferenceMode::Select, References);
    EXPECT_EQ(kernel.frame_width_minus_1, 1919);
    EXPECT_EQ(kernel.frame_height_minus_1, 1079);
    EXPECT_EQ(kernel.render_width_minus_1, 65535);
    EXPECT_EQ(kernel.render_height_minus_1, 1);
    EXPECT_EQ(kernel.compressed_header_size, 300);
    EXPECT_EQ(kernel.uncompressed_header_size, 20);
    EXPECT_EQ(kernel.frame_context_idx, 3);
    EXPECT_EQ(kernel.profile, 2);
    EXPECT_EQ(kernel.bit_depth, 10);
    EXPECT_EQ(kernel.tile_cols_log2, 4);
    EXPECT_EQ(kernel.tile_rows_log2, 2);
    EXPECT_EQ(kernel.reference_mode, V4L2_VP9_REFERENCE_MODE_SELECT);
    EXPECT_EQ(kernel.quant.base_q_idx, 255);
    EXPECT_EQ(kernel.quant.delta_q_y_dc, -15);
    EXPECT_EQ(kernel.quant.delta_q_uv_dc, 14);
    EXPECT_EQ(kernel.quant.delta_q_uv_ac, -1);
}

TEST(Vp9Controls, referencesAreForInterFrames)
{
    FrameHeader header = bareHeader();
    header.refFrameSignBias = {false, true, true};
    header.interpolationFilter = InterpFilter::EightTapSmooth;
    const auto inter = convert(header);
    EXPECT_EQ(inter.last_frame_ts, 5000U);
    EXPECT_EQ(inter.golden_frame_ts, 6000U);
    EXPECT_EQ(inter.alt_frame_ts, 7000U);
    EXPECT_EQ(inter.ref_frame_sign_bias, V4L2_VP9_SIGN_BIAS_GOLDEN | V4L2_VP9_SIGN_BIAS_ALT);
    EXPECT_EQ(inter.interpolation_filter, V4L2_VP9_INTERP_FILTER_EIGHTTAP_SMOOTH);
    header.intraOnly = true;
    const auto intra = convert(header);
    EXPECT_EQ(intra.last_frame_ts, 0U);
    EXPECT_EQ(intra.ref_frame_sign_bias, 0);
    EXPECT_EQ(intra.interpolation_filter, 0);
}

TEST(Vp9Controls, theKernelCountsOtherwise)
{
    const std::pair<ResetFrameContext, int> resets[]
        = {{ResetFrameContext::None, V4L2_VP9_RESET_FRAME_CTX_NONE},
           {ResetFrameContext::NoneToo, V4L2_VP9_RESET_FRAME_CTX_NONE},
           {ResetFrameContext::Single, V4L2_VP9_RESET_FRAME_CTX_SPEC},
           {ResetFrameContext::All, V4L2_VP9_RESET_FRAME_CTX_ALL}};
    for (const auto &[reset, value] : resets) {
        FrameHeader header = bareHeader();
        header.resetFrameContext = reset;
        EXPECT_EQ(convert(header).reset_frame_context, value);
    }
    const std::pair<InterpFilter, int> filters[]
        = {{InterpFilter::EightTap, V4L2_VP9_INTERP_FILTER_EIGHTTAP},
           {InterpFilter::EightTapSharp, V4L2_VP9_INTERP_FILTER_EIGHTTAP_SHARP},
           {InterpFilter::Bilinear, V4L2_VP9_INTERP_FILTER_BILINEAR},
           {InterpFilter::Switchable, V4L2_VP9_INTERP_FILTER_SWITCHABLE}};
    for (const auto &[filter, value] : filters) {
        FrameHeader header = bareHeader();
        header.interpolationFilter = filter;
        EXPECT_EQ(convert(header).interpolation_filter, value);
    }
}

TEST(Vp9Controls, lastingStateIsSentWhole)
{
    FrameHeader header = bareHeader();
    header.loopFilter = {.level = 63,
                         .sharpness = 7,
                         .deltaEnabled = true,
                         .deltaUpdate = false,
                         .refDeltas = {1, -63, 2, 63},
                         .modeDeltas = {-4, 5}};
    header.segmentation.enabled = true;
    header.segmentation.absOrDeltaUpdate = true;
    header.segmentation.treeProbs[6] = 9;
    header.segmentation.predProbs[2] = 8;
    header.segmentation.featureEnabled[7] = {true, false, false, true};
    header.segmentation.featureData[7] = {-255, 0, 3, 0};
    const auto kernel = convert(header);
    EXPECT_EQ(kernel.lf.level, 63);
    EXPECT_EQ(kernel.lf.sharpness, 7);
    EXPECT_EQ(kernel.lf.flags, V4L2_VP9_LOOP_FILTER_FLAG_DELTA_ENABLED);
    EXPECT_EQ(kernel.lf.ref_deltas[1], -63);
    EXPECT_EQ(kernel.lf.mode_deltas[1], 5);
    EXPECT_EQ(kernel.seg.flags,
              V4L2_VP9_SEGMENTATION_FLAG_ENABLED | V4L2_VP9_SEGMENTATION_FLAG_ABS_OR_DELTA_UPDATE);
    EXPECT_EQ(kernel.seg.tree_probs[6], 9);
    EXPECT_EQ(kernel.seg.pred_probs[2], 8);
    EXPECT_EQ(kernel.seg.feature_enabled[7], 0b1001);
    EXPECT_EQ(kernel.seg.feature_data[7][0], -255);
    EXPECT_EQ(kernel.seg.feature_data[7][2], 3);
}

TEST(Vp9Controls, compressedHeaderFieldsGoWhereTheyBelong)
{
    CompressedHeader header;
    header.txMode = TxMode::Select;
    header.tx32[1][2] = 1;
    header.coef[3][1][1][5][5][2] = 2;
    header.interMode[6][2] = 3;
    header.singleRef[4][1] = 4;
    header.yMode[3][8] = 5;
    header.partition[15][2] = 6;
    header.mv.classes[1][9] = 7;
    header.mv.class0Fr[1][1][2] = 8;
    header.mv.hp[1] = 9;
    const auto kernel = toKernel(header);
    EXPECT_EQ(kernel.tx_mode, V4L2_VP9_TX_MODE_SELECT);
    EXPECT_EQ(kernel.tx32[1][2], 1);
    EXPECT_EQ(kernel.coef[3][1][1][5][5][2], 2);
    EXPECT_EQ(kernel.inter_mode[6][2], 3);
    EXPECT_EQ(kernel.single_ref[4][1], 4);
    EXPECT_EQ(kernel.y_mode[3][8], 5);
    EXPECT_EQ(kernel.partition[15][2], 6);
    EXPECT_EQ(kernel.mv.classes[1][9], 7);
    EXPECT_EQ(kernel.mv.class0_fr[1][1][2], 8);
    EXPECT_EQ(kernel.mv.hp[1], 9);
    const decltype(kernel.uv_mode) zeros{};
    EXPECT_EQ(std::memcmp(kernel.uv_mode, zeros, sizeof zeros), 0);
}

} // namespace
} // namespace weir::vp9
