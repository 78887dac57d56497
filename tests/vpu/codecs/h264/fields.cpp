// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <linux/v4l2-controls.h>

#include "tests/vpu/codecs/field_table.h"

namespace weir::vpu
{

namespace
{

using Sps = v4l2_ctrl_h264_sps;
using Pps = v4l2_ctrl_h264_pps;
using Matrix = v4l2_ctrl_h264_scaling_matrix;
using Decode = v4l2_ctrl_h264_decode_params;
using Entry = v4l2_h264_dpb_entry;
using Slice = v4l2_ctrl_h264_slice_params;
using Weights = v4l2_ctrl_h264_pred_weights;

constexpr ControlField SpsFlags = VPU_FIELD(Sps, flags);
constexpr std::array SpsFields{
    VPU_FIELD(Sps, profile_idc),
    VPU_FIELD(Sps, constraint_set_flags),
    VPU_FIELD(Sps, level_idc),
    VPU_FIELD(Sps, seq_parameter_set_id),
    VPU_FIELD(Sps, chroma_format_idc),
    VPU_FIELD(Sps, bit_depth_luma_minus8),
    VPU_FIELD(Sps, bit_depth_chroma_minus8),
    VPU_FIELD(Sps, log2_max_frame_num_minus4),
    VPU_FIELD(Sps, pic_order_cnt_type),
    VPU_FIELD(Sps, log2_max_pic_order_cnt_lsb_minus4),
    VPU_FIELD(Sps, max_num_ref_frames),
    VPU_FIELD(Sps, num_ref_frames_in_pic_order_cnt_cycle),
    VPU_FIELD(Sps, offset_for_ref_frame),
    VPU_FIELD(Sps, offset_for_non_ref_pic),
    VPU_FIELD(Sps, offset_for_top_to_bottom_field),
    VPU_FIELD(Sps, pic_width_in_mbs_minus1),
    VPU_FIELD(Sps, pic_height_in_map_units_minus1),
    VPU_FLAG(SpsFlags, V4L2_H264_SPS_FLAG_SEPARATE_COLOUR_PLANE),
    VPU_FLAG(SpsFlags, V4L2_H264_SPS_FLAG_QPPRIME_Y_ZERO_TRANSFORM_BYPASS),
    VPU_FLAG(SpsFlags, V4L2_H264_SPS_FLAG_DELTA_PIC_ORDER_ALWAYS_ZERO),
    VPU_FLAG(SpsFlags, V4L2_H264_SPS_FLAG_GAPS_IN_FRAME_NUM_VALUE_ALLOWED),
    VPU_FLAG(SpsFlags, V4L2_H264_SPS_FLAG_FRAME_MBS_ONLY),
    VPU_FLAG(SpsFlags, V4L2_H264_SPS_FLAG_MB_ADAPTIVE_FRAME_FIELD),
    VPU_FLAG(SpsFlags, V4L2_H264_SPS_FLAG_DIRECT_8X8_INFERENCE),
};

constexpr ControlField PpsFlags = VPU_FIELD(Pps, flags);
constexpr std::array PpsFields{
    VPU_FIELD(Pps, pic_parameter_set_id),
    VPU_FIELD(Pps, seq_parameter_set_id),
    VPU_FIELD(Pps, num_slice_groups_minus1),
    VPU_FIELD(Pps, num_ref_idx_l0_default_active_minus1),
    VPU_FIELD(Pps, num_ref_idx_l1_default_active_minus1),
    VPU_FIELD(Pps, weighted_bipred_idc),
    VPU_FIELD(Pps, pic_init_qp_minus26),
    VPU_FIELD(Pps, pic_init_qs_minus26),
    VPU_FIELD(Pps, chroma_qp_index_offset),
    VPU_FIELD(Pps, second_chroma_qp_index_offset),
    VPU_FLAG(PpsFlags, V4L2_H264_PPS_FLAG_ENTROPY_CODING_MODE),
    VPU_FLAG(PpsFlags, V4L2_H264_PPS_FLAG_BOTTOM_FIELD_PIC_ORDER_IN_FRAME_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_H264_PPS_FLAG_WEIGHTED_PRED),
    VPU_FLAG(PpsFlags, V4L2_H264_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_H264_PPS_FLAG_CONSTRAINED_INTRA_PRED),
    VPU_FLAG(PpsFlags, V4L2_H264_PPS_FLAG_REDUNDANT_PIC_CNT_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_H264_PPS_FLAG_TRANSFORM_8X8_MODE),
    VPU_FLAG(PpsFlags, V4L2_H264_PPS_FLAG_SCALING_MATRIX_PRESENT),
};

constexpr std::array MatrixFields{
    VPU_FIELD(Matrix, scaling_list_4x4),
    VPU_FIELD(Matrix, scaling_list_8x8),
};

constexpr ControlField DecodeFlags = VPU_FIELD(Decode, flags);
constexpr ControlField EntryFlags = VPU_REPEATED_FIELD(Decode, Entry, dpb, flags);
constexpr std::array DecodeFields{
    VPU_REPEATED_FIELD(Decode, Entry, dpb, reference_ts),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, pic_num),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, frame_num),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, fields),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, top_field_order_cnt),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, bottom_field_order_cnt),
    VPU_FLAG(EntryFlags, V4L2_H264_DPB_ENTRY_FLAG_VALID),
    VPU_FLAG(EntryFlags, V4L2_H264_DPB_ENTRY_FLAG_ACTIVE),
    VPU_FLAG(EntryFlags, V4L2_H264_DPB_ENTRY_FLAG_LONG_TERM),
    VPU_FLAG(EntryFlags, V4L2_H264_DPB_ENTRY_FLAG_FIELD),
    VPU_FIELD(Decode, nal_ref_idc),
    VPU_FIELD(Decode, frame_num),
    VPU_FIELD(Decode, top_field_order_cnt),
    VPU_FIELD(Decode, bottom_field_order_cnt),
    VPU_FIELD(Decode, idr_pic_id),
    VPU_FIELD(Decode, pic_order_cnt_lsb),
    VPU_FIELD(Decode, delta_pic_order_cnt_bottom),
    VPU_FIELD(Decode, delta_pic_order_cnt0),
    VPU_FIELD(Decode, delta_pic_order_cnt1),
    VPU_FIELD(Decode, dec_ref_pic_marking_bit_size),
    VPU_FIELD(Decode, pic_order_cnt_bit_size),
    VPU_FIELD(Decode, slice_group_change_cycle),
    VPU_FLAG(DecodeFlags, V4L2_H264_DECODE_PARAM_FLAG_IDR_PIC),
    VPU_FLAG(DecodeFlags, V4L2_H264_DECODE_PARAM_FLAG_FIELD_PIC),
    VPU_FLAG(DecodeFlags, V4L2_H264_DECODE_PARAM_FLAG_BOTTOM_FIELD),
    VPU_FLAG(DecodeFlags, V4L2_H264_DECODE_PARAM_FLAG_PFRAME),
    VPU_FLAG(DecodeFlags, V4L2_H264_DECODE_PARAM_FLAG_BFRAME),
};

constexpr ControlField SliceFlags = VPU_FIELD(Slice, flags);
constexpr std::array SliceFields{
    VPU_FIELD(Slice, header_bit_size),
    VPU_FIELD(Slice, first_mb_in_slice),
    VPU_FIELD(Slice, slice_type),
    VPU_FIELD(Slice, colour_plane_id),
    VPU_FIELD(Slice, redundant_pic_cnt),
    VPU_FIELD(Slice, cabac_init_idc),
    VPU_FIELD(Slice, slice_qp_delta),
    VPU_FIELD(Slice, slice_qs_delta),
    VPU_FIELD(Slice, disable_deblocking_filter_idc),
    VPU_FIELD(Slice, slice_alpha_c0_offset_div2),
    VPU_FIELD(Slice, slice_beta_offset_div2),
    VPU_FIELD(Slice, num_ref_idx_l0_active_minus1),
    VPU_FIELD(Slice, num_ref_idx_l1_active_minus1),
    VPU_REPEATED_FIELD(Slice, v4l2_h264_reference, ref_pic_list0, fields),
    VPU_REPEATED_FIELD(Slice, v4l2_h264_reference, ref_pic_list0, index),
    VPU_REPEATED_FIELD(Slice, v4l2_h264_reference, ref_pic_list1, fields),
    VPU_REPEATED_FIELD(Slice, v4l2_h264_reference, ref_pic_list1, index),
    VPU_FLAG(SliceFlags, V4L2_H264_SLICE_FLAG_DIRECT_SPATIAL_MV_PRED),
    VPU_FLAG(SliceFlags, V4L2_H264_SLICE_FLAG_SP_FOR_SWITCH),
};

using Factors = v4l2_h264_weight_factors;
constexpr std::array WeightFields{
    VPU_FIELD(Weights, luma_log2_weight_denom),
    VPU_FIELD(Weights, chroma_log2_weight_denom),
    VPU_NESTED_FIELD(Weights, Factors, weight_factors[0], luma_weight),
    VPU_NESTED_FIELD(Weights, Factors, weight_factors[0], luma_offset),
    VPU_NESTED_FIELD(Weights, Factors, weight_factors[0], chroma_weight),
    VPU_NESTED_FIELD(Weights, Factors, weight_factors[0], chroma_offset),
    VPU_NESTED_FIELD(Weights, Factors, weight_factors[1], luma_weight),
    VPU_NESTED_FIELD(Weights, Factors, weight_factors[1], luma_offset),
    VPU_NESTED_FIELD(Weights, Factors, weight_factors[1], chroma_weight),
    VPU_NESTED_FIELD(Weights, Factors, weight_factors[1], chroma_offset),
};

constexpr std::array H264Controls{
    ControlFields{"h264_sps", V4L2_CID_STATELESS_H264_SPS, sizeof(Sps), SpsFields},
    ControlFields{"h264_pps", V4L2_CID_STATELESS_H264_PPS, sizeof(Pps), PpsFields},
    ControlFields{"h264_scaling_matrix", V4L2_CID_STATELESS_H264_SCALING_MATRIX, sizeof(Matrix),
                  MatrixFields},
    ControlFields{"h264_decode_params", V4L2_CID_STATELESS_H264_DECODE_PARAMS, sizeof(Decode),
                  DecodeFields},
    ControlFields{"h264_slice_params", V4L2_CID_STATELESS_H264_SLICE_PARAMS, sizeof(Slice),
                  SliceFields},
    ControlFields{"h264_pred_weights", V4L2_CID_STATELESS_H264_PRED_WEIGHTS, sizeof(Weights),
                  WeightFields},
};

} // namespace

std::span<const ControlFields> h264ControlFields()
{
    return H264Controls;
}

} // namespace weir::vpu
