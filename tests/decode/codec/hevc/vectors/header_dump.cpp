// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/decode/codec/hevc/vectors/header_dump.h"

#include "platform/base/text.h"

namespace weir::hevc::test
{

namespace
{

// 6.5.3, written as the specification's loop.
std::vector<unsigned> upRightDiagonal(unsigned size)
{
    std::vector<unsigned> positions;
    int x = 0;
    int y = 0;
    while (positions.size() < std::size_t{size} * size) {
        while (y >= 0) {
            if (x < static_cast<int>(size) && y < static_cast<int>(size))
                positions.push_back(static_cast<unsigned>(y) * size + static_cast<unsigned>(x));
            --y;
            ++x;
        }
        y = x;
        x = 0;
    }
    return positions;
}

template <typename List>
std::vector<int> inCodingOrder(const List &raster, unsigned size)
{
    std::vector<int> result;
    for (const unsigned position : upRightDiagonal(size))
        result.push_back(raster[position]);
    return result;
}

} // namespace

void HeaderDump::add(const std::string &name, std::int64_t value)
{
    set(formatText("{}#{}", name, m_counts[name]++), value);
}

void HeaderDump::addScaling(const ScalingMatrix &matrix)
{
    for (unsigned i = 0; i < 6; ++i) {
        m_scaling[{0, i}] = inCodingOrder(matrix.list4x4[i], 4);
        m_scaling[{1, i}] = inCodingOrder(matrix.list8x8[i], 8);
        m_scaling[{2, i}] = inCodingOrder(matrix.list16x16[i], 8);
        m_scaling[{2, i}].insert(m_scaling[{2, i}].begin(), matrix.dc16x16[i]);
    }
    for (unsigned i = 0; i < 2; ++i) {
        auto &list = m_scaling[{3, 3 * i}];
        list = inCodingOrder(matrix.list32x32[i], 8);
        list.insert(list.begin(), matrix.dc32x32[i]);
    }
}

void HeaderDump::addSet(const ShortTermRefPicSet &set, unsigned countOfReference)
{
    add("inter_ref_pic_set_prediction_flag", set.interRefPicSetPrediction);
    if (set.interRefPicSetPrediction) {
        add("delta_idx_minus1", set.deltaIdxMinus1);
        add("delta_rps_sign", set.deltaRpsSign);
        add("abs_delta_rps_minus1", set.absDeltaRpsMinus1);
        for (unsigned j = 0; j <= countOfReference; ++j) {
            const bool isUsed = ((set.usedByCurrPic >> j) & 1U) != 0;
            add(formatText("used_by_curr_pic_flag[{}]", j), isUsed);
            if (!isUsed)
                add(formatText("use_delta_flag[{}]", j), (set.useDelta >> j) & 1U);
        }
        return;
    }
    add("num_negative_pics", set.numNegativePics);
    add("num_positive_pics", set.numPositivePics);
    std::int32_t previous = 0;
    for (unsigned i = 0; i < set.numNegativePics; ++i) {
        add(formatText("delta_poc_s0_minus1[{}]", i), previous - set.deltaPocS0[i] - 1);
        add(formatText("used_by_curr_pic_s0_flag[{}]", i), (set.usedByCurrPicS0 >> i) & 1U);
        previous = set.deltaPocS0[i];
    }
    previous = 0;
    for (unsigned i = 0; i < set.numPositivePics; ++i) {
        add(formatText("delta_poc_s1_minus1[{}]", i), set.deltaPocS1[i] - previous - 1);
        add(formatText("used_by_curr_pic_s1_flag[{}]", i), (set.usedByCurrPicS1 >> i) & 1U);
        previous = set.deltaPocS1[i];
    }
}

HeaderDump::HeaderDump(const Sps &sps)
{
    set("sps_video_parameter_set_id", sps.videoParameterSetId);
    set("sps_max_sub_layers_minus1", sps.maxSubLayersMinus1);
    set("sps_temporal_id_nesting_flag", sps.temporalIdNesting);
    set("general_profile_space", sps.profileTierLevel.generalProfileSpace);
    set("general_tier_flag", sps.profileTierLevel.generalTier);
    set("general_profile_idc", sps.profileTierLevel.generalProfileIdc);
    for (unsigned i = 0; i < 32; ++i)
        set(formatText("general_profile_compatibility_flag[{}]", i),
            (sps.profileTierLevel.generalProfileCompatibility >> (31 - i)) & 1U);
    set("general_level_idc", sps.profileTierLevel.generalLevelIdc);
    set("sps_seq_parameter_set_id", sps.seqParameterSetId);
    set("chroma_format_idc", sps.chromaFormatIdc);
    set("separate_colour_plane_flag", sps.separateColourPlane);
    set("pic_width_in_luma_samples", sps.picWidthInLumaSamples);
    set("pic_height_in_luma_samples", sps.picHeightInLumaSamples);
    set("conformance_window_flag", sps.conformanceWindow);
    set("conf_win_left_offset", sps.confWinLeftOffset);
    set("conf_win_right_offset", sps.confWinRightOffset);
    set("conf_win_top_offset", sps.confWinTopOffset);
    set("conf_win_bottom_offset", sps.confWinBottomOffset);
    set("bit_depth_luma_minus8", sps.bitDepthLumaMinus8);
    set("bit_depth_chroma_minus8", sps.bitDepthChromaMinus8);
    set("log2_max_pic_order_cnt_lsb_minus4", sps.log2MaxPicOrderCntLsbMinus4);
    set("sps_sub_layer_ordering_info_present_flag", sps.subLayerOrderingInfoPresent);
    for (unsigned i = 0; i <= sps.maxSubLayersMinus1; ++i) {
        const auto &layer = sps.subLayers[i];
        set(formatText("sps_max_dec_pic_buffering_minus1[{}]", i), layer.maxDecPicBufferingMinus1);
        set(formatText("sps_max_num_reorder_pics[{}]", i), layer.maxNumReorderPics);
        set(formatText("sps_max_latency_increase_plus1[{}]", i), layer.maxLatencyIncreasePlus1);
    }
    addTools(sps);
    set("vui_parameters_present_flag", sps.vuiParametersPresent);
    set("video_full_range_flag", sps.vui.color.fullRange);
    set("colour_primaries", sps.vui.color.primaries);
    set("transfer_characteristics", sps.vui.color.transfer);
    set("matrix_coefficients", sps.vui.color.matrix);
    set("field_seq_flag", sps.vui.fieldSeq);
    set("vui_num_units_in_tick", sps.vui.numUnitsInTick);
    set("vui_time_scale", sps.vui.timeScale);
    set("sar_width", sps.vui.sampleAspectRatio.numerator);
    set("sar_height", sps.vui.sampleAspectRatio.denominator);
}

void HeaderDump::addTools(const Sps &sps)
{
    set("log2_min_luma_coding_block_size_minus3", sps.log2MinLumaCodingBlockSizeMinus3);
    set("log2_diff_max_min_luma_coding_block_size", sps.log2DiffMaxMinLumaCodingBlockSize);
    set("log2_min_luma_transform_block_size_minus2", sps.log2MinLumaTransformBlockSizeMinus2);
    set("log2_diff_max_min_luma_transform_block_size", sps.log2DiffMaxMinLumaTransformBlockSize);
    set("max_transform_hierarchy_depth_inter", sps.maxTransformHierarchyDepthInter);
    set("max_transform_hierarchy_depth_intra", sps.maxTransformHierarchyDepthIntra);
    set("scaling_list_enabled_flag", sps.scalingListEnabled);
    set("sps_scaling_list_data_present_flag", sps.scalingListDataPresent);
    addScaling(sps.scaling);
    set("amp_enabled_flag", sps.ampEnabled);
    set("sample_adaptive_offset_enabled_flag", sps.sampleAdaptiveOffsetEnabled);
    set("pcm_enabled_flag", sps.pcmEnabled);
    set("pcm_sample_bit_depth_luma_minus1", sps.pcmSampleBitDepthLumaMinus1);
    set("pcm_sample_bit_depth_chroma_minus1", sps.pcmSampleBitDepthChromaMinus1);
    set("log2_min_pcm_luma_coding_block_size_minus3", sps.log2MinPcmLumaCodingBlockSizeMinus3);
    set("log2_diff_max_min_pcm_luma_coding_block_size", sps.log2DiffMaxMinPcmLumaCodingBlockSize);
    set("pcm_loop_filter_disabled_flag", sps.pcmLoopFilterDisabled);
    set("num_short_term_ref_pic_sets", sps.numShortTermRefPicSets);
    m_counts["inter_ref_pic_set_prediction_flag"] = 0;
    for (unsigned i = 0; i < sps.numShortTermRefPicSets; ++i) {
        addSet(sps.shortTermRefPicSets[i],
               i == 0 ? 0 : sps.shortTermRefPicSets[i - 1].numDeltaPocs());
        if (i == 0) // the first has no such flag
            m_counts["inter_ref_pic_set_prediction_flag"] = 0;
    }
    set("long_term_ref_pics_present_flag", sps.longTermRefPicsPresent);
    set("num_long_term_ref_pics_sps", sps.numLongTermRefPicsSps);
    for (unsigned i = 0; i < sps.numLongTermRefPicsSps; ++i) {
        set(formatText("lt_ref_pic_poc_lsb_sps[{}]", i), sps.ltRefPicPocLsbSps[i]);
        set(formatText("used_by_curr_pic_lt_sps_flag[{}]", i), (sps.usedByCurrPicLtSps >> i) & 1U);
    }
    set("sps_temporal_mvp_enabled_flag", sps.temporalMvpEnabled);
    set("strong_intra_smoothing_enabled_flag", sps.strongIntraSmoothingEnabled);
}

HeaderDump::HeaderDump(const Pps &pps)
{
    set("pps_pic_parameter_set_id", pps.picParameterSetId);
    set("pps_seq_parameter_set_id", pps.seqParameterSetId);
    set("dependent_slice_segments_enabled_flag", pps.dependentSliceSegmentsEnabled);
    set("output_flag_present_flag", pps.outputFlagPresent);
    set("num_extra_slice_header_bits", pps.numExtraSliceHeaderBits);
    set("sign_data_hiding_enabled_flag", pps.signDataHidingEnabled);
    set("cabac_init_present_flag", pps.cabacInitPresent);
    set("num_ref_idx_l0_default_active_minus1", pps.numRefIdxL0DefaultActiveMinus1);
    set("num_ref_idx_l1_default_active_minus1", pps.numRefIdxL1DefaultActiveMinus1);
    set("init_qp_minus26", pps.initQpMinus26);
    set("constrained_intra_pred_flag", pps.constrainedIntraPred);
    set("transform_skip_enabled_flag", pps.transformSkipEnabled);
    set("cu_qp_delta_enabled_flag", pps.cuQpDeltaEnabled);
    set("diff_cu_qp_delta_depth", pps.diffCuQpDeltaDepth);
    set("pps_cb_qp_offset", pps.cbQpOffset);
    set("pps_cr_qp_offset", pps.crQpOffset);
    set("pps_slice_chroma_qp_offsets_present_flag", pps.sliceChromaQpOffsetsPresent);
    set("weighted_pred_flag", pps.weightedPred);
    set("weighted_bipred_flag", pps.weightedBipred);
    set("transquant_bypass_enabled_flag", pps.transquantBypassEnabled);
    set("tiles_enabled_flag", pps.tilesEnabled);
    set("entropy_coding_sync_enabled_flag", pps.entropyCodingSyncEnabled);
    set("num_tile_columns_minus1", pps.numTileColumnsMinus1);
    set("num_tile_rows_minus1", pps.numTileRowsMinus1);
    set("uniform_spacing_flag", pps.uniformSpacing);
    for (unsigned i = 0; i < MaxTileColumns; ++i)
        set(formatText("column_width_minus1[{}]", i), pps.columnWidthMinus1[i]);
    for (unsigned i = 0; i < MaxTileRows; ++i)
        set(formatText("row_height_minus1[{}]", i), pps.rowHeightMinus1[i]);
    set("loop_filter_across_tiles_enabled_flag", pps.loopFilterAcrossTilesEnabled);
    set("pps_loop_filter_across_slices_enabled_flag", pps.loopFilterAcrossSlicesEnabled);
    set("deblocking_filter_control_present_flag", pps.deblockingFilterControlPresent);
    set("deblocking_filter_override_enabled_flag", pps.deblockingFilterOverrideEnabled);
    set("pps_deblocking_filter_disabled_flag", pps.deblockingFilterDisabled);
    set("pps_beta_offset_div2", pps.betaOffsetDiv2);
    set("pps_tc_offset_div2", pps.tcOffsetDiv2);
    set("pps_scaling_list_data_present_flag", pps.scalingListDataPresent);
    addScaling(pps.scaling);
    set("lists_modification_present_flag", pps.listsModificationPresent);
    set("log2_parallel_merge_level_minus2", pps.log2ParallelMergeLevelMinus2);
    set("slice_segment_header_extension_present_flag", pps.sliceSegmentHeaderExtensionPresent);
}

HeaderDump::HeaderDump(const SliceHeader &header, const Sps &sps)
{
    set("nal_unit_type", static_cast<int>(header.nalUnitType));
    set("nuh_layer_id", 0);
    set("nuh_temporal_id_plus1", header.nuhTemporalIdPlus1);
    set("first_slice_segment_in_pic_flag", header.firstSliceSegmentInPic);
    set("no_output_of_prior_pics_flag", header.noOutputOfPriorPics);
    set("slice_pic_parameter_set_id", header.picParameterSetId);
    set("dependent_slice_segment_flag", header.dependentSliceSegment);
    set("slice_segment_address", header.sliceSegmentAddress);
    set("slice_type", static_cast<int>(header.sliceType));
    set("pic_output_flag", header.picOutput);
    set("colour_plane_id", header.colourPlaneId);
    addReferenceSets(header, sps);
    set("slice_temporal_mvp_enabled_flag", header.temporalMvpEnabled);
    set("slice_sao_luma_flag", header.saoLuma);
    set("slice_sao_chroma_flag", header.saoChroma);
    addInter(header);
    set("slice_qp_delta", header.sliceQpDelta);
    set("slice_cb_qp_offset", header.cbQpOffset);
    set("slice_cr_qp_offset", header.crQpOffset);
    set("deblocking_filter_override_flag", header.deblockingFilterOverride);
    set("slice_deblocking_filter_disabled_flag", header.deblockingFilterDisabled);
    set("slice_beta_offset_div2", header.betaOffsetDiv2);
    set("slice_tc_offset_div2", header.tcOffsetDiv2);
    set("slice_loop_filter_across_slices_enabled_flag", header.loopFilterAcrossSlicesEnabled);
    set("num_entry_point_offsets", static_cast<std::int64_t>(header.entryPointOffsetMinus1.size()));
    set("offset_len_minus1", header.offsetLenMinus1);
    for (std::size_t i = 0; i < header.entryPointOffsetMinus1.size(); ++i)
        set(formatText("entry_point_offset_minus1[{}]", i), header.entryPointOffsetMinus1[i]);
}

void HeaderDump::addReferenceSets(const SliceHeader &header, const Sps &sps)
{
    set("slice_pic_order_cnt_lsb", header.picOrderCntLsb);
    set("short_term_ref_pic_set_sps_flag", header.shortTermRefPicSetSps);
    set("short_term_ref_pic_set_idx", header.shortTermRefPicSetIdx);
    if (!header.shortTermRefPicSetSps)
        addSet(header.shortTermRefPicSet, header.numDeltaPocsOfRefRpsIdx);
    set("num_long_term_sps", header.numLongTermSps);
    set("num_long_term_pics", header.longTermCount - header.numLongTermSps);
    std::uint32_t previous = 0;
    for (unsigned i = 0; i < header.longTermCount; ++i) {
        const LongTermRefPic &picture = header.longTerm[i];
        if (i == header.numLongTermSps)
            previous = 0;
        // Two entries of an SPS may be equal: then it is the value that counts.
        for (unsigned k = 0; i < header.numLongTermSps && k < sps.numLongTermRefPicsSps; ++k) {
            if (sps.ltRefPicPocLsbSps[k] == picture.pocLsb)
                set(formatText("lt_idx_sps[{}]", i), k);
        }
        set(formatText("poc_lsb_lt[{}]", i), picture.pocLsb);
        set(formatText("used_by_curr_pic_lt_flag[{}]", i), picture.usedByCurrPic);
        set(formatText("delta_poc_msb_present_flag[{}]", i), picture.deltaPocMsbPresent);
        set(formatText("delta_poc_msb_cycle_lt[{}]", i), picture.deltaPocMsbCycle - previous);
        previous = picture.deltaPocMsbCycle;
    }
}

void HeaderDump::addInter(const SliceHeader &header)
{
    set("num_ref_idx_l0_active_minus1", header.numRefIdxL0ActiveMinus1);
    set("num_ref_idx_l1_active_minus1", header.numRefIdxL1ActiveMinus1);
    for (unsigned list = 0; list < 2; ++list) {
        set(formatText("ref_pic_list_modification_flag_l{}", list),
            header.refPicListModification[list]);
        for (unsigned i = 0; i < header.numRefIdxActive(list); ++i)
            set(formatText("list_entry_l{}[{}]", list, i), header.listEntry[list][i]);
    }
    set("mvd_l1_zero_flag", header.mvdL1Zero);
    set("cabac_init_flag", header.cabacInit);
    set("collocated_from_l0_flag", header.collocatedFromL0);
    set("collocated_ref_idx", header.collocatedRefIdx);
    if (header.predWeightTablePresent) {
        set("luma_log2_weight_denom", header.weights.lumaLog2WeightDenom);
        set("delta_chroma_log2_weight_denom", header.weights.deltaChromaLog2WeightDenom);
        addWeights(header, 0);
        addWeights(header, 1);
    }
    set("five_minus_max_num_merge_cand", header.fiveMinusMaxNumMergeCand);
}

void HeaderDump::addWeights(const SliceHeader &header, unsigned list)
{
    const auto &weights = header.weights.lists[list];
    for (unsigned i = 0; i < header.numRefIdxActive(list); ++i) {
        set(formatText("delta_luma_weight_l{}[{}]", list, i), weights.deltaLumaWeight[i]);
        set(formatText("luma_offset_l{}[{}]", list, i), weights.lumaOffset[i]);
        for (unsigned j = 0; j < 2; ++j) {
            set(formatText("delta_chroma_weight_l{}[{}][{}]", list, i, j),
                weights.deltaChromaWeight[i][j]);
            set(formatText("chroma_offset_l{}[{}][{}]", list, i, j),
                weights.deltaChromaOffset[i][j]);
        }
    }
}

} // namespace weir::hevc::test
