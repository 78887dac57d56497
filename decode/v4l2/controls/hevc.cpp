// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/controls/hevc.h"

#include <algorithm>
#include <cstdlib>

#include "decode/v4l2/controls/control_fields.h"
#include "decode/v4l2/controls/reference_timestamp.h"

namespace weir::hevc
{

namespace
{

std::uint64_t flagsOf(const Sps &sps)
{
    return wideFlagIf(sps.separateColourPlane, V4L2_HEVC_SPS_FLAG_SEPARATE_COLOUR_PLANE)
        | wideFlagIf(sps.scalingListEnabled, V4L2_HEVC_SPS_FLAG_SCALING_LIST_ENABLED)
        | wideFlagIf(sps.ampEnabled, V4L2_HEVC_SPS_FLAG_AMP_ENABLED)
        | wideFlagIf(sps.sampleAdaptiveOffsetEnabled, V4L2_HEVC_SPS_FLAG_SAMPLE_ADAPTIVE_OFFSET)
        | wideFlagIf(sps.pcmEnabled, V4L2_HEVC_SPS_FLAG_PCM_ENABLED)
        | wideFlagIf(sps.pcmLoopFilterDisabled, V4L2_HEVC_SPS_FLAG_PCM_LOOP_FILTER_DISABLED)
        | wideFlagIf(sps.longTermRefPicsPresent, V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT)
        | wideFlagIf(sps.temporalMvpEnabled, V4L2_HEVC_SPS_FLAG_SPS_TEMPORAL_MVP_ENABLED)
        | wideFlagIf(sps.strongIntraSmoothingEnabled,
                     V4L2_HEVC_SPS_FLAG_STRONG_INTRA_SMOOTHING_ENABLED);
}

std::uint64_t flagsOf(const Pps &pps)
{
    return wideFlagIf(pps.dependentSliceSegmentsEnabled,
                      V4L2_HEVC_PPS_FLAG_DEPENDENT_SLICE_SEGMENT_ENABLED)
        | wideFlagIf(pps.outputFlagPresent, V4L2_HEVC_PPS_FLAG_OUTPUT_FLAG_PRESENT)
        | wideFlagIf(pps.signDataHidingEnabled, V4L2_HEVC_PPS_FLAG_SIGN_DATA_HIDING_ENABLED)
        | wideFlagIf(pps.cabacInitPresent, V4L2_HEVC_PPS_FLAG_CABAC_INIT_PRESENT)
        | wideFlagIf(pps.constrainedIntraPred, V4L2_HEVC_PPS_FLAG_CONSTRAINED_INTRA_PRED)
        | wideFlagIf(pps.transformSkipEnabled, V4L2_HEVC_PPS_FLAG_TRANSFORM_SKIP_ENABLED)
        | wideFlagIf(pps.cuQpDeltaEnabled, V4L2_HEVC_PPS_FLAG_CU_QP_DELTA_ENABLED)
        | wideFlagIf(pps.sliceChromaQpOffsetsPresent,
                     V4L2_HEVC_PPS_FLAG_PPS_SLICE_CHROMA_QP_OFFSETS_PRESENT)
        | wideFlagIf(pps.weightedPred, V4L2_HEVC_PPS_FLAG_WEIGHTED_PRED)
        | wideFlagIf(pps.weightedBipred, V4L2_HEVC_PPS_FLAG_WEIGHTED_BIPRED)
        | wideFlagIf(pps.transquantBypassEnabled, V4L2_HEVC_PPS_FLAG_TRANSQUANT_BYPASS_ENABLED)
        | wideFlagIf(pps.tilesEnabled, V4L2_HEVC_PPS_FLAG_TILES_ENABLED)
        | wideFlagIf(pps.entropyCodingSyncEnabled, V4L2_HEVC_PPS_FLAG_ENTROPY_CODING_SYNC_ENABLED)
        | wideFlagIf(pps.loopFilterAcrossTilesEnabled,
                     V4L2_HEVC_PPS_FLAG_LOOP_FILTER_ACROSS_TILES_ENABLED)
        | wideFlagIf(pps.loopFilterAcrossSlicesEnabled,
                     V4L2_HEVC_PPS_FLAG_PPS_LOOP_FILTER_ACROSS_SLICES_ENABLED)
        | wideFlagIf(pps.deblockingFilterOverrideEnabled,
                     V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_OVERRIDE_ENABLED)
        | wideFlagIf(pps.deblockingFilterDisabled, V4L2_HEVC_PPS_FLAG_PPS_DISABLE_DEBLOCKING_FILTER)
        | wideFlagIf(pps.listsModificationPresent, V4L2_HEVC_PPS_FLAG_LISTS_MODIFICATION_PRESENT)
        | wideFlagIf(pps.sliceSegmentHeaderExtensionPresent,
                     V4L2_HEVC_PPS_FLAG_SLICE_SEGMENT_HEADER_EXTENSION_PRESENT)
        | wideFlagIf(pps.deblockingFilterControlPresent,
                     V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT)
        | wideFlagIf(pps.uniformSpacing, V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING);
}

// All lists have the kernel's "missing" (0xff) where a picture is not there, and in the unused
// places.
void fillIndices(std::uint8_t (&target)[V4L2_HEVC_DPB_ENTRIES_NUM_MAX], const HevcIndexList &source)
{
    std::ranges::fill(target, HevcIndexList::Missing);
    std::ranges::copy(source.entries(), target);
}

// tile sizes in bytes: a picture is at most 1024 blocks wide, a tile column of it may not fit
std::uint8_t sizeMinus1(std::uint16_t size)
{
    return static_cast<std::uint8_t>(std::clamp<unsigned>(size, 1, 256) - 1);
}

} // namespace

v4l2_ctrl_hevc_sps toKernel(const Sps &sps)
{
    v4l2_ctrl_hevc_sps result{};
    const Sps::SubLayer &layer = sps.highest();
    result.video_parameter_set_id = sps.videoParameterSetId;
    result.seq_parameter_set_id = sps.seqParameterSetId;
    result.pic_width_in_luma_samples = sps.picWidthInLumaSamples;
    result.pic_height_in_luma_samples = sps.picHeightInLumaSamples;
    result.bit_depth_luma_minus8 = sps.bitDepthLumaMinus8;
    result.bit_depth_chroma_minus8 = sps.bitDepthChromaMinus8;
    result.log2_max_pic_order_cnt_lsb_minus4 = sps.log2MaxPicOrderCntLsbMinus4;
    result.sps_max_dec_pic_buffering_minus1 = layer.maxDecPicBufferingMinus1;
    result.sps_max_num_reorder_pics = layer.maxNumReorderPics;
    // The kernel's field is a byte; drivers do not use it, and 255 pictures are more than any
    // buffer.
    result.sps_max_latency_increase_plus1
        = static_cast<std::uint8_t>(std::min<std::uint32_t>(layer.maxLatencyIncreasePlus1, 255));
    result.log2_min_luma_coding_block_size_minus3 = sps.log2MinLumaCodingBlockSizeMinus3;
    result.log2_diff_max_min_luma_coding_block_size = sps.log2DiffMaxMinLumaCodingBlockSize;
    result.log2_min_luma_transform_block_size_minus2 = sps.log2MinLumaTransformBlockSizeMinus2;
    result.log2_diff_max_min_luma_transform_block_size = sps.log2DiffMaxMinLumaTransformBlockSize;
    result.max_transform_hierarchy_depth_inter = sps.maxTransformHierarchyDepthInter;
    result.max_transform_hierarchy_depth_intra = sps.maxTransformHierarchyDepthIntra;
    result.pcm_sample_bit_depth_luma_minus1 = sps.pcmSampleBitDepthLumaMinus1;
    result.pcm_sample_bit_depth_chroma_minus1 = sps.pcmSampleBitDepthChromaMinus1;
    result.log2_min_pcm_luma_coding_block_size_minus3 = sps.log2MinPcmLumaCodingBlockSizeMinus3;
    result.log2_diff_max_min_pcm_luma_coding_block_size = sps.log2DiffMaxMinPcmLumaCodingBlockSize;
    result.num_short_term_ref_pic_sets = sps.numShortTermRefPicSets;
    result.num_long_term_ref_pics_sps = sps.numLongTermRefPicsSps;
    result.chroma_format_idc = sps.chromaFormatIdc;
    result.sps_max_sub_layers_minus1 = sps.maxSubLayersMinus1;
    result.flags = flagsOf(sps);
    return result;
}

v4l2_ctrl_hevc_pps toKernel(const Pps &pps, const Sps &sps)
{
    v4l2_ctrl_hevc_pps result{};
    result.pic_parameter_set_id = pps.picParameterSetId;
    result.num_extra_slice_header_bits = pps.numExtraSliceHeaderBits;
    result.num_ref_idx_l0_default_active_minus1 = pps.numRefIdxL0DefaultActiveMinus1;
    result.num_ref_idx_l1_default_active_minus1 = pps.numRefIdxL1DefaultActiveMinus1;
    result.init_qp_minus26 = pps.initQpMinus26;
    result.diff_cu_qp_delta_depth = pps.diffCuQpDeltaDepth;
    result.pps_cb_qp_offset = pps.cbQpOffset;
    result.pps_cr_qp_offset = pps.crQpOffset;
    if (pps.tilesEnabled) {
        result.num_tile_columns_minus1 = pps.numTileColumnsMinus1;
        result.num_tile_rows_minus1 = pps.numTileRowsMinus1;
        const TileGrid grid = tileGridOf(sps, pps); // of uniform ones, too: drivers want sizes
        for (unsigned i = 0; i <= pps.numTileColumnsMinus1; ++i)
            result.column_width_minus1[i] = sizeMinus1(grid.columnWidths[i]);
        for (unsigned i = 0; i <= pps.numTileRowsMinus1; ++i)
            result.row_height_minus1[i] = sizeMinus1(grid.rowHeights[i]);
    }
    result.pps_beta_offset_div2 = pps.betaOffsetDiv2;
    result.pps_tc_offset_div2 = pps.tcOffsetDiv2;
    result.log2_parallel_merge_level_minus2 = pps.log2ParallelMergeLevelMinus2;
    result.flags = flagsOf(pps);
    return result;
}

v4l2_ctrl_hevc_scaling_matrix toKernel(const ScalingMatrix &scaling)
{
    v4l2_ctrl_hevc_scaling_matrix result{};
    copyArray(result.scaling_list_4x4, scaling.list4x4);
    copyArray(result.scaling_list_8x8, scaling.list8x8);
    copyArray(result.scaling_list_16x16, scaling.list16x16);
    copyArray(result.scaling_list_32x32, scaling.list32x32);
    copyArray(result.scaling_list_dc_coef_16x16, scaling.dc16x16);
    copyArray(result.scaling_list_dc_coef_32x32, scaling.dc32x32);
    return result;
}

v4l2_ctrl_hevc_decode_params decodeParams(const HevcJob &job)
{
    v4l2_ctrl_hevc_decode_params result{};
    const SliceHeader &header = job.slices[0].header;
    result.pic_order_cnt_val = job.picOrderCnt;
    result.short_term_ref_pic_set_size = header.shortTermRefPicSetBitSize;
    result.long_term_ref_pic_set_size = header.longTermRefPicSetBitSize;
    result.num_delta_pocs_of_ref_rps_idx = header.numDeltaPocsOfRefRpsIdx;
    result.num_active_dpb_entries = static_cast<std::uint8_t>(job.dpb.size());
    for (std::size_t i = 0; i < job.dpb.size(); ++i) {
        const HevcDpbEntry &entry = job.dpb[i];
        v4l2_hevc_dpb_entry &target = result.dpb[i];
        target.timestamp = referenceTimestamp(entry.frame);
        target.pic_order_cnt_val = entry.picOrderCnt;
        target.flags = static_cast<std::uint8_t>(
            wideFlagIf(entry.isLongTerm, V4L2_HEVC_DPB_ENTRY_LONG_TERM_REFERENCE));
    }
    result.num_poc_st_curr_before = job.stCurrBefore.count;
    result.num_poc_st_curr_after = job.stCurrAfter.count;
    result.num_poc_lt_curr = job.ltCurr.count;
    fillIndices(result.poc_st_curr_before, job.stCurrBefore);
    fillIndices(result.poc_st_curr_after, job.stCurrAfter);
    fillIndices(result.poc_lt_curr, job.ltCurr);
    result.flags = wideFlagIf(isIrap(header.nalUnitType), V4L2_HEVC_DECODE_PARAM_FLAG_IRAP_PIC)
        | wideFlagIf(isIdr(header.nalUnitType), V4L2_HEVC_DECODE_PARAM_FLAG_IDR_PIC)
        | wideFlagIf(header.noOutputOfPriorPics, V4L2_HEVC_DECODE_PARAM_FLAG_NO_OUTPUT_OF_PRIOR);
    return result;
}

std::span<v4l2_ctrl_hevc_ext_sps_st_rps> fillShortTermSets(const Sps &sps, ShortTermSets &sets)
{
    const std::size_t count = sps.numShortTermRefPicSets;
    for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i) {
        v4l2_ctrl_hevc_ext_sps_st_rps &target = sets[i];
        target = {};
        if (i == count)
            break;
        const ShortTermRefPicSet &source = sps.shortTermRefPicSets[i];
        if (source.interRefPicSetPrediction) {
            target.flags = V4L2_HEVC_EXT_SPS_ST_RPS_FLAG_INTER_REF_PIC_SET_PRED;
            target.delta_rps_sign = source.deltaRpsSign ? 1 : 0;
            target.abs_delta_rps_minus1 = source.absDeltaRpsMinus1;
            target.used_by_curr_pic = source.usedByCurrPic;
            target.use_delta_flag = source.useDelta;
            continue; // the rest is derived
        }
        target.num_negative_pics = source.numNegativePics;
        target.num_positive_pics = source.numPositivePics;
        target.used_by_curr_pic
            = source.usedByCurrPicS0 | (source.usedByCurrPicS1 << source.numNegativePics);
        std::int32_t last = 0;
        for (std::size_t k = 0; k < source.numNegativePics; ++k) {
            const std::int32_t delta = source.deltaPocS0[k];
            target.delta_poc_s0_minus1[k] = static_cast<std::uint16_t>(last - delta - 1);
            last = delta;
        }
        last = 0;
        for (std::size_t k = 0; k < source.numPositivePics; ++k) {
            const std::int32_t delta = source.deltaPocS1[k];
            target.delta_poc_s1_minus1[k] = static_cast<std::uint16_t>(delta - last - 1);
            last = delta;
        }
    }
    return std::span(sets).first(std::max<std::size_t>(count, 1));
}

std::span<v4l2_ctrl_hevc_ext_sps_lt_rps> fillLongTermPics(const Sps &sps, LongTermPics &pictures)
{
    const std::size_t count = sps.numLongTermRefPicsSps;
    pictures[0] = {};
    for (std::size_t i = 0; i < count; ++i) {
        const bool isUsed = ((sps.usedByCurrPicLtSps >> i) & 1U) != 0;
        pictures[i] = {.lt_ref_pic_poc_lsb_sps = sps.ltRefPicPocLsbSps[i],
                       .flags = static_cast<std::uint16_t>(
                           wideFlagIf(isUsed, V4L2_HEVC_EXT_SPS_LT_RPS_FLAG_USED_LT))};
    }
    return std::span(pictures).first(std::max<std::size_t>(count, 1));
}

} // namespace weir::hevc
