// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <linux/v4l2-controls.h>

#include "tests/vpu/codecs/field_table.h"

namespace weir::vpu
{

namespace
{

using Frame = v4l2_ctrl_vp8_frame;

constexpr ControlField Flags = VPU_FIELD(Frame, flags);
constexpr ControlField SegmentFlags = VPU_NESTED_FIELD(Frame, v4l2_vp8_segment, segment, flags);
constexpr ControlField FilterFlags = VPU_NESTED_FIELD(Frame, v4l2_vp8_loop_filter, lf, flags);

constexpr std::array FrameFields{
    VPU_NESTED_FIELD(Frame, v4l2_vp8_segment, segment, quant_update),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_segment, segment, lf_update),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_segment, segment, segment_probs),
    VPU_FLAG(SegmentFlags, V4L2_VP8_SEGMENT_FLAG_ENABLED),
    VPU_FLAG(SegmentFlags, V4L2_VP8_SEGMENT_FLAG_UPDATE_MAP),
    VPU_FLAG(SegmentFlags, V4L2_VP8_SEGMENT_FLAG_UPDATE_FEATURE_DATA),
    VPU_FLAG(SegmentFlags, V4L2_VP8_SEGMENT_FLAG_DELTA_VALUE_MODE),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_loop_filter, lf, ref_frm_delta),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_loop_filter, lf, mb_mode_delta),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_loop_filter, lf, sharpness_level),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_loop_filter, lf, level),
    VPU_FLAG(FilterFlags, V4L2_VP8_LF_ADJ_ENABLE),
    VPU_FLAG(FilterFlags, V4L2_VP8_LF_DELTA_UPDATE),
    VPU_FLAG(FilterFlags, V4L2_VP8_LF_FILTER_TYPE_SIMPLE),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_quantization, quant, y_ac_qi),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_quantization, quant, y_dc_delta),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_quantization, quant, y2_dc_delta),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_quantization, quant, y2_ac_delta),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_quantization, quant, uv_dc_delta),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_quantization, quant, uv_ac_delta),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_entropy, entropy, coeff_probs),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_entropy, entropy, y_mode_probs),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_entropy, entropy, uv_mode_probs),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_entropy, entropy, mv_probs),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_entropy_coder_state, coder_state, range),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_entropy_coder_state, coder_state, value),
    VPU_NESTED_FIELD(Frame, v4l2_vp8_entropy_coder_state, coder_state, bit_count),
    VPU_FIELD(Frame, width),
    VPU_FIELD(Frame, height),
    VPU_FIELD(Frame, horizontal_scale),
    VPU_FIELD(Frame, vertical_scale),
    VPU_FIELD(Frame, version),
    VPU_FIELD(Frame, prob_skip_false),
    VPU_FIELD(Frame, prob_intra),
    VPU_FIELD(Frame, prob_last),
    VPU_FIELD(Frame, prob_gf),
    VPU_FIELD(Frame, num_dct_parts),
    VPU_FIELD(Frame, first_part_size),
    VPU_FIELD(Frame, first_part_header_bits),
    VPU_FIELD(Frame, dct_part_sizes),
    VPU_FIELD(Frame, last_frame_ts),
    VPU_FIELD(Frame, golden_frame_ts),
    VPU_FIELD(Frame, alt_frame_ts),
    VPU_FLAG(Flags, V4L2_VP8_FRAME_FLAG_KEY_FRAME),
    VPU_FLAG(Flags, V4L2_VP8_FRAME_FLAG_EXPERIMENTAL),
    VPU_FLAG(Flags, V4L2_VP8_FRAME_FLAG_SHOW_FRAME),
    VPU_FLAG(Flags, V4L2_VP8_FRAME_FLAG_MB_NO_SKIP_COEFF),
    VPU_FLAG(Flags, V4L2_VP8_FRAME_FLAG_SIGN_BIAS_GOLDEN),
    VPU_FLAG(Flags, V4L2_VP8_FRAME_FLAG_SIGN_BIAS_ALT),
};

constexpr std::array Vp8Controls{ControlFields{.name = "vp8_frame",
                                               .id = V4L2_CID_STATELESS_VP8_FRAME,
                                               .elementSize = sizeof(Frame),
                                               .fields = FrameFields}};

} // namespace

std::span<const ControlFields> vp8ControlFields()
{
    return Vp8Controls;
}

} // namespace weir::vpu
