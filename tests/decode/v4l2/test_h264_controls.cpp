// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <vector>

#include <linux/videodev2.h>

#include <gtest/gtest.h>

#include "decode/v4l2/controls/h264.h"

namespace weir::h264
{
namespace
{

template <typename Kernel, typename Source>
struct FlagCase {
    void (*set)(Source &);
    std::uint32_t flag;
};

TEST(H264Controls, spsFlagsAreTheirBits)
{
    using Case = FlagCase<v4l2_ctrl_h264_sps, Sps>;
    const Case cases[] = {
        {[](Sps &s) { s.separateColourPlane = true; }, V4L2_H264_SPS_FLAG_SEPARATE_COLOUR_PLANE},
        {[](Sps &s) { s.qpprimeYZeroTransformBypass = true; },
         V4L2_H264_SPS_FLAG_QPPRIME_Y_ZERO_TRANSFORM_BYPASS},
        {[](Sps &s) { s.deltaPicOrderAlwaysZero = true; },
         V4L2_H264_SPS_FLAG_DELTA_PIC_ORDER_ALWAYS_ZERO},
        {[](Sps &s) { s.gapsInFrameNumValueAllowed = true; },
         V4L2_H264_SPS_FLAG_GAPS_IN_FRAME_NUM_VALUE_ALLOWED},
        {[](Sps &s) { s.frameMbsOnly = true; }, V4L2_H264_SPS_FLAG_FRAME_MBS_ONLY},
        {[](Sps &s) { s.mbAdaptiveFrameField = true; }, V4L2_H264_SPS_FLAG_MB_ADAPTIVE_FRAME_FIELD},
        {[](Sps &s) { s.direct8x8Inference = true; }, V4L2_H264_SPS_FLAG_DIRECT_8X8_INFERENCE},
    };
    for (const Case &each : cases) {
        Sps sps;
        sps.frameMbsOnly = false;
        EXPECT_EQ(toKernel(sps).flags, 0U);
        each.set(sps);
        EXPECT_EQ(toKernel(sps).flags, each.flag);
    }
}

TEST(H264Controls, spsFieldsGoWhereTheyBelong)
{
    Sps sps;
    sps.profileIdc = 100;
    sps.constraintSetFlags = 0x21;
    sps.levelIdc = 41;
    sps.seqParameterSetId = 3;
    sps.chromaFormatIdc = 2;
    sps.bitDepthLumaMinus8 = 2;
    sps.bitDepthChromaMinus8 = 1;
    sps.log2MaxFrameNumMinus4 = 12;
    sps.picOrderCntType = 1;
    sps.log2MaxPicOrderCntLsbMinus4 = 11;
    sps.maxNumRefFrames = 16;
    sps.numRefFramesInPicOrderCntCycle = 255;
    sps.offsetForRefFrame[0] = -7;
    sps.offsetForRefFrame[254] = 9;
    sps.offsetForNonRefPic = -3;
    sps.offsetForTopToBottomField = 4;
    sps.picWidthInMbsMinus1 = 119;
    sps.picHeightInMapUnitsMinus1 = 67;
    const v4l2_ctrl_h264_sps kernel = toKernel(sps);
    EXPECT_EQ(kernel.profile_idc, 100);
    EXPECT_EQ(kernel.constraint_set_flags, 0x21);
    EXPECT_EQ(kernel.level_idc, 41);
    EXPECT_EQ(kernel.seq_parameter_set_id, 3);
    EXPECT_EQ(kernel.chroma_format_idc, 2);
    EXPECT_EQ(kernel.bit_depth_luma_minus8, 2);
    EXPECT_EQ(kernel.bit_depth_chroma_minus8, 1);
    EXPECT_EQ(kernel.log2_max_frame_num_minus4, 12);
    EXPECT_EQ(kernel.pic_order_cnt_type, 1);
    EXPECT_EQ(kernel.log2_max_pic_order_cnt_lsb_minus4, 11);
    EXPECT_EQ(kernel.max_num_ref_frames, 16);
    EXPECT_EQ(kernel.num_ref_frames_in_pic_order_cnt_cycle, 255);
    EXPECT_EQ(kernel.offset_for_ref_frame[0], -7);
    EXPECT_EQ(kernel.offset_for_ref_frame[254], 9);
    EXPECT_EQ(kernel.offset_for_non_ref_pic, -3);
    EXPECT_EQ(kernel.offset_for_top_to_bottom_field, 4);
    EXPECT_EQ(kernel.pic_width_in_mbs_minus1, 119);
    EXPECT_EQ(kernel.pic_height_in_map_units_minus1, 67);
}

TEST(H264Controls, ppsFlagsAreTheirBits)
{
    using Case = FlagCase<v4l2_ctrl_h264_pps, Pps>;
    const Case cases[] = {
        {[](Pps &p) { p.entropyCodingMode = true; }, V4L2_H264_PPS_FLAG_ENTROPY_CODING_MODE},
        {[](Pps &p) { p.bottomFieldPicOrderInFramePresent = true; },
         V4L2_H264_PPS_FLAG_BOTTOM_FIELD_PIC_ORDER_IN_FRAME_PRESENT},
        {[](Pps &p) { p.weightedPred = true; }, V4L2_H264_PPS_FLAG_WEIGHTED_PRED},
        {[](Pps &p) { p.deblockingFilterControlPresent = true; },
         V4L2_H264_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT},
        {[](Pps &p) { p.constrainedIntraPred = true; }, V4L2_H264_PPS_FLAG_CONSTRAINED_INTRA_PRED},
        {[](Pps &p) { p.redundantPicCntPresent = true; },
         V4L2_H264_PPS_FLAG_REDUNDANT_PIC_CNT_PRESENT},
        {[](Pps &p) { p.transform8x8Mode = true; }, V4L2_H264_PPS_FLAG_TRANSFORM_8X8_MODE},
    };
    for (const Case &each : cases) {
        Pps pps; // NOLINT(misc-const-correctness): set() changes it
        each.set(pps);
        EXPECT_EQ(toKernel(pps, false).flags, each.flag);
    }
    EXPECT_EQ(toKernel(Pps{}, true).flags, V4L2_H264_PPS_FLAG_SCALING_MATRIX_PRESENT);
}

TEST(H264Controls, chroma8x8ListsAreOfNoUseOutside444)
{
    ScalingMatrix scaling;
    for (auto &list : scaling.list8x8)
        list.fill(9);
    Sps sps;
    EXPECT_EQ(toKernel(scaling, sps).scaling_list_8x8[1][63], 9);
    EXPECT_EQ(toKernel(scaling, sps).scaling_list_8x8[2][0], 0);
    sps.chromaFormatIdc = 3;
    EXPECT_EQ(toKernel(scaling, sps).scaling_list_8x8[5][63], 9);
}

class H264DecodeParams : public testing::Test
{
protected:
    v4l2_ctrl_h264_decode_params params()
    {
        job.dpb = dpb;
        job.slices = slices;
        return decodeParams(job);
    }

    std::vector<H264DpbEntry> dpb;
    std::vector<H264Slice> slices{1};
    H264Job job;
};

TEST_F(H264DecodeParams, referencesAreNamedInNanoseconds_andEmptyEntriesAreZero)
{
    dpb.push_back({.frame = FrameId{0x1'0000'0001},
                   .frameNum = 5,
                   .picNum = -3,
                   .topFieldOrderCnt = -8,
                   .bottomFieldOrderCnt = -7,
                   .referenceFields = FieldSet::Frame});
    const auto kernel = params();
    EXPECT_EQ(kernel.dpb[0].reference_ts, 0x1'0000'0001ULL * 1000); // beyond 32 bits
    EXPECT_EQ(kernel.dpb[0].frame_num, 5);
    EXPECT_EQ(kernel.dpb[0].pic_num, static_cast<std::uint32_t>(-3));
    EXPECT_EQ(kernel.dpb[0].fields, V4L2_H264_FRAME_REF);
    EXPECT_EQ(kernel.dpb[0].top_field_order_cnt, -8);
    EXPECT_EQ(kernel.dpb[0].bottom_field_order_cnt, -7);
    EXPECT_EQ(kernel.dpb[0].flags,
              unsigned{V4L2_H264_DPB_ENTRY_FLAG_VALID | V4L2_H264_DPB_ENTRY_FLAG_ACTIVE});
    EXPECT_EQ(kernel.dpb[1].flags, 0U);
    EXPECT_EQ(kernel.dpb[1].reference_ts, 0U);
}

TEST_F(H264DecodeParams, aSingleReferenceFieldIsNotActiveForAFrame)
{
    dpb.push_back({.frame = FrameId{1}, .referenceFields = FieldSet::Top, .isFieldCoded = true});
    EXPECT_EQ(params().dpb[0].flags,
              unsigned{V4L2_H264_DPB_ENTRY_FLAG_VALID | V4L2_H264_DPB_ENTRY_FLAG_FIELD});
    EXPECT_EQ(params().dpb[0].fields, V4L2_H264_TOP_FIELD_REF);
    job.fields = FieldSet::Bottom;
    EXPECT_NE(params().dpb[0].flags & V4L2_H264_DPB_ENTRY_FLAG_ACTIVE, 0U);
}

TEST_F(H264DecodeParams, longTermReferencesSaySo)
{
    dpb.push_back({.frame = FrameId{1}, .referenceFields = FieldSet::Frame, .isLongTerm = true});
    EXPECT_NE(params().dpb[0].flags & V4L2_H264_DPB_ENTRY_FLAG_LONG_TERM, 0U);
}

TEST_F(H264DecodeParams, moreThanSixteenEntriesAreCut)
{
    dpb.resize(20, {.frame = FrameId{1}, .referenceFields = FieldSet::Frame});
    EXPECT_NE(params().dpb[15].flags, 0U);
}

TEST_F(H264DecodeParams, flagsFollowThePicture)
{
    EXPECT_EQ(params().flags, 0U);
    slices[0].header.idr = true;
    EXPECT_EQ(params().flags, unsigned{V4L2_H264_DECODE_PARAM_FLAG_IDR_PIC});
    slices[0].header.idr = false;
    job.fields = FieldSet::Top;
    EXPECT_EQ(params().flags, unsigned{V4L2_H264_DECODE_PARAM_FLAG_FIELD_PIC});
    job.fields = FieldSet::Bottom;
    EXPECT_EQ(
        params().flags,
        unsigned{V4L2_H264_DECODE_PARAM_FLAG_FIELD_PIC | V4L2_H264_DECODE_PARAM_FLAG_BOTTOM_FIELD});
    job.fields = FieldSet::Frame;
    job.hasPSlices = true;
    EXPECT_EQ(params().flags, unsigned{V4L2_H264_DECODE_PARAM_FLAG_PFRAME});
    job.hasBSlices = true;
    EXPECT_EQ(params().flags,
              unsigned{V4L2_H264_DECODE_PARAM_FLAG_PFRAME | V4L2_H264_DECODE_PARAM_FLAG_BFRAME});
}

TEST_F(H264DecodeParams, syntaxComesFromTheFirstSlice)
{
    SliceHeader &header = slices[0].header;
    header.nalRefIdc = 2;
    header.frameNum = 77;
    header.idrPicId = 65535;
    header.picOrderCntLsb = 1234;
    header.deltaPicOrderCntBottom = -1;
    header.deltaPicOrderCnt = {-2, 3};
    header.decRefPicMarkingBitSize = 19;
    header.picOrderCntBitSize = 8;
    job.topFieldOrderCnt = 100;
    job.bottomFieldOrderCnt = 101;
    const auto kernel = params();
    EXPECT_EQ(kernel.nal_ref_idc, 2);
    EXPECT_EQ(kernel.frame_num, 77);
    EXPECT_EQ(kernel.idr_pic_id, 65535);
    EXPECT_EQ(kernel.pic_order_cnt_lsb, 1234);
    EXPECT_EQ(kernel.delta_pic_order_cnt_bottom, -1);
    EXPECT_EQ(kernel.delta_pic_order_cnt0, -2);
    EXPECT_EQ(kernel.delta_pic_order_cnt1, 3);
    EXPECT_EQ(kernel.dec_ref_pic_marking_bit_size, 19U);
    EXPECT_EQ(kernel.pic_order_cnt_bit_size, 8U);
    EXPECT_EQ(kernel.top_field_order_cnt, 100);
    EXPECT_EQ(kernel.bottom_field_order_cnt, 101);
}

TEST(H264SliceParams, listsEndWithTheActiveReferences_andMissingOnesAreInRange)
{
    H264Slice slice;
    slice.header.sliceType = SliceType::B;
    slice.header.numRefIdxL0ActiveMinus1 = 1;
    slice.header.numRefIdxL1ActiveMinus1 = 0;
    slice.header.headerBitSize = 40;
    slice.header.sliceAlphaC0OffsetDiv2 = -6;
    slice.header.directSpatialMvPred = true;
    slice.refList0[0] = {.dpbIndex = 4, .fields = FieldSet::Frame};
    slice.refList0[1] = {.dpbIndex = H264Reference::Missing, .fields = FieldSet::None};
    slice.refList0[2] = {.dpbIndex = 7, .fields = FieldSet::Frame}; // beyond the active ones
    slice.refList1[0] = {.dpbIndex = 5, .fields = FieldSet::Frame};
    auto kernel = sliceParams(slice);
    EXPECT_EQ(kernel.header_bit_size, 48U); // with the NAL unit's header
    EXPECT_EQ(kernel.slice_type, V4L2_H264_SLICE_TYPE_B);
    EXPECT_EQ(kernel.slice_alpha_c0_offset_div2, -6);
    EXPECT_EQ(kernel.flags, unsigned{V4L2_H264_SLICE_FLAG_DIRECT_SPATIAL_MV_PRED});
    EXPECT_EQ(kernel.ref_pic_list0[0].index, 4);
    EXPECT_EQ(kernel.ref_pic_list0[0].fields, V4L2_H264_FRAME_REF);
    EXPECT_LT(kernel.ref_pic_list0[1].index, V4L2_H264_NUM_DPB_ENTRIES);
    EXPECT_EQ(kernel.ref_pic_list0[2].index, 0);
    EXPECT_EQ(kernel.ref_pic_list0[2].fields, 0);
    EXPECT_EQ(kernel.ref_pic_list1[0].index, 5);
    slice.header.sliceType = SliceType::P;
    EXPECT_EQ(sliceParams(slice).ref_pic_list1[0].fields, 0);
    slice.header.sliceType = SliceType::I;
    EXPECT_EQ(sliceParams(slice).ref_pic_list0[0].fields, 0);
}

TEST(H264PredWeights, areSentForExplicitPredictionOnly)
{
    struct Case {
        SliceType type;
        bool weightedPred;
        std::uint8_t bipredIdc;
        bool expected;
    };
    const Case cases[] = {{SliceType::I, true, 1, false},  {SliceType::P, true, 0, true},
                          {SliceType::P, false, 1, false}, {SliceType::B, true, 0, false},
                          {SliceType::B, false, 1, true},  {SliceType::B, true, 2, false}};
    for (const Case &each : cases) {
        Pps pps;
        pps.weightedPred = each.weightedPred;
        pps.weightedBipredIdc = each.bipredIdc;
        SliceHeader header;
        header.sliceType = each.type;
        EXPECT_EQ(needsWeights(pps, header), each.expected) << "case " << &each - cases;
    }
}

TEST(H264PredWeights, keepBothListsApart)
{
    PredWeightTable weights;
    weights.lumaLog2WeightDenom = 5;
    weights.chromaLog2WeightDenom = 6;
    weights.lists[0].lumaWeight[31] = -128;
    weights.lists[1].lumaOffset[1] = 127;
    weights.lists[1].chromaWeight[2] = {3, 4};
    weights.lists[0].chromaOffset[3] = {-5, 6};
    const auto kernel = toKernel(weights);
    EXPECT_EQ(kernel.luma_log2_weight_denom, 5);
    EXPECT_EQ(kernel.chroma_log2_weight_denom, 6);
    EXPECT_EQ(kernel.weight_factors[0].luma_weight[31], -128);
    EXPECT_EQ(kernel.weight_factors[1].luma_offset[1], 127);
    EXPECT_EQ(kernel.weight_factors[1].chroma_weight[2][1], 4);
    EXPECT_EQ(kernel.weight_factors[0].chroma_offset[3][0], -5);
}

} // namespace
} // namespace weir::h264
