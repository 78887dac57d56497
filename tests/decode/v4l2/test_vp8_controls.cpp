// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/v4l2/controls/vp8.h"

namespace weir::vp8
{
namespace
{

v4l2_ctrl_vp8_frame toControl(const FrameHeader &header)
{
    Vp8Job job;
    job.header = &header;
    job.last = FrameId{3};
    job.golden = FrameId{2};
    job.alternate = FrameId{1};
    v4l2_ctrl_vp8_frame control{};
    std::memset(&control, 0xff, sizeof control); // what was there before must not stay
    toKernel(job, control);
    return control;
}

template <typename Flags>
struct FlagCase {
    void (*set)(FrameHeader &);
    Flags flag;
};

TEST(Vp8Controls, frameFlagsAreTheirBits)
{
    const FlagCase<std::uint64_t> cases[] = {
        {[](FrameHeader &h) { h.tag.keyFrame = true; }, V4L2_VP8_FRAME_FLAG_KEY_FRAME},
        {[](FrameHeader &h) { h.tag.showFrame = true; }, V4L2_VP8_FRAME_FLAG_SHOW_FRAME},
        {[](FrameHeader &h) { h.mbNoSkipCoeff = true; }, V4L2_VP8_FRAME_FLAG_MB_NO_SKIP_COEFF},
        {[](FrameHeader &h) { h.signBiasGolden = true; }, V4L2_VP8_FRAME_FLAG_SIGN_BIAS_GOLDEN},
        {[](FrameHeader &h) { h.signBiasAlternate = true; }, V4L2_VP8_FRAME_FLAG_SIGN_BIAS_ALT},
    };
    for (const auto &each : cases) {
        FrameHeader header; // NOLINT(misc-const-correctness): set() changes it
        EXPECT_EQ(toControl(header).flags, 0U);
        each.set(header);
        EXPECT_EQ(toControl(header).flags, each.flag);
    }
}

TEST(Vp8Controls, partsFlagsAreTheirBits)
{
    const FlagCase<std::uint32_t> segment[] = {
        {[](FrameHeader &h) { h.state.segmentation.enabled = true; },
         V4L2_VP8_SEGMENT_FLAG_ENABLED},
        {[](FrameHeader &h) { h.state.segmentation.updateMbSegmentationMap = true; },
         V4L2_VP8_SEGMENT_FLAG_UPDATE_MAP},
        {[](FrameHeader &h) { h.state.segmentation.updateSegmentFeatureData = true; },
         V4L2_VP8_SEGMENT_FLAG_UPDATE_FEATURE_DATA},
    };
    for (const auto &each : segment) {
        FrameHeader header; // NOLINT(misc-const-correctness): set() changes it
        EXPECT_EQ(toControl(header).segment.flags, V4L2_VP8_SEGMENT_FLAG_DELTA_VALUE_MODE + 0U);
        header.state.segmentation.absoluteValues = true;
        each.set(header);
        EXPECT_EQ(toControl(header).segment.flags, each.flag);
    }
    const FlagCase<std::uint32_t> filter[] = {
        {[](FrameHeader &h) { h.state.deltas.enabled = true; }, V4L2_VP8_LF_ADJ_ENABLE},
        {[](FrameHeader &h) { h.state.deltas.update = true; }, V4L2_VP8_LF_DELTA_UPDATE},
        {[](FrameHeader &h) { h.simpleFilter = true; }, V4L2_VP8_LF_FILTER_TYPE_SIMPLE},
    };
    for (const auto &each : filter) {
        FrameHeader header; // NOLINT(misc-const-correctness): set() changes it
        EXPECT_EQ(toControl(header).lf.flags, 0U);
        each.set(header);
        EXPECT_EQ(toControl(header).lf.flags, each.flag);
    }
}

TEST(Vp8Controls, theTablesGoWhereTheyBelong)
{
    FrameHeader header;
    header.state.segmentation.quantizer = {1, -2, 3, -4};
    header.state.segmentation.loopFilter = {5, -6, 7, -8};
    header.state.segmentation.treeProbs = {9, 10, 11};
    header.state.deltas.refFrame = {12, -13, 14, -15};
    header.state.deltas.mbMode = {16, -17, 18, -19};
    header.state.entropy.coefficient[3][7][2][10] = 20;
    header.state.entropy.yMode = {21, 22, 23, 24};
    header.state.entropy.uvMode = {25, 26, 27};
    header.state.entropy.motion[1][18] = 28;
    const auto control = toControl(header);
    EXPECT_EQ(control.segment.quant_update[3], -4);
    EXPECT_EQ(control.segment.lf_update[1], -6);
    EXPECT_EQ(control.segment.segment_probs[2], 11);
    EXPECT_EQ(control.lf.ref_frm_delta[3], -15);
    EXPECT_EQ(control.lf.mb_mode_delta[2], 18);
    EXPECT_EQ(control.entropy.coeff_probs[3][7][2][10], 20);
    EXPECT_EQ(control.entropy.coeff_probs[0][0][0][0], 0);
    EXPECT_EQ(control.entropy.y_mode_probs[3], 24);
    EXPECT_EQ(control.entropy.uv_mode_probs[0], 25);
    EXPECT_EQ(control.entropy.mv_probs[1][18], 28);
    EXPECT_EQ(control.segment.padding, 0);
    EXPECT_EQ(control.lf.padding, 0);
    EXPECT_EQ(control.quant.padding, 0);
    EXPECT_TRUE(std::ranges::all_of(control.entropy.padding, [](auto b) { return b == 0; }));
}

TEST(Vp8Controls, modesOfKeyFramesHaveTheirConstantProbabilities)
{
    FrameHeader header;
    header.state.entropy.yMode = {21, 22, 23, 24};
    header.state.entropy.uvMode = {25, 26, 27};
    header.tag.keyFrame = true;
    const auto control = toControl(header);
    EXPECT_THAT(control.entropy.y_mode_probs, testing::ElementsAre(145, 156, 163, 128));
    EXPECT_THAT(control.entropy.uv_mode_probs, testing::ElementsAre(142, 114, 183));
}

TEST(Vp8Controls, theFieldsGoWhereTheyBelong)
{
    FrameHeader header;
    header.tag = {.keyFrame = false, .version = 3, .showFrame = false, .firstPartSize = 1000};
    header.state.width = 175;
    header.state.height = 143;
    header.state.horizontalScale = 1;
    header.state.verticalScale = 2;
    header.loopFilterLevel = 63;
    header.sharpnessLevel = 7;
    header.quant = {.yAcQi = 127,
                    .yDcDelta = -1,
                    .y2DcDelta = 2,
                    .y2AcDelta = -3,
                    .uvDcDelta = 4,
                    .uvAcDelta = -5};
    header.probSkipFalse = 31;
    header.probIntra = 32;
    header.probLast = 33;
    header.probGolden = 34;
    header.dctPartitionCount = 8;
    header.dctPartitionSizes = {1, 2, 3, 4, 5, 6, 7, 8};
    header.headerBits = 345;
    header.coder = {.range = 200, .value = 100, .bitCount = 7};
    const auto control = toControl(header);
    EXPECT_EQ(control.version, 3);
    EXPECT_EQ(control.first_part_size, 1000U);
    EXPECT_EQ(control.first_part_header_bits, 345U);
    EXPECT_EQ(control.width, 175);
    EXPECT_EQ(control.height, 143);
    EXPECT_EQ(control.horizontal_scale, 1);
    EXPECT_EQ(control.vertical_scale, 2);
    EXPECT_EQ(control.lf.level, 63);
    EXPECT_EQ(control.lf.sharpness_level, 7);
    EXPECT_EQ(control.quant.y_ac_qi, 127);
    EXPECT_EQ(control.quant.y_dc_delta, -1);
    EXPECT_EQ(control.quant.y2_dc_delta, 2);
    EXPECT_EQ(control.quant.y2_ac_delta, -3);
    EXPECT_EQ(control.quant.uv_dc_delta, 4);
    EXPECT_EQ(control.quant.uv_ac_delta, -5);
    EXPECT_EQ(control.prob_skip_false, 31);
    EXPECT_EQ(control.prob_intra, 32);
    EXPECT_EQ(control.prob_last, 33);
    EXPECT_EQ(control.prob_gf, 34);
    EXPECT_EQ(control.num_dct_parts, 8);
    EXPECT_EQ(control.dct_part_sizes[7], 8U);
    EXPECT_EQ(control.coder_state.range, 200);
    EXPECT_EQ(control.coder_state.value, 100);
    EXPECT_EQ(control.coder_state.bit_count, 7);
    EXPECT_EQ(control.coder_state.padding, 0);
    EXPECT_EQ(control.last_frame_ts, 3000U);
    EXPECT_EQ(control.golden_frame_ts, 2000U);
    EXPECT_EQ(control.alt_frame_ts, 1000U);
}

} // namespace
} // namespace weir::vp8
