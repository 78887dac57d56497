// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstddef>

#include <linux/v4l2-controls.h>

#include "tests/vpu/codecs/field_table.h"

namespace weir::vpu
{

namespace
{

using Sequence = v4l2_ctrl_av1_sequence;
using Frame = v4l2_ctrl_av1_frame;
using Tiles = v4l2_av1_tile_info;
using Quantisation = v4l2_av1_quantization;
using Segmentation = v4l2_av1_segmentation;
using Filter = v4l2_av1_loop_filter;
using Cdef = v4l2_av1_cdef;
using Restoration = v4l2_av1_loop_restoration;
using Motion = v4l2_av1_global_motion;
using Grain = v4l2_ctrl_av1_film_grain;
using TileEntry = v4l2_ctrl_av1_tile_group_entry;

constexpr ControlField SequenceFlags = VPU_FIELD(Sequence, flags);
constexpr std::array SequenceFields{
    VPU_FIELD(Sequence, seq_profile),
    VPU_FIELD(Sequence, order_hint_bits),
    VPU_FIELD(Sequence, bit_depth),
    VPU_FIELD(Sequence, max_frame_width_minus_1),
    VPU_FIELD(Sequence, max_frame_height_minus_1),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_STILL_PICTURE),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_USE_128X128_SUPERBLOCK),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_FILTER_INTRA),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTRA_EDGE_FILTER),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTERINTRA_COMPOUND),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_MASKED_COMPOUND),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_WARPED_MOTION),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_DUAL_FILTER),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_ORDER_HINT),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_JNT_COMP),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_REF_FRAME_MVS),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_SUPERRES),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_CDEF),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_ENABLE_RESTORATION),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_MONO_CHROME),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_COLOR_RANGE),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_X),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_Y),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_FILM_GRAIN_PARAMS_PRESENT),
    VPU_FLAG(SequenceFlags, V4L2_AV1_SEQUENCE_FLAG_SEPARATE_UV_DELTA_Q),
};

constexpr ControlField FrameFlags = VPU_FIELD(Frame, flags);
constexpr ControlField TileFlags = VPU_NESTED_FIELD(Frame, Tiles, tile_info, flags);
constexpr ControlField QuantisationFlags
    = VPU_NESTED_FIELD(Frame, Quantisation, quantization, flags);
constexpr ControlField SegmentationFlags
    = VPU_NESTED_FIELD(Frame, Segmentation, segmentation, flags);
constexpr ControlField FilterFlags = VPU_NESTED_FIELD(Frame, Filter, loop_filter, flags);
constexpr ControlField RestorationFlags
    = VPU_NESTED_FIELD(Frame, Restoration, loop_restoration, flags);
constexpr ControlField MotionFlags = VPU_NESTED_FIELD(Frame, Motion, global_motion, flags);
constexpr std::array FrameFields{
    VPU_NESTED_FIELD(Frame, Tiles, tile_info, context_update_tile_id),
    VPU_NESTED_FIELD(Frame, Tiles, tile_info, tile_cols),
    VPU_NESTED_FIELD(Frame, Tiles, tile_info, tile_rows),
    VPU_NESTED_FIELD(Frame, Tiles, tile_info, mi_col_starts),
    VPU_NESTED_FIELD(Frame, Tiles, tile_info, mi_row_starts),
    VPU_NESTED_FIELD(Frame, Tiles, tile_info, width_in_sbs_minus_1),
    VPU_NESTED_FIELD(Frame, Tiles, tile_info, height_in_sbs_minus_1),
    VPU_NESTED_FIELD(Frame, Tiles, tile_info, tile_size_bytes),
    VPU_FLAG(TileFlags, V4L2_AV1_TILE_INFO_FLAG_UNIFORM_TILE_SPACING),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, base_q_idx),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, delta_q_y_dc),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, delta_q_u_dc),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, delta_q_u_ac),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, delta_q_v_dc),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, delta_q_v_ac),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, qm_y),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, qm_u),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, qm_v),
    VPU_NESTED_FIELD(Frame, Quantisation, quantization, delta_q_res),
    VPU_FLAG(QuantisationFlags, V4L2_AV1_QUANTIZATION_FLAG_DIFF_UV_DELTA),
    VPU_FLAG(QuantisationFlags, V4L2_AV1_QUANTIZATION_FLAG_USING_QMATRIX),
    VPU_FLAG(QuantisationFlags, V4L2_AV1_QUANTIZATION_FLAG_DELTA_Q_PRESENT),
    VPU_NESTED_FIELD(Frame, Segmentation, segmentation, last_active_seg_id),
    VPU_NESTED_FIELD(Frame, Segmentation, segmentation, feature_enabled),
    VPU_NESTED_FIELD(Frame, Segmentation, segmentation, feature_data),
    VPU_FLAG(SegmentationFlags, V4L2_AV1_SEGMENTATION_FLAG_ENABLED),
    VPU_FLAG(SegmentationFlags, V4L2_AV1_SEGMENTATION_FLAG_UPDATE_MAP),
    VPU_FLAG(SegmentationFlags, V4L2_AV1_SEGMENTATION_FLAG_TEMPORAL_UPDATE),
    VPU_FLAG(SegmentationFlags, V4L2_AV1_SEGMENTATION_FLAG_UPDATE_DATA),
    VPU_FLAG(SegmentationFlags, V4L2_AV1_SEGMENTATION_FLAG_SEG_ID_PRE_SKIP),
    VPU_NESTED_FIELD(Frame, Filter, loop_filter, level),
    VPU_NESTED_FIELD(Frame, Filter, loop_filter, sharpness),
    VPU_NESTED_FIELD(Frame, Filter, loop_filter, ref_deltas),
    VPU_NESTED_FIELD(Frame, Filter, loop_filter, mode_deltas),
    VPU_NESTED_FIELD(Frame, Filter, loop_filter, delta_lf_res),
    VPU_FLAG(FilterFlags, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_ENABLED),
    VPU_FLAG(FilterFlags, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_UPDATE),
    VPU_FLAG(FilterFlags, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_PRESENT),
    VPU_FLAG(FilterFlags, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_MULTI),
    VPU_NESTED_FIELD(Frame, Cdef, cdef, damping_minus_3),
    VPU_NESTED_FIELD(Frame, Cdef, cdef, bits),
    VPU_NESTED_FIELD(Frame, Cdef, cdef, y_pri_strength),
    VPU_NESTED_FIELD(Frame, Cdef, cdef, y_sec_strength),
    VPU_NESTED_FIELD(Frame, Cdef, cdef, uv_pri_strength),
    VPU_NESTED_FIELD(Frame, Cdef, cdef, uv_sec_strength),
    VPU_NESTED_FIELD(Frame, Restoration, loop_restoration, lr_unit_shift),
    VPU_NESTED_FIELD(Frame, Restoration, loop_restoration, lr_uv_shift),
    VPU_NESTED_FIELD(Frame, Restoration, loop_restoration, frame_restoration_type),
    VPU_NESTED_FIELD(Frame, Restoration, loop_restoration, loop_restoration_size),
    VPU_FLAG(RestorationFlags, V4L2_AV1_LOOP_RESTORATION_FLAG_USES_LR),
    VPU_FLAG(RestorationFlags, V4L2_AV1_LOOP_RESTORATION_FLAG_USES_CHROMA_LR),
    VPU_NESTED_FIELD(Frame, Motion, global_motion, type),
    VPU_NESTED_FIELD(Frame, Motion, global_motion, params),
    VPU_NESTED_FIELD(Frame, Motion, global_motion, invalid),
    VPU_FLAG(MotionFlags, V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL),
    VPU_FLAG(MotionFlags, V4L2_AV1_GLOBAL_MOTION_FLAG_IS_ROT_ZOOM),
    VPU_FLAG(MotionFlags, V4L2_AV1_GLOBAL_MOTION_FLAG_IS_TRANSLATION),
    VPU_FIELD(Frame, superres_denom),
    VPU_FIELD(Frame, skip_mode_frame),
    VPU_FIELD(Frame, primary_ref_frame),
    VPU_FIELD(Frame, frame_type),
    VPU_FIELD(Frame, order_hint),
    VPU_FIELD(Frame, upscaled_width),
    VPU_FIELD(Frame, interpolation_filter),
    VPU_FIELD(Frame, tx_mode),
    VPU_FIELD(Frame, frame_width_minus_1),
    VPU_FIELD(Frame, frame_height_minus_1),
    VPU_FIELD(Frame, render_width_minus_1),
    VPU_FIELD(Frame, render_height_minus_1),
    VPU_FIELD(Frame, current_frame_id),
    VPU_FIELD(Frame, buffer_removal_time),
    VPU_FIELD(Frame, order_hints),
    VPU_FIELD(Frame, reference_frame_ts),
    VPU_FIELD(Frame, ref_frame_idx),
    VPU_FIELD(Frame, refresh_frame_flags),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_SHOW_FRAME),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_SHOWABLE_FRAME),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_ERROR_RESILIENT_MODE),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_DISABLE_CDF_UPDATE),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_ALLOW_SCREEN_CONTENT_TOOLS),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_FORCE_INTEGER_MV),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_ALLOW_INTRABC),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_USE_SUPERRES),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_ALLOW_HIGH_PRECISION_MV),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_IS_MOTION_MODE_SWITCHABLE),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_USE_REF_FRAME_MVS),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_DISABLE_FRAME_END_UPDATE_CDF),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_ALLOW_WARPED_MOTION),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_REFERENCE_SELECT),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_REDUCED_TX_SET),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_SKIP_MODE_ALLOWED),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_SKIP_MODE_PRESENT),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_FRAME_SIZE_OVERRIDE),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_BUFFER_REMOVAL_TIME_PRESENT),
    VPU_FLAG(FrameFlags, V4L2_AV1_FRAME_FLAG_FRAME_REFS_SHORT_SIGNALING),
};

constexpr ControlField GrainFlags = VPU_FIELD(Grain, flags);
constexpr std::array GrainFields{
    VPU_FIELD(Grain, cr_mult),
    VPU_FIELD(Grain, grain_seed),
    VPU_FIELD(Grain, film_grain_params_ref_idx),
    VPU_FIELD(Grain, num_y_points),
    VPU_FIELD(Grain, point_y_value),
    VPU_FIELD(Grain, point_y_scaling),
    VPU_FIELD(Grain, num_cb_points),
    VPU_FIELD(Grain, point_cb_value),
    VPU_FIELD(Grain, point_cb_scaling),
    VPU_FIELD(Grain, num_cr_points),
    VPU_FIELD(Grain, point_cr_value),
    VPU_FIELD(Grain, point_cr_scaling),
    VPU_FIELD(Grain, grain_scaling_minus_8),
    VPU_FIELD(Grain, ar_coeff_lag),
    VPU_FIELD(Grain, ar_coeffs_y_plus_128),
    VPU_FIELD(Grain, ar_coeffs_cb_plus_128),
    VPU_FIELD(Grain, ar_coeffs_cr_plus_128),
    VPU_FIELD(Grain, ar_coeff_shift_minus_6),
    VPU_FIELD(Grain, grain_scale_shift),
    VPU_FIELD(Grain, cb_mult),
    VPU_FIELD(Grain, cb_luma_mult),
    VPU_FIELD(Grain, cr_luma_mult),
    VPU_FIELD(Grain, cb_offset),
    VPU_FIELD(Grain, cr_offset),
    VPU_FLAG(GrainFlags, V4L2_AV1_FILM_GRAIN_FLAG_APPLY_GRAIN),
    VPU_FLAG(GrainFlags, V4L2_AV1_FILM_GRAIN_FLAG_UPDATE_GRAIN),
    VPU_FLAG(GrainFlags, V4L2_AV1_FILM_GRAIN_FLAG_CHROMA_SCALING_FROM_LUMA),
    VPU_FLAG(GrainFlags, V4L2_AV1_FILM_GRAIN_FLAG_OVERLAP),
    VPU_FLAG(GrainFlags, V4L2_AV1_FILM_GRAIN_FLAG_CLIP_TO_RESTRICTED_RANGE),
};

constexpr std::array TileEntryFields{
    VPU_FIELD(TileEntry, tile_offset),
    VPU_FIELD(TileEntry, tile_size),
    VPU_FIELD(TileEntry, tile_row),
    VPU_FIELD(TileEntry, tile_col),
};

constexpr std::array Av1Controls{
    ControlFields{"av1_sequence", V4L2_CID_STATELESS_AV1_SEQUENCE, sizeof(Sequence),
                  SequenceFields},
    ControlFields{"av1_frame", V4L2_CID_STATELESS_AV1_FRAME, sizeof(Frame), FrameFields},
    ControlFields{"av1_film_grain", V4L2_CID_STATELESS_AV1_FILM_GRAIN, sizeof(Grain), GrainFields},
    ControlFields{"av1_tile_group_entry", V4L2_CID_STATELESS_AV1_TILE_GROUP_ENTRY,
                  sizeof(TileEntry), TileEntryFields},
};

} // namespace

std::span<const ControlFields> av1ControlFields()
{
    return Av1Controls;
}

} // namespace weir::vpu
