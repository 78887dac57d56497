// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/vp8/compare.h"

#include "tests/vpu/codecs/field_check.h"

namespace weir::vpu::vp8
{

namespace
{

using Frame = v4l2_ctrl_vp8_frame;

void compareSegment(FieldCheck &check, const v4l2_vp8_segment &mine, const v4l2_vp8_segment &theirs)
{
    const std::uint32_t enabled = V4L2_VP8_SEGMENT_FLAG_ENABLED;
    check.same("segment.flags ENABLED", mine.flags & enabled, theirs.flags & enabled);
    if ((theirs.flags & enabled) == 0)
        return; // nothing of it is read
    check.same("segment.flags", mine.flags, theirs.flags);
    check.sameArray("segment.quant_update", mine.quant_update, theirs.quant_update);
    check.sameArray("segment.lf_update", mine.lf_update, theirs.lf_update);
    if ((theirs.flags & V4L2_VP8_SEGMENT_FLAG_UPDATE_MAP) != 0)
        check.sameArray("segment.segment_probs", mine.segment_probs, theirs.segment_probs);
}

void compareLoopFilter(FieldCheck &check, const v4l2_vp8_loop_filter &mine,
                       const v4l2_vp8_loop_filter &theirs)
{
    const std::uint32_t adjust = V4L2_VP8_LF_ADJ_ENABLE;
    // Whether this frame changed the deltas says nothing to who gets them all.
    const std::uint32_t flags = adjust | V4L2_VP8_LF_FILTER_TYPE_SIMPLE;
    check.same("lf.flags", mine.flags & flags, theirs.flags & flags);
    check.same("lf.level", mine.level, theirs.level);
    check.same("lf.sharpness_level", mine.sharpness_level, theirs.sharpness_level);
    if ((theirs.flags & adjust) == 0)
        return;
    check.same("lf.flags DELTA_UPDATE", mine.flags & V4L2_VP8_LF_DELTA_UPDATE,
               theirs.flags & V4L2_VP8_LF_DELTA_UPDATE);
    check.sameArray("lf.ref_frm_delta", mine.ref_frm_delta, theirs.ref_frm_delta);
    check.sameArray("lf.mb_mode_delta", mine.mb_mode_delta, theirs.mb_mode_delta);
}

void compareQuantizer(FieldCheck &check, const v4l2_vp8_quantization &mine,
                      const v4l2_vp8_quantization &theirs)
{
    check.same("quant.y_ac_qi", mine.y_ac_qi, theirs.y_ac_qi);
    check.same("quant.y_dc_delta", mine.y_dc_delta, theirs.y_dc_delta);
    check.same("quant.y2_dc_delta", mine.y2_dc_delta, theirs.y2_dc_delta);
    check.same("quant.y2_ac_delta", mine.y2_ac_delta, theirs.y2_ac_delta);
    check.same("quant.uv_dc_delta", mine.uv_dc_delta, theirs.uv_dc_delta);
    check.same("quant.uv_ac_delta", mine.uv_ac_delta, theirs.uv_ac_delta);
}

void compareEntropy(FieldCheck &check, const v4l2_vp8_entropy &mine, const v4l2_vp8_entropy &theirs,
                    bool isKeyFrame)
{
    check.sameArray("entropy.coeff_probs", mine.coeff_probs, theirs.coeff_probs);
    if (isKeyFrame)
        return; // key frames have mode probabilities of their own, and no motion (RFC 6386 11.2)
    check.sameArray("entropy.y_mode_probs", mine.y_mode_probs, theirs.y_mode_probs);
    check.sameArray("entropy.uv_mode_probs", mine.uv_mode_probs, theirs.uv_mode_probs);
    check.sameArray("entropy.mv_probs", mine.mv_probs, theirs.mv_probs);
}

void compareSizes(FieldCheck &check, const Frame &mine, const Frame &theirs)
{
    check.same("width", mine.width, theirs.width);
    check.same("height", mine.height, theirs.height);
    if (V4L2_VP8_FRAME_IS_KEY_FRAME(&theirs)) { // inter frames do not carry them
        check.same("horizontal_scale", mine.horizontal_scale, theirs.horizontal_scale);
        check.same("vertical_scale", mine.vertical_scale, theirs.vertical_scale);
    }
    // RFC 6386 has a version of three bits, the control one of two and a flag beside it.
    const int experimental = (mine.flags & V4L2_VP8_FRAME_FLAG_EXPERIMENTAL) != 0 ? 4 : 0;
    check.same("version", mine.version | experimental, theirs.version);
}

void comparePartitions(FieldCheck &check, const Frame &mine, const Frame &theirs)
{
    check.same("first_part_size", mine.first_part_size, theirs.first_part_size);
    check.same("first_part_header_bits", mine.first_part_header_bits,
               theirs.first_part_header_bits);
    check.same("coder_state.range", mine.coder_state.range, theirs.coder_state.range);
    check.same("coder_state.value", mine.coder_state.value, theirs.coder_state.value);
    check.same("coder_state.bit_count", mine.coder_state.bit_count, theirs.coder_state.bit_count);
    check.same("num_dct_parts", mine.num_dct_parts, theirs.num_dct_parts);
    for (std::size_t i = 0; i < theirs.num_dct_parts; ++i)
        check.same("dct_part_sizes", mine.dct_part_sizes[i], theirs.dct_part_sizes[i]);
}

void compareModes(FieldCheck &check, const Frame &mine, const Frame &theirs)
{
    const std::uint64_t flags = ~std::uint64_t{V4L2_VP8_FRAME_FLAG_EXPERIMENTAL};
    check.same("flags", static_cast<std::int64_t>(mine.flags & flags),
               static_cast<std::int64_t>(theirs.flags & flags));
    if ((theirs.flags & V4L2_VP8_FRAME_FLAG_MB_NO_SKIP_COEFF) != 0)
        check.same("prob_skip_false", mine.prob_skip_false, theirs.prob_skip_false);
    if (V4L2_VP8_FRAME_IS_KEY_FRAME(&theirs))
        return;
    check.same("prob_intra", mine.prob_intra, theirs.prob_intra);
    check.same("prob_last", mine.prob_last, theirs.prob_last);
    check.same("prob_gf", mine.prob_gf, theirs.prob_gf);
}

} // namespace

Result<void> compare(const Frame &control, const FrameHeader &header)
{
    FieldCheck check("V4L2_CID_STATELESS_VP8_FRAME");
    const Frame &expected = header.expected;
    compareSizes(check, control, expected);
    compareModes(check, control, expected);
    compareSegment(check, control.segment, expected.segment);
    compareLoopFilter(check, control.lf, expected.lf);
    compareQuantizer(check, control.quant, expected.quant);
    compareEntropy(check, control.entropy, expected.entropy, header.isKeyFrame());
    comparePartitions(check, control, expected);
    return check.result();
}

} // namespace weir::vpu::vp8
