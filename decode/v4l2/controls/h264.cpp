// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/controls/h264.h"

#include <algorithm>
#include <cstddef>

#include <linux/videodev2.h>

#include "decode/v4l2/controls/control_fields.h"

namespace weir::h264
{

namespace
{

v4l2_h264_dpb_entry toKernel(const H264DpbEntry &entry, FieldSet current)
{
    v4l2_h264_dpb_entry result{};
    result.reference_ts = referenceTimestamp(entry.frame);
    result.pic_num = static_cast<std::uint32_t>(entry.picNum);
    result.frame_num = entry.frameNum;
    result.fields = static_cast<std::uint8_t>(entry.referenceFields);
    result.top_field_order_cnt = entry.topFieldOrderCnt;
    result.bottom_field_order_cnt = entry.bottomFieldOrderCnt;
    // The kernel's list builder takes every active entry for a frame, whatever its fields: one
    // with a single reference field must not look active to it (8.2.4.2.1 wants both).
    const bool isUsable = current != FieldSet::Frame || entry.referenceFields == FieldSet::Frame;
    result.flags = V4L2_H264_DPB_ENTRY_FLAG_VALID
        | flagIf(isUsable, V4L2_H264_DPB_ENTRY_FLAG_ACTIVE)
        | flagIf(entry.isLongTerm, V4L2_H264_DPB_ENTRY_FLAG_LONG_TERM)
        | flagIf(entry.isFieldCoded, V4L2_H264_DPB_ENTRY_FLAG_FIELD);
    return result;
}

// Places beyond the active ones stay 0, and so does one that nothing can stand in for: drivers use
// the index without looking at its range.
void fillList(v4l2_h264_reference *list, const H264RefList &source, unsigned count)
{
    for (unsigned i = 0; i < std::min<std::size_t>(count, source.size()); ++i) {
        const H264Reference &reference = source.at(i);
        const bool isMissing = reference.dpbIndex >= V4L2_H264_NUM_DPB_ENTRIES;
        list[i]
            = {.fields = static_cast<std::uint8_t>(isMissing ? FieldSet::Frame : reference.fields),
               .index = isMissing ? std::uint8_t{0} : reference.dpbIndex};
    }
}

} // namespace

v4l2_ctrl_h264_sps toKernel(const Sps &sps)
{
    v4l2_ctrl_h264_sps result{};
    result.profile_idc = sps.profileIdc;
    result.constraint_set_flags = sps.constraintSetFlags;
    result.level_idc = sps.levelIdc;
    result.seq_parameter_set_id = sps.seqParameterSetId;
    result.chroma_format_idc = sps.chromaFormatIdc;
    result.bit_depth_luma_minus8 = sps.bitDepthLumaMinus8;
    result.bit_depth_chroma_minus8 = sps.bitDepthChromaMinus8;
    result.log2_max_frame_num_minus4 = sps.log2MaxFrameNumMinus4;
    result.pic_order_cnt_type = sps.picOrderCntType;
    result.log2_max_pic_order_cnt_lsb_minus4 = sps.log2MaxPicOrderCntLsbMinus4;
    result.max_num_ref_frames = sps.maxNumRefFrames;
    result.num_ref_frames_in_pic_order_cnt_cycle = sps.numRefFramesInPicOrderCntCycle;
    copyArray(result.offset_for_ref_frame, sps.offsetForRefFrame);
    result.offset_for_non_ref_pic = sps.offsetForNonRefPic;
    result.offset_for_top_to_bottom_field = sps.offsetForTopToBottomField;
    result.pic_width_in_mbs_minus1 = sps.picWidthInMbsMinus1;
    result.pic_height_in_map_units_minus1 = sps.picHeightInMapUnitsMinus1;
    result.flags = flagIf(sps.separateColourPlane, V4L2_H264_SPS_FLAG_SEPARATE_COLOUR_PLANE)
        | flagIf(sps.qpprimeYZeroTransformBypass,
                 V4L2_H264_SPS_FLAG_QPPRIME_Y_ZERO_TRANSFORM_BYPASS)
        | flagIf(sps.deltaPicOrderAlwaysZero, V4L2_H264_SPS_FLAG_DELTA_PIC_ORDER_ALWAYS_ZERO)
        | flagIf(sps.gapsInFrameNumValueAllowed, V4L2_H264_SPS_FLAG_GAPS_IN_FRAME_NUM_VALUE_ALLOWED)
        | flagIf(sps.frameMbsOnly, V4L2_H264_SPS_FLAG_FRAME_MBS_ONLY)
        | flagIf(sps.mbAdaptiveFrameField, V4L2_H264_SPS_FLAG_MB_ADAPTIVE_FRAME_FIELD)
        | flagIf(sps.direct8x8Inference, V4L2_H264_SPS_FLAG_DIRECT_8X8_INFERENCE);
    return result;
}

v4l2_ctrl_h264_pps toKernel(const Pps &pps, bool scalingMatrixPresent)
{
    v4l2_ctrl_h264_pps result{};
    result.pic_parameter_set_id = pps.picParameterSetId;
    result.seq_parameter_set_id = pps.seqParameterSetId;
    result.num_ref_idx_l0_default_active_minus1 = pps.numRefIdxL0DefaultActiveMinus1;
    result.num_ref_idx_l1_default_active_minus1 = pps.numRefIdxL1DefaultActiveMinus1;
    result.weighted_bipred_idc = pps.weightedBipredIdc;
    result.pic_init_qp_minus26 = pps.picInitQpMinus26;
    result.pic_init_qs_minus26 = pps.picInitQsMinus26;
    result.chroma_qp_index_offset = pps.chromaQpIndexOffset;
    result.second_chroma_qp_index_offset = pps.secondChromaQpIndexOffset;
    const std::uint32_t flags
        = flagIf(pps.entropyCodingMode, V4L2_H264_PPS_FLAG_ENTROPY_CODING_MODE)
        | flagIf(pps.bottomFieldPicOrderInFramePresent,
                 V4L2_H264_PPS_FLAG_BOTTOM_FIELD_PIC_ORDER_IN_FRAME_PRESENT)
        | flagIf(pps.weightedPred, V4L2_H264_PPS_FLAG_WEIGHTED_PRED)
        | flagIf(pps.deblockingFilterControlPresent,
                 V4L2_H264_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT)
        | flagIf(pps.constrainedIntraPred, V4L2_H264_PPS_FLAG_CONSTRAINED_INTRA_PRED)
        | flagIf(pps.redundantPicCntPresent, V4L2_H264_PPS_FLAG_REDUNDANT_PIC_CNT_PRESENT)
        | flagIf(pps.transform8x8Mode, V4L2_H264_PPS_FLAG_TRANSFORM_8X8_MODE)
        | flagIf(scalingMatrixPresent, V4L2_H264_PPS_FLAG_SCALING_MATRIX_PRESENT);
    result.flags = static_cast<std::uint16_t>(flags);
    return result;
}

v4l2_ctrl_h264_scaling_matrix toKernel(const ScalingMatrix &scaling, const Sps &sps)
{
    constexpr std::uint8_t Format444 = 3;
    constexpr std::size_t LumaLists = 2;
    v4l2_ctrl_h264_scaling_matrix result{};
    copyArray(result.scaling_list_4x4, scaling.list4x4);
    const std::size_t count = sps.chromaFormatIdc == Format444 ? scaling.list8x8.size() : LumaLists;
    for (std::size_t i = 0; i < count; ++i)
        copyArray(result.scaling_list_8x8[i], scaling.list8x8.at(i));
    return result;
}

v4l2_ctrl_h264_decode_params decodeParams(const H264Job &job)
{
    const SliceHeader &first = job.slices.front().header;
    v4l2_ctrl_h264_decode_params result{};
    const std::size_t count = std::min<std::size_t>(job.dpb.size(), V4L2_H264_NUM_DPB_ENTRIES);
    for (std::size_t i = 0; i < count; ++i)
        result.dpb[i] = toKernel(job.dpb[i], job.fields);
    result.nal_ref_idc = first.nalRefIdc;
    result.frame_num = first.frameNum;
    result.top_field_order_cnt = job.topFieldOrderCnt;
    result.bottom_field_order_cnt = job.bottomFieldOrderCnt;
    result.idr_pic_id = first.idrPicId;
    result.pic_order_cnt_lsb = first.picOrderCntLsb;
    result.delta_pic_order_cnt_bottom = first.deltaPicOrderCntBottom;
    result.delta_pic_order_cnt0 = first.deltaPicOrderCnt[0];
    result.delta_pic_order_cnt1 = first.deltaPicOrderCnt[1];
    result.dec_ref_pic_marking_bit_size = first.decRefPicMarkingBitSize;
    result.pic_order_cnt_bit_size = first.picOrderCntBitSize;
    result.flags = flagIf(first.idr, V4L2_H264_DECODE_PARAM_FLAG_IDR_PIC)
        | flagIf(job.fields != FieldSet::Frame, V4L2_H264_DECODE_PARAM_FLAG_FIELD_PIC)
        | flagIf(job.fields == FieldSet::Bottom, V4L2_H264_DECODE_PARAM_FLAG_BOTTOM_FIELD)
        | flagIf(job.hasPSlices, V4L2_H264_DECODE_PARAM_FLAG_PFRAME)
        | flagIf(job.hasBSlices, V4L2_H264_DECODE_PARAM_FLAG_BFRAME);
    return result;
}

v4l2_ctrl_h264_slice_params sliceParams(const H264Slice &slice)
{
    constexpr std::uint32_t NalHeaderBits = 8;
    const SliceHeader &header = slice.header;
    v4l2_ctrl_h264_slice_params result{};
    result.header_bit_size = NalHeaderBits + header.headerBitSize;
    result.first_mb_in_slice = header.firstMbInSlice;
    result.slice_type = static_cast<std::uint8_t>(header.sliceType);
    result.colour_plane_id = header.colourPlaneId;
    result.redundant_pic_cnt = header.redundantPicCnt;
    result.cabac_init_idc = header.cabacInitIdc;
    result.slice_qp_delta = header.sliceQpDelta;
    result.disable_deblocking_filter_idc = header.disableDeblockingFilterIdc;
    result.slice_alpha_c0_offset_div2 = header.sliceAlphaC0OffsetDiv2;
    result.slice_beta_offset_div2 = header.sliceBetaOffsetDiv2;
    result.num_ref_idx_l0_active_minus1 = header.numRefIdxL0ActiveMinus1;
    result.num_ref_idx_l1_active_minus1 = header.numRefIdxL1ActiveMinus1;
    if (header.sliceType != SliceType::I)
        fillList(result.ref_pic_list0, slice.refList0, header.numRefIdxL0ActiveMinus1 + 1U);
    if (header.sliceType == SliceType::B)
        fillList(result.ref_pic_list1, slice.refList1, header.numRefIdxL1ActiveMinus1 + 1U);
    result.flags = flagIf(header.directSpatialMvPred, V4L2_H264_SLICE_FLAG_DIRECT_SPATIAL_MV_PRED);
    return result;
}

bool needsWeights(const Pps &pps, const SliceHeader &header)
{
    return (header.sliceType == SliceType::P && pps.weightedPred)
        || (header.sliceType == SliceType::B && pps.weightedBipredIdc == 1);
}

v4l2_ctrl_h264_pred_weights toKernel(const PredWeightTable &weights)
{
    v4l2_ctrl_h264_pred_weights result{};
    result.luma_log2_weight_denom = weights.lumaLog2WeightDenom;
    result.chroma_log2_weight_denom = weights.chromaLog2WeightDenom;
    for (std::size_t list = 0; list < weights.lists.size(); ++list) {
        const PredWeightTable::List &source = weights.lists.at(list);
        v4l2_h264_weight_factors &target = result.weight_factors[list];
        copyArray(target.luma_weight, source.lumaWeight);
        copyArray(target.luma_offset, source.lumaOffset);
        copyArray(target.chroma_weight, source.chromaWeight);
        copyArray(target.chroma_offset, source.chromaOffset);
    }
    return result;
}

} // namespace weir::h264
