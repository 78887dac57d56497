// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <linux/v4l2-controls.h>

#include "tests/vpu/codecs/field_table.h"

namespace weir::vpu
{

namespace
{

using Frame = v4l2_ctrl_vp9_frame;
using Compressed = v4l2_ctrl_vp9_compressed_hdr;
using Motion = v4l2_vp9_mv_probs;

constexpr ControlField Flags = VPU_FIELD(Frame, flags);
constexpr ControlField FilterFlags = VPU_NESTED_FIELD(Frame, v4l2_vp9_loop_filter, lf, flags);
constexpr ControlField SegmentFlags = VPU_NESTED_FIELD(Frame, v4l2_vp9_segmentation, seg, flags);
constexpr ControlField SignBias = VPU_FIELD(Frame, ref_frame_sign_bias);

constexpr std::array FrameFields{
    VPU_NESTED_FIELD(Frame, v4l2_vp9_loop_filter, lf, ref_deltas),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_loop_filter, lf, mode_deltas),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_loop_filter, lf, level),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_loop_filter, lf, sharpness),
    VPU_FLAG(FilterFlags, V4L2_VP9_LOOP_FILTER_FLAG_DELTA_ENABLED),
    VPU_FLAG(FilterFlags, V4L2_VP9_LOOP_FILTER_FLAG_DELTA_UPDATE),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_quantization, quant, base_q_idx),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_quantization, quant, delta_q_y_dc),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_quantization, quant, delta_q_uv_dc),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_quantization, quant, delta_q_uv_ac),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_segmentation, seg, feature_data),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_segmentation, seg, feature_enabled),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_segmentation, seg, tree_probs),
    VPU_NESTED_FIELD(Frame, v4l2_vp9_segmentation, seg, pred_probs),
    VPU_FLAG(SegmentFlags, V4L2_VP9_SEGMENTATION_FLAG_ENABLED),
    VPU_FLAG(SegmentFlags, V4L2_VP9_SEGMENTATION_FLAG_UPDATE_MAP),
    VPU_FLAG(SegmentFlags, V4L2_VP9_SEGMENTATION_FLAG_TEMPORAL_UPDATE),
    VPU_FLAG(SegmentFlags, V4L2_VP9_SEGMENTATION_FLAG_UPDATE_DATA),
    VPU_FLAG(SegmentFlags, V4L2_VP9_SEGMENTATION_FLAG_ABS_OR_DELTA_UPDATE),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_KEY_FRAME),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_SHOW_FRAME),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_ERROR_RESILIENT),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_INTRA_ONLY),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_ALLOW_HIGH_PREC_MV),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_REFRESH_FRAME_CTX),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_PARALLEL_DEC_MODE),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_X_SUBSAMPLING),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_Y_SUBSAMPLING),
    VPU_FLAG(Flags, V4L2_VP9_FRAME_FLAG_COLOR_RANGE_FULL_SWING),
    VPU_FIELD(Frame, compressed_header_size),
    VPU_FIELD(Frame, uncompressed_header_size),
    VPU_FIELD(Frame, frame_width_minus_1),
    VPU_FIELD(Frame, frame_height_minus_1),
    VPU_FIELD(Frame, render_width_minus_1),
    VPU_FIELD(Frame, render_height_minus_1),
    VPU_FIELD(Frame, last_frame_ts),
    VPU_FIELD(Frame, golden_frame_ts),
    VPU_FIELD(Frame, alt_frame_ts),
    VPU_FLAG(SignBias, V4L2_VP9_SIGN_BIAS_LAST),
    VPU_FLAG(SignBias, V4L2_VP9_SIGN_BIAS_GOLDEN),
    VPU_FLAG(SignBias, V4L2_VP9_SIGN_BIAS_ALT),
    VPU_FIELD(Frame, reset_frame_context),
    VPU_FIELD(Frame, frame_context_idx),
    VPU_FIELD(Frame, profile),
    VPU_FIELD(Frame, bit_depth),
    VPU_FIELD(Frame, interpolation_filter),
    VPU_FIELD(Frame, tile_cols_log2),
    VPU_FIELD(Frame, tile_rows_log2),
    VPU_FIELD(Frame, reference_mode),
};

constexpr std::array CompressedFields{
    VPU_FIELD(Compressed, tx_mode),
    VPU_FIELD(Compressed, tx8),
    VPU_FIELD(Compressed, tx16),
    VPU_FIELD(Compressed, tx32),
    VPU_FIELD(Compressed, coef),
    VPU_FIELD(Compressed, skip),
    VPU_FIELD(Compressed, inter_mode),
    VPU_FIELD(Compressed, interp_filter),
    VPU_FIELD(Compressed, is_inter),
    VPU_FIELD(Compressed, comp_mode),
    VPU_FIELD(Compressed, single_ref),
    VPU_FIELD(Compressed, comp_ref),
    VPU_FIELD(Compressed, y_mode),
    VPU_FIELD(Compressed, uv_mode),
    VPU_FIELD(Compressed, partition),
    VPU_NESTED_FIELD(Compressed, Motion, mv, joint),
    VPU_NESTED_FIELD(Compressed, Motion, mv, sign),
    VPU_NESTED_FIELD(Compressed, Motion, mv, classes),
    VPU_NESTED_FIELD(Compressed, Motion, mv, class0_bit),
    VPU_NESTED_FIELD(Compressed, Motion, mv, bits),
    VPU_NESTED_FIELD(Compressed, Motion, mv, class0_fr),
    VPU_NESTED_FIELD(Compressed, Motion, mv, fr),
    VPU_NESTED_FIELD(Compressed, Motion, mv, class0_hp),
    VPU_NESTED_FIELD(Compressed, Motion, mv, hp),
};

constexpr std::array Vp9Controls{ControlFields{.name = "vp9_frame",
                                               .id = V4L2_CID_STATELESS_VP9_FRAME,
                                               .elementSize = sizeof(Frame),
                                               .fields = FrameFields},
                                 ControlFields{.name = "vp9_compressed_hdr",
                                               .id = V4L2_CID_STATELESS_VP9_COMPRESSED_HDR,
                                               .elementSize = sizeof(Compressed),
                                               .fields = CompressedFields}};

} // namespace

std::span<const ControlFields> vp9ControlFields()
{
    return Vp9Controls;
}

} // namespace weir::vpu
