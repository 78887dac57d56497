// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "tests/vpu/codecs/field_table.h"
#include "tests/vpu/codecs/hevc/ext_sps_rps.h"

namespace weir::vpu
{

namespace
{

using Sps = v4l2_ctrl_hevc_sps;
using Pps = v4l2_ctrl_hevc_pps;
using Matrix = v4l2_ctrl_hevc_scaling_matrix;
using Decode = v4l2_ctrl_hevc_decode_params;
using Entry = v4l2_hevc_dpb_entry;
using Slice = v4l2_ctrl_hevc_slice_params;
using Weights = v4l2_hevc_pred_weight_table;
using ShortTerm = v4l2_ctrl_hevc_ext_sps_st_rps;
using LongTerm = v4l2_ctrl_hevc_ext_sps_lt_rps;

constexpr ControlField SpsFlags = VPU_FIELD(Sps, flags);
constexpr std::array SpsFields{
    VPU_FIELD(Sps, video_parameter_set_id),
    VPU_FIELD(Sps, seq_parameter_set_id),
    VPU_FIELD(Sps, pic_width_in_luma_samples),
    VPU_FIELD(Sps, pic_height_in_luma_samples),
    VPU_FIELD(Sps, bit_depth_luma_minus8),
    VPU_FIELD(Sps, bit_depth_chroma_minus8),
    VPU_FIELD(Sps, log2_max_pic_order_cnt_lsb_minus4),
    VPU_FIELD(Sps, sps_max_dec_pic_buffering_minus1),
    VPU_FIELD(Sps, sps_max_num_reorder_pics),
    VPU_FIELD(Sps, sps_max_latency_increase_plus1),
    VPU_FIELD(Sps, log2_min_luma_coding_block_size_minus3),
    VPU_FIELD(Sps, log2_diff_max_min_luma_coding_block_size),
    VPU_FIELD(Sps, log2_min_luma_transform_block_size_minus2),
    VPU_FIELD(Sps, log2_diff_max_min_luma_transform_block_size),
    VPU_FIELD(Sps, max_transform_hierarchy_depth_inter),
    VPU_FIELD(Sps, max_transform_hierarchy_depth_intra),
    VPU_FIELD(Sps, pcm_sample_bit_depth_luma_minus1),
    VPU_FIELD(Sps, pcm_sample_bit_depth_chroma_minus1),
    VPU_FIELD(Sps, log2_min_pcm_luma_coding_block_size_minus3),
    VPU_FIELD(Sps, log2_diff_max_min_pcm_luma_coding_block_size),
    VPU_FIELD(Sps, num_short_term_ref_pic_sets),
    VPU_FIELD(Sps, num_long_term_ref_pics_sps),
    VPU_FIELD(Sps, chroma_format_idc),
    VPU_FIELD(Sps, sps_max_sub_layers_minus1),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_SEPARATE_COLOUR_PLANE),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_SCALING_LIST_ENABLED),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_AMP_ENABLED),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_SAMPLE_ADAPTIVE_OFFSET),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_PCM_ENABLED),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_PCM_LOOP_FILTER_DISABLED),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_SPS_TEMPORAL_MVP_ENABLED),
    VPU_FLAG(SpsFlags, V4L2_HEVC_SPS_FLAG_STRONG_INTRA_SMOOTHING_ENABLED),
};

constexpr ControlField PpsFlags = VPU_FIELD(Pps, flags);
constexpr std::array PpsFields{
    VPU_FIELD(Pps, pic_parameter_set_id),
    VPU_FIELD(Pps, num_extra_slice_header_bits),
    VPU_FIELD(Pps, num_ref_idx_l0_default_active_minus1),
    VPU_FIELD(Pps, num_ref_idx_l1_default_active_minus1),
    VPU_FIELD(Pps, init_qp_minus26),
    VPU_FIELD(Pps, diff_cu_qp_delta_depth),
    VPU_FIELD(Pps, pps_cb_qp_offset),
    VPU_FIELD(Pps, pps_cr_qp_offset),
    VPU_FIELD(Pps, num_tile_columns_minus1),
    VPU_FIELD(Pps, num_tile_rows_minus1),
    VPU_FIELD(Pps, column_width_minus1),
    VPU_FIELD(Pps, row_height_minus1),
    VPU_FIELD(Pps, pps_beta_offset_div2),
    VPU_FIELD(Pps, pps_tc_offset_div2),
    VPU_FIELD(Pps, log2_parallel_merge_level_minus2),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_DEPENDENT_SLICE_SEGMENT_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_OUTPUT_FLAG_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_SIGN_DATA_HIDING_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_CABAC_INIT_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_CONSTRAINED_INTRA_PRED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_TRANSFORM_SKIP_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_CU_QP_DELTA_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_PPS_SLICE_CHROMA_QP_OFFSETS_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_WEIGHTED_PRED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_WEIGHTED_BIPRED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_TRANSQUANT_BYPASS_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_TILES_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_ENTROPY_CODING_SYNC_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_LOOP_FILTER_ACROSS_TILES_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_PPS_LOOP_FILTER_ACROSS_SLICES_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_OVERRIDE_ENABLED),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_PPS_DISABLE_DEBLOCKING_FILTER),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_LISTS_MODIFICATION_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_SLICE_SEGMENT_HEADER_EXTENSION_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT),
    VPU_FLAG(PpsFlags, V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING),
};

constexpr std::array MatrixFields{
    VPU_FIELD(Matrix, scaling_list_4x4),           VPU_FIELD(Matrix, scaling_list_8x8),
    VPU_FIELD(Matrix, scaling_list_16x16),         VPU_FIELD(Matrix, scaling_list_32x32),
    VPU_FIELD(Matrix, scaling_list_dc_coef_16x16), VPU_FIELD(Matrix, scaling_list_dc_coef_32x32),
};

constexpr ControlField DecodeFlags = VPU_FIELD(Decode, flags);
constexpr std::array DecodeFields{
    VPU_FIELD(Decode, pic_order_cnt_val),
    VPU_FIELD(Decode, short_term_ref_pic_set_size),
    VPU_FIELD(Decode, long_term_ref_pic_set_size),
    VPU_FIELD(Decode, num_active_dpb_entries),
    VPU_FIELD(Decode, num_poc_st_curr_before),
    VPU_FIELD(Decode, num_poc_st_curr_after),
    VPU_FIELD(Decode, num_poc_lt_curr),
    VPU_FIELD(Decode, poc_st_curr_before),
    VPU_FIELD(Decode, poc_st_curr_after),
    VPU_FIELD(Decode, poc_lt_curr),
    VPU_FIELD(Decode, num_delta_pocs_of_ref_rps_idx),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, timestamp),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, flags),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, field_pic),
    VPU_REPEATED_FIELD(Decode, Entry, dpb, pic_order_cnt_val),
    VPU_FLAG(DecodeFlags, V4L2_HEVC_DECODE_PARAM_FLAG_IRAP_PIC),
    VPU_FLAG(DecodeFlags, V4L2_HEVC_DECODE_PARAM_FLAG_IDR_PIC),
    VPU_FLAG(DecodeFlags, V4L2_HEVC_DECODE_PARAM_FLAG_NO_OUTPUT_OF_PRIOR),
};

constexpr ControlField SliceFlags = VPU_FIELD(Slice, flags);
constexpr std::array SliceFields{
    VPU_FIELD(Slice, bit_size),
    VPU_FIELD(Slice, data_byte_offset),
    VPU_FIELD(Slice, num_entry_point_offsets),
    VPU_FIELD(Slice, nal_unit_type),
    VPU_FIELD(Slice, nuh_temporal_id_plus1),
    VPU_FIELD(Slice, slice_type),
    VPU_FIELD(Slice, colour_plane_id),
    VPU_FIELD(Slice, slice_pic_order_cnt),
    VPU_FIELD(Slice, num_ref_idx_l0_active_minus1),
    VPU_FIELD(Slice, num_ref_idx_l1_active_minus1),
    VPU_FIELD(Slice, collocated_ref_idx),
    VPU_FIELD(Slice, five_minus_max_num_merge_cand),
    VPU_FIELD(Slice, slice_qp_delta),
    VPU_FIELD(Slice, slice_cb_qp_offset),
    VPU_FIELD(Slice, slice_cr_qp_offset),
    VPU_FIELD(Slice, slice_act_y_qp_offset),
    VPU_FIELD(Slice, slice_act_cb_qp_offset),
    VPU_FIELD(Slice, slice_act_cr_qp_offset),
    VPU_FIELD(Slice, slice_beta_offset_div2),
    VPU_FIELD(Slice, slice_tc_offset_div2),
    VPU_FIELD(Slice, pic_struct),
    VPU_FIELD(Slice, slice_segment_addr),
    VPU_FIELD(Slice, ref_idx_l0),
    VPU_FIELD(Slice, ref_idx_l1),
    VPU_FIELD(Slice, short_term_ref_pic_set_size),
    VPU_FIELD(Slice, long_term_ref_pic_set_size),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, delta_luma_weight_l0),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, luma_offset_l0),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, delta_chroma_weight_l0),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, chroma_offset_l0),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, delta_luma_weight_l1),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, luma_offset_l1),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, delta_chroma_weight_l1),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, chroma_offset_l1),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, luma_log2_weight_denom),
    VPU_NESTED_FIELD(Slice, Weights, pred_weight_table, delta_chroma_log2_weight_denom),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_SAO_LUMA),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_SAO_CHROMA),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_TEMPORAL_MVP_ENABLED),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_MVD_L1_ZERO),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_CABAC_INIT),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_COLLOCATED_FROM_L0),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_USE_INTEGER_MV),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_DEBLOCKING_FILTER_DISABLED),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_LOOP_FILTER_ACROSS_SLICES_ENABLED),
    VPU_FLAG(SliceFlags, V4L2_HEVC_SLICE_PARAMS_FLAG_DEPENDENT_SLICE_SEGMENT),
};

constexpr std::array EntryPointFields{
    ControlField{.name = "offset",
                 .offset = 0,
                 .width = 4,
                 .isSigned = false,
                 .count = 1,
                 .stride = 4,
                 .mask = 0},
};

constexpr std::array ShortTermFields{
    VPU_FIELD(ShortTerm, delta_idx_minus1),
    VPU_FIELD(ShortTerm, delta_rps_sign),
    VPU_FIELD(ShortTerm, num_negative_pics),
    VPU_FIELD(ShortTerm, num_positive_pics),
    VPU_FIELD(ShortTerm, used_by_curr_pic),
    VPU_FIELD(ShortTerm, use_delta_flag),
    VPU_FIELD(ShortTerm, abs_delta_rps_minus1),
    VPU_FIELD(ShortTerm, delta_poc_s0_minus1),
    VPU_FIELD(ShortTerm, delta_poc_s1_minus1),
    VPU_FLAG(VPU_FIELD(ShortTerm, flags), V4L2_HEVC_EXT_SPS_ST_RPS_FLAG_INTER_REF_PIC_SET_PRED),
};

constexpr std::array LongTermFields{
    VPU_FIELD(LongTerm, lt_ref_pic_poc_lsb_sps),
    VPU_FLAG(VPU_FIELD(LongTerm, flags), V4L2_HEVC_EXT_SPS_LT_RPS_FLAG_USED_LT),
};

constexpr std::array HevcControls{
    ControlFields{.name = "hevc_sps",
                  .id = V4L2_CID_STATELESS_HEVC_SPS,
                  .elementSize = sizeof(Sps),
                  .fields = SpsFields},
    ControlFields{.name = "hevc_pps",
                  .id = V4L2_CID_STATELESS_HEVC_PPS,
                  .elementSize = sizeof(Pps),
                  .fields = PpsFields},
    ControlFields{.name = "hevc_scaling_matrix",
                  .id = V4L2_CID_STATELESS_HEVC_SCALING_MATRIX,
                  .elementSize = sizeof(Matrix),
                  .fields = MatrixFields},
    ControlFields{.name = "hevc_decode_params",
                  .id = V4L2_CID_STATELESS_HEVC_DECODE_PARAMS,
                  .elementSize = sizeof(Decode),
                  .fields = DecodeFields},
    ControlFields{.name = "hevc_slice_params",
                  .id = V4L2_CID_STATELESS_HEVC_SLICE_PARAMS,
                  .elementSize = sizeof(Slice),
                  .fields = SliceFields},
    ControlFields{.name = "hevc_entry_point_offsets",
                  .id = V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS,
                  .elementSize = 4,
                  .fields = EntryPointFields},
    ControlFields{.name = "hevc_ext_sps_st_rps",
                  .id = V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS,
                  .elementSize = sizeof(ShortTerm),
                  .fields = ShortTermFields},
    ControlFields{.name = "hevc_ext_sps_lt_rps",
                  .id = V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS,
                  .elementSize = sizeof(LongTerm),
                  .fields = LongTermFields},
};

} // namespace

std::span<const ControlFields> hevcControlFields()
{
    return HevcControls;
}

} // namespace weir::vpu
