// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <vector>

#include <linux/videodev2.h>

#include <gtest/gtest.h>

#include "decode/v4l2/controls/hevc.h"

namespace weir::hevc
{
namespace
{

template <typename Source>
struct FlagCase {
    bool Source::*field;
    std::uint64_t flag;
};

TEST(HevcControls, spsFlagsAreTheirBits)
{
    const FlagCase<Sps> cases[] = {
        {&Sps::separateColourPlane, V4L2_HEVC_SPS_FLAG_SEPARATE_COLOUR_PLANE},
        {&Sps::scalingListEnabled, V4L2_HEVC_SPS_FLAG_SCALING_LIST_ENABLED},
        {&Sps::ampEnabled, V4L2_HEVC_SPS_FLAG_AMP_ENABLED},
        {&Sps::sampleAdaptiveOffsetEnabled, V4L2_HEVC_SPS_FLAG_SAMPLE_ADAPTIVE_OFFSET},
        {&Sps::pcmEnabled, V4L2_HEVC_SPS_FLAG_PCM_ENABLED},
        {&Sps::pcmLoopFilterDisabled, V4L2_HEVC_SPS_FLAG_PCM_LOOP_FILTER_DISABLED},
        {&Sps::longTermRefPicsPresent, V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT},
        {&Sps::temporalMvpEnabled, V4L2_HEVC_SPS_FLAG_SPS_TEMPORAL_MVP_ENABLED},
        {&Sps::strongIntraSmoothingEnabled, V4L2_HEVC_SPS_FLAG_STRONG_INTRA_SMOOTHING_ENABLED},
    };
    for (const auto &each : cases) {
        Sps sps;
        EXPECT_EQ(toKernel(sps).flags, 0U);
        sps.*each.field = true;
        EXPECT_EQ(toKernel(sps).flags, each.flag);
    }
}

TEST(HevcControls, ppsFlagsAreTheirBits)
{
    const FlagCase<Pps> cases[] = {
        {&Pps::dependentSliceSegmentsEnabled, V4L2_HEVC_PPS_FLAG_DEPENDENT_SLICE_SEGMENT_ENABLED},
        {&Pps::outputFlagPresent, V4L2_HEVC_PPS_FLAG_OUTPUT_FLAG_PRESENT},
        {&Pps::signDataHidingEnabled, V4L2_HEVC_PPS_FLAG_SIGN_DATA_HIDING_ENABLED},
        {&Pps::cabacInitPresent, V4L2_HEVC_PPS_FLAG_CABAC_INIT_PRESENT},
        {&Pps::constrainedIntraPred, V4L2_HEVC_PPS_FLAG_CONSTRAINED_INTRA_PRED},
        {&Pps::transformSkipEnabled, V4L2_HEVC_PPS_FLAG_TRANSFORM_SKIP_ENABLED},
        {&Pps::cuQpDeltaEnabled, V4L2_HEVC_PPS_FLAG_CU_QP_DELTA_ENABLED},
        {&Pps::sliceChromaQpOffsetsPresent, V4L2_HEVC_PPS_FLAG_PPS_SLICE_CHROMA_QP_OFFSETS_PRESENT},
        {&Pps::weightedPred, V4L2_HEVC_PPS_FLAG_WEIGHTED_PRED},
        {&Pps::weightedBipred, V4L2_HEVC_PPS_FLAG_WEIGHTED_BIPRED},
        {&Pps::transquantBypassEnabled, V4L2_HEVC_PPS_FLAG_TRANSQUANT_BYPASS_ENABLED},
        {&Pps::tilesEnabled, V4L2_HEVC_PPS_FLAG_TILES_ENABLED},
        {&Pps::entropyCodingSyncEnabled, V4L2_HEVC_PPS_FLAG_ENTROPY_CODING_SYNC_ENABLED},
        {&Pps::loopFilterAcrossTilesEnabled, V4L2_HEVC_PPS_FLAG_LOOP_FILTER_ACROSS_TILES_ENABLED},
        {&Pps::loopFilterAcrossSlicesEnabled,
         V4L2_HEVC_PPS_FLAG_PPS_LOOP_FILTER_ACROSS_SLICES_ENABLED},
        {&Pps::deblockingFilterOverrideEnabled,
         V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_OVERRIDE_ENABLED},
        {&Pps::deblockingFilterDisabled, V4L2_HEVC_PPS_FLAG_PPS_DISABLE_DEBLOCKING_FILTER},
        {&Pps::listsModificationPresent, V4L2_HEVC_PPS_FLAG_LISTS_MODIFICATION_PRESENT},
        {&Pps::sliceSegmentHeaderExtensionPresent,
         V4L2_HEVC_PPS_FLAG_SLICE_SEGMENT_HEADER_EXTENSION_PRESENT},
        {&Pps::deblockingFilterControlPresent,
         V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT},
        {&Pps::uniformSpacing, V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING},
    };
    for (const auto &each : cases) {
        Pps pps;
        pps.uniformSpacing = false;
        pps.loopFilterAcrossTilesEnabled = false;
        EXPECT_EQ(toKernel(pps, Sps{}).flags, 0U);
        pps.*each.field = true;
        EXPECT_EQ(toKernel(pps, Sps{}).flags, each.flag);
    }
}

TEST(HevcControls, uniformTilesHaveTheirSizes)
{
    Sps sps;
    sps.picWidthInLumaSamples = 176;
    sps.picHeightInLumaSamples = 144;
    sps.log2DiffMaxMinLumaCodingBlockSize = 1; // blocks of 16: 11 by 9
    Pps pps;
    pps.tilesEnabled = true;
    pps.numTileColumnsMinus1 = 2;
    pps.numTileRowsMinus1 = 1;
    const auto kernel = toKernel(pps, sps);
    EXPECT_EQ(kernel.num_tile_columns_minus1, 2);
    EXPECT_EQ(kernel.column_width_minus1[0], 2);
    EXPECT_EQ(kernel.column_width_minus1[2], 3);
    EXPECT_EQ(kernel.row_height_minus1[0], 3);
    EXPECT_EQ(kernel.row_height_minus1[1], 4);
    EXPECT_EQ(kernel.row_height_minus1[2], 0);
}

TEST(HevcControls, setArraysAreNeverShorterThanTheSpsCounts)
{
    Sps sps;
    ShortTermSets sets;
    LongTermPics pictures;
    EXPECT_EQ(fillShortTermSets(sps, sets).size(), 1U); // the kernel takes no empty array
    EXPECT_EQ(fillLongTermPics(sps, pictures).size(), 1U);
    sps.numShortTermRefPicSets = 64;
    sps.numLongTermRefPicsSps = 32;
    EXPECT_EQ(fillShortTermSets(sps, sets).size(), 64U);
    EXPECT_EQ(fillLongTermPics(sps, pictures).size(), 32U);
}

TEST(HevcControls, setsGoAsTheyWereCoded_andNothingOfTheSetBeforeStays)
{
    Sps sps;
    sps.numShortTermRefPicSets = 2;
    ShortTermRefPicSet &plain = sps.shortTermRefPicSets[0];
    plain.numNegativePics = 2;
    plain.numPositivePics = 1;
    plain.deltaPocS0 = {-1, -4};
    plain.deltaPocS1 = {3};
    plain.usedByCurrPicS0 = 0b10;
    plain.usedByCurrPicS1 = 0b1;
    ShortTermRefPicSet &predicted = sps.shortTermRefPicSets[1];
    predicted.interRefPicSetPrediction = true;
    predicted.deltaRpsSign = true;
    predicted.absDeltaRpsMinus1 = 6;
    predicted.usedByCurrPic = 0b0101;
    predicted.useDelta = 0b1101;
    predicted.numNegativePics = 3; // derived: not sent
    ShortTermSets sets;
    std::ranges::fill(std::as_writable_bytes(std::span(sets)), std::byte{0xff});
    const auto sent = fillShortTermSets(sps, sets);
    EXPECT_EQ(sent[0].flags, 0);
    EXPECT_EQ(sent[0].num_negative_pics, 2);
    EXPECT_EQ(sent[0].num_positive_pics, 1);
    EXPECT_EQ(sent[0].delta_poc_s0_minus1[0], 0);
    EXPECT_EQ(sent[0].delta_poc_s0_minus1[1], 2);
    EXPECT_EQ(sent[0].delta_poc_s0_minus1[2], 0);
    EXPECT_EQ(sent[0].delta_poc_s1_minus1[0], 2);
    EXPECT_EQ(sent[0].used_by_curr_pic, 0b110U);
    EXPECT_EQ(sent[1].flags, V4L2_HEVC_EXT_SPS_ST_RPS_FLAG_INTER_REF_PIC_SET_PRED);
    EXPECT_EQ(sent[1].delta_rps_sign, 1);
    EXPECT_EQ(sent[1].abs_delta_rps_minus1, 6);
    EXPECT_EQ(sent[1].used_by_curr_pic, 0b0101U);
    EXPECT_EQ(sent[1].use_delta_flag, 0b1101U);
    EXPECT_EQ(sent[1].num_negative_pics, 0);
}

class HevcJobControls : public testing::Test
{
protected:
    HevcJobControls()
    {
        m_slice.header.nalUnitType = NalUnitType::TrailR;
        m_slice.header.sliceType = SliceType::P;
        m_slice.header.numRefIdxL0ActiveMinus1 = 2;
        m_slice.header.headerBitSize = 30;
        m_slice.nal = m_bytes;
        m_slice.refLists[0] = {.indices = {1, HevcIndexList::Missing, 0}, .count = 3};
        m_job.sps = &m_sps;
        m_job.pps = &m_pps;
        m_job.picOrderCnt = 20;
        m_job.dpb = m_dpb;
        m_job.stCurrBefore = {.indices = {1, HevcIndexList::Missing}, .count = 2};
        m_job.ltCurr = {.indices = {0}, .count = 1};
    }

    Sps m_sps;
    Pps m_pps;
    std::array<std::byte, 9> m_bytes{};
    std::array<HevcDpbEntry, 2> m_dpb{{
        {.frame = FrameId{5}, .picOrderCnt = -3, .isLongTerm = true},
        {.frame = FrameId{9}, .picOrderCnt = 18, .isLongTerm = false},
    }};
    HevcSlice m_slice;
    HevcJob m_job;
};

TEST_F(HevcJobControls, decodeParamsNameTheReferences)
{
    m_slice.header.shortTermRefPicSetBitSize = 11;
    m_slice.header.longTermRefPicSetBitSize = 12;
    m_slice.header.numDeltaPocsOfRefRpsIdx = 3;
    m_job.slices = std::span(&m_slice, 1);
    const auto kernel = decodeParams(m_job);
    EXPECT_EQ(kernel.pic_order_cnt_val, 20);
    EXPECT_EQ(kernel.num_active_dpb_entries, 2);
    EXPECT_EQ(kernel.dpb[0].timestamp, 5000U);
    EXPECT_EQ(kernel.dpb[0].flags, V4L2_HEVC_DPB_ENTRY_LONG_TERM_REFERENCE);
    EXPECT_EQ(kernel.dpb[0].pic_order_cnt_val, -3);
    EXPECT_EQ(kernel.dpb[1].timestamp, 9000U);
    EXPECT_EQ(kernel.dpb[1].flags, 0);
    EXPECT_EQ(kernel.dpb[2].timestamp, 0U);
    EXPECT_EQ(kernel.num_poc_st_curr_before, 2);
    EXPECT_EQ(kernel.poc_st_curr_before[0], 1);
    EXPECT_EQ(kernel.poc_st_curr_before[1], 0xff);
    EXPECT_EQ(kernel.num_poc_st_curr_after, 0);
    EXPECT_EQ(kernel.poc_lt_curr[0], 0);
    EXPECT_EQ(kernel.short_term_ref_pic_set_size, 11);
    EXPECT_EQ(kernel.long_term_ref_pic_set_size, 12);
    EXPECT_EQ(kernel.num_delta_pocs_of_ref_rps_idx, 3);
    EXPECT_EQ(kernel.flags, 0U);
}

TEST_F(HevcJobControls, irapAndIdrAreTold)
{
    m_slice.header.nalUnitType = NalUnitType::CraNut;
    m_job.slices = std::span(&m_slice, 1);
    EXPECT_EQ(decodeParams(m_job).flags, V4L2_HEVC_DECODE_PARAM_FLAG_IRAP_PIC);
    m_slice.header.nalUnitType = NalUnitType::IdrNLp;
    m_slice.header.noOutputOfPriorPics = true;
    EXPECT_EQ(decodeParams(m_job).flags, 7U);
}

TEST_F(HevcJobControls, slicesCountTheirBytes_andMissingPicturesHaveAStandIn)
{
    const auto kernel = sliceParams(m_job, m_slice, 3);
    EXPECT_EQ(kernel.bit_size, 8U * 12);
    EXPECT_EQ(kernel.data_byte_offset, 3U + 4);
    EXPECT_EQ(kernel.slice_type, V4L2_HEVC_SLICE_TYPE_P);
    EXPECT_EQ(kernel.ref_idx_l0[0], 1);
    EXPECT_EQ(kernel.ref_idx_l0[1], 1); // the nearest one: drivers do not look at its range
    EXPECT_EQ(kernel.ref_idx_l0[2], 0);
    EXPECT_EQ(kernel.num_ref_idx_l0_active_minus1, 2);
    EXPECT_EQ(kernel.flags, V4L2_HEVC_SLICE_PARAMS_FLAG_COLLOCATED_FROM_L0);
}

TEST_F(HevcJobControls, weightsAreOfTheirListOnly)
{
    m_slice.header.predWeightTablePresent = true;
    m_slice.header.weights.lumaLog2WeightDenom = 5;
    m_slice.header.weights.lists[0].deltaLumaWeight[2] = -7;
    m_slice.header.weights.lists[0].deltaChromaOffset[2] = {9, -9};
    m_slice.header.weights.lists[0].deltaLumaWeight[3] = 1; // left over
    m_slice.header.weights.lists[1].deltaLumaWeight[0] = 1; // left over: a P slice
    const auto table = sliceParams(m_job, m_slice, 0).pred_weight_table;
    EXPECT_EQ(table.luma_log2_weight_denom, 5);
    EXPECT_EQ(table.delta_luma_weight_l0[2], -7);
    EXPECT_EQ(table.chroma_offset_l0[2][0], 9);
    EXPECT_EQ(table.chroma_offset_l0[2][1], -9);
    EXPECT_EQ(table.delta_luma_weight_l0[3], 0);
    EXPECT_EQ(table.delta_luma_weight_l1[0], 0);
}

} // namespace
} // namespace weir::hevc
