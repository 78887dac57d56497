// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/decode/codec/h264/vectors/header_dump.h"

#include "platform/base/text.h"

namespace weir::h264::test
{

void HeaderDump::add(const std::string &name, std::int64_t value)
{
    set(formatText("{}#{}", name, m_counts[name]++), value);
}

void HeaderDump::addScaling(const ScalingLists &lists, const std::string &flagName)
{
    for (unsigned i = 0; i < 12; ++i) {
        set(formatText("{}[{}]", flagName, i), lists.state[i] != ScalingLists::State::Absent);
        if (lists.state[i] == ScalingLists::State::Absent)
            continue;
        if (lists.state[i] == ScalingLists::State::Default)
            m_lists.emplace_back();
        else if (i < 6)
            m_lists.emplace_back(lists.list4x4[i].begin(), lists.list4x4[i].end());
        else
            m_lists.emplace_back(lists.list8x8[i - 6].begin(), lists.list8x8[i - 6].end());
    }
}

HeaderDump::HeaderDump(const Sps &sps)
{
    set("profile_idc", sps.profileIdc);
    for (unsigned i = 0; i < 6; ++i)
        set(formatText("constraint_set{}_flag", i), (sps.constraintSetFlags >> i) & 1);
    set("level_idc", sps.levelIdc);
    set("seq_parameter_set_id", sps.seqParameterSetId);
    set("chroma_format_idc", sps.chromaFormatIdc);
    set("separate_colour_plane_flag", sps.separateColourPlane);
    set("bit_depth_luma_minus8", sps.bitDepthLumaMinus8);
    set("bit_depth_chroma_minus8", sps.bitDepthChromaMinus8);
    set("qpprime_y_zero_transform_bypass_flag", sps.qpprimeYZeroTransformBypass);
    set("seq_scaling_matrix_present_flag", sps.seqScalingMatrixPresent);
    addScaling(sps.scaling, "seq_scaling_list_present_flag");
    set("log2_max_frame_num_minus4", sps.log2MaxFrameNumMinus4);
    set("pic_order_cnt_type", sps.picOrderCntType);
    set("log2_max_pic_order_cnt_lsb_minus4", sps.log2MaxPicOrderCntLsbMinus4);
    set("delta_pic_order_always_zero_flag", sps.deltaPicOrderAlwaysZero);
    set("offset_for_non_ref_pic", sps.offsetForNonRefPic);
    set("offset_for_top_to_bottom_field", sps.offsetForTopToBottomField);
    set("num_ref_frames_in_pic_order_cnt_cycle", sps.numRefFramesInPicOrderCntCycle);
    for (unsigned i = 0; i < 255; ++i)
        set(formatText("offset_for_ref_frame[{}]", i), sps.offsetForRefFrame[i]);
    set("max_num_ref_frames", sps.maxNumRefFrames);
    set("gaps_in_frame_num_allowed_flag", sps.gapsInFrameNumValueAllowed);
    set("pic_width_in_mbs_minus1", sps.picWidthInMbsMinus1);
    set("pic_height_in_map_units_minus1", sps.picHeightInMapUnitsMinus1);
    set("frame_mbs_only_flag", sps.frameMbsOnly);
    set("mb_adaptive_frame_field_flag", sps.mbAdaptiveFrameField);
    set("direct_8x8_inference_flag", sps.direct8x8Inference);
    set("frame_cropping_flag", sps.frameCropping);
    set("frame_crop_left_offset", sps.frameCropLeftOffset);
    set("frame_crop_right_offset", sps.frameCropRightOffset);
    set("frame_crop_top_offset", sps.frameCropTopOffset);
    set("frame_crop_bottom_offset", sps.frameCropBottomOffset);
    set("vui_parameters_present_flag", sps.vuiParametersPresent);
    set("video_full_range_flag", sps.vui.color.fullRange);
    set("colour_primaries", sps.vui.color.primaries);
    set("transfer_characteristics", sps.vui.color.transfer);
    set("matrix_coefficients", sps.vui.color.matrix);
    set("num_units_in_tick", sps.vui.numUnitsInTick);
    set("time_scale", sps.vui.timeScale);
    set("fixed_frame_rate_flag", sps.vui.fixedFrameRate);
    set("sar_width", sps.vui.sampleAspectRatio.numerator);
    set("sar_height", sps.vui.sampleAspectRatio.denominator);
    set("bitstream_restriction_flag", sps.vui.bitstreamRestriction);
    set("max_num_reorder_frames", sps.vui.maxNumReorderFrames);
    set("max_dec_frame_buffering", sps.vui.maxDecFrameBuffering);
}

HeaderDump::HeaderDump(const Pps &pps)
{
    set("pic_parameter_set_id", pps.picParameterSetId);
    set("seq_parameter_set_id", pps.seqParameterSetId);
    set("entropy_coding_mode_flag", pps.entropyCodingMode);
    set("bottom_field_pic_order_in_frame_present_flag", pps.bottomFieldPicOrderInFramePresent);
    set("num_slice_groups_minus1", 0);
    set("num_ref_idx_l0_default_active_minus1", pps.numRefIdxL0DefaultActiveMinus1);
    set("num_ref_idx_l1_default_active_minus1", pps.numRefIdxL1DefaultActiveMinus1);
    set("weighted_pred_flag", pps.weightedPred);
    set("weighted_bipred_idc", pps.weightedBipredIdc);
    set("pic_init_qp_minus26", pps.picInitQpMinus26);
    set("pic_init_qs_minus26", pps.picInitQsMinus26);
    set("chroma_qp_index_offset", pps.chromaQpIndexOffset);
    set("deblocking_filter_control_present_flag", pps.deblockingFilterControlPresent);
    set("constrained_intra_pred_flag", pps.constrainedIntraPred);
    set("redundant_pic_cnt_present_flag", pps.redundantPicCntPresent);
    set("transform_8x8_mode_flag", pps.transform8x8Mode);
    set("pic_scaling_matrix_present_flag", pps.picScalingMatrixPresent);
    addScaling(pps.scaling, "pic_scaling_list_present_flag");
    set("second_chroma_qp_index_offset", pps.secondChromaQpIndexOffset);
}

HeaderDump::HeaderDump(const SliceHeader &header)
{
    set("nal_ref_idc", header.nalRefIdc);
    set("nal_unit_type", header.idr ? 5 : 1);
    set("first_mb_in_slice", header.firstMbInSlice);
    set("slice_type", static_cast<int>(header.sliceType));
    set("pic_parameter_set_id", header.picParameterSetId);
    set("frame_num", header.frameNum);
    set("field_pic_flag", header.fieldPic);
    set("bottom_field_flag", header.bottomField);
    set("idr_pic_id", header.idrPicId);
    set("pic_order_cnt_lsb", header.picOrderCntLsb);
    set("delta_pic_order_cnt_bottom", header.deltaPicOrderCntBottom);
    set("delta_pic_order_cnt[0]", header.deltaPicOrderCnt[0]);
    set("delta_pic_order_cnt[1]", header.deltaPicOrderCnt[1]);
    set("redundant_pic_cnt", header.redundantPicCnt);
    set("direct_spatial_mv_pred_flag", header.directSpatialMvPred);
    set("num_ref_idx_l0_active_minus1", header.numRefIdxL0ActiveMinus1);
    set("num_ref_idx_l1_active_minus1", header.numRefIdxL1ActiveMinus1);
    addModifications(header, 0);
    addModifications(header, 1);
    if (header.predWeightTablePresent) {
        set("luma_log2_weight_denom", header.weights.lumaLog2WeightDenom);
        set("chroma_log2_weight_denom", header.weights.chromaLog2WeightDenom);
        addWeights(header, 0);
        addWeights(header, 1);
    }
    addMarking(header);
    set("cabac_init_idc", header.cabacInitIdc);
    set("slice_qp_delta", header.sliceQpDelta);
    set("disable_deblocking_filter_idc", header.disableDeblockingFilterIdc);
    set("slice_alpha_c0_offset_div2", header.sliceAlphaC0OffsetDiv2);
    set("slice_beta_offset_div2", header.sliceBetaOffsetDiv2);
}

void HeaderDump::addModifications(const SliceHeader &header, unsigned list)
{
    const unsigned count = header.modificationCount[list];
    set(formatText("ref_pic_list_modification_flag_l{}", list), count != 0);
    for (unsigned i = 0; i < count; ++i) {
        const auto &step = header.modifications[list][i];
        add("modification_of_pic_nums_idc", step.modificationOfPicNumsIdc);
        add(step.modificationOfPicNumsIdc == 2 ? "long_term_pic_num" : "abs_diff_pic_num_minus1",
            step.value);
    }
    if (count != 0)
        add("modification_of_pic_nums_idc", 3);
}

void HeaderDump::addWeights(const SliceHeader &header, unsigned list)
{
    const auto &weights = header.weights.lists[list];
    for (unsigned i = 0; i < MaxRefListSize; ++i) {
        set(formatText("luma_weight_l{}[{}]", list, i), weights.lumaWeight[i]);
        set(formatText("luma_offset_l{}[{}]", list, i), weights.lumaOffset[i]);
        for (unsigned j = 0; j < 2; ++j) {
            set(formatText("chroma_weight_l{}[{}][{}]", list, i, j), weights.chromaWeight[i][j]);
            set(formatText("chroma_offset_l{}[{}][{}]", list, i, j), weights.chromaOffset[i][j]);
        }
    }
}

void HeaderDump::addMarking(const SliceHeader &header)
{
    const DecRefPicMarking &marking = header.marking;
    set("no_output_of_prior_pics_flag", marking.noOutputOfPriorPics);
    set("long_term_reference_flag", marking.longTermReference);
    set("adaptive_ref_pic_marking_mode_flag", marking.adaptiveRefPicMarkingMode);
    for (unsigned i = 0; i < marking.operationCount; ++i) {
        const MemoryManagement &step = marking.operations[i];
        add("memory_management_control_operation", step.operation);
        if (step.operation == 1 || step.operation == 3)
            add("difference_of_pic_nums_minus1", step.differenceOfPicNumsMinus1);
        if (step.operation == 2)
            add("long_term_pic_num", step.longTermPicNum);
        if (step.operation == 3 || step.operation == 6)
            add("long_term_frame_idx", step.longTermFrameIdx);
        if (step.operation == 4)
            add("max_long_term_frame_idx_plus1", step.maxLongTermFrameIdxPlus1);
    }
    if (marking.adaptiveRefPicMarkingMode)
        add("memory_management_control_operation", 0);
}

} // namespace weir::h264::test
