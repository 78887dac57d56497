// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/vp9/compare.h"

#include "tests/vpu/codecs/field_check.h"

namespace weir::vpu::vp9
{

namespace
{

using Frame = v4l2_ctrl_vp9_frame;

void compareLoopFilter(FieldCheck &check, const v4l2_vp9_loop_filter &mine,
                       const v4l2_vp9_loop_filter &theirs)
{
    const int enabled = V4L2_VP9_LOOP_FILTER_FLAG_DELTA_ENABLED;
    check.same("lf.level", mine.level, theirs.level);
    check.same("lf.sharpness", mine.sharpness, theirs.sharpness);
    check.same("lf.flags DELTA_ENABLED", mine.flags & enabled, theirs.flags & enabled);
    if ((theirs.flags & enabled) == 0)
        return;
    check.same("lf.flags", mine.flags, theirs.flags);
    check.sameArray("lf.ref_deltas", mine.ref_deltas, theirs.ref_deltas);
    check.sameArray("lf.mode_deltas", mine.mode_deltas, theirs.mode_deltas);
}

void compareQuantization(FieldCheck &check, const v4l2_vp9_quantization &mine,
                         const v4l2_vp9_quantization &theirs)
{
    check.same("quant.base_q_idx", mine.base_q_idx, theirs.base_q_idx);
    check.same("quant.delta_q_y_dc", mine.delta_q_y_dc, theirs.delta_q_y_dc);
    check.same("quant.delta_q_uv_dc", mine.delta_q_uv_dc, theirs.delta_q_uv_dc);
    check.same("quant.delta_q_uv_ac", mine.delta_q_uv_ac, theirs.delta_q_uv_ac);
}

void compareSegmentation(FieldCheck &check, const v4l2_vp9_segmentation &mine,
                         const v4l2_vp9_segmentation &theirs)
{
    const int enabled = V4L2_VP9_SEGMENTATION_FLAG_ENABLED;
    const int temporal = V4L2_VP9_SEGMENTATION_FLAG_TEMPORAL_UPDATE;
    check.same("seg.flags ENABLED", mine.flags & enabled, theirs.flags & enabled);
    if ((theirs.flags & enabled) == 0)
        return; // nothing of it is read
    check.same("seg.flags", mine.flags & ~temporal, theirs.flags & ~temporal);
    check.sameArray("seg.feature_enabled", mine.feature_enabled, theirs.feature_enabled);
    check.sameArray("seg.feature_data", mine.feature_data, theirs.feature_data);
    if ((theirs.flags & V4L2_VP9_SEGMENTATION_FLAG_UPDATE_MAP) == 0)
        return; // the map before stays: no probability is read
    check.same("seg.flags TEMPORAL_UPDATE", mine.flags & temporal, theirs.flags & temporal);
    check.sameArray("seg.tree_probs", mine.tree_probs, theirs.tree_probs);
    if ((theirs.flags & temporal) != 0)
        check.sameArray("seg.pred_probs", mine.pred_probs, theirs.pred_probs);
}

void compareSizes(FieldCheck &check, const Frame &mine, const Frame &theirs)
{
    check.same("frame_width_minus_1", mine.frame_width_minus_1, theirs.frame_width_minus_1);
    check.same("frame_height_minus_1", mine.frame_height_minus_1, theirs.frame_height_minus_1);
    check.same("render_width_minus_1", mine.render_width_minus_1, theirs.render_width_minus_1);
    check.same("render_height_minus_1", mine.render_height_minus_1, theirs.render_height_minus_1);
    check.same("uncompressed_header_size", mine.uncompressed_header_size,
               theirs.uncompressed_header_size);
    check.same("compressed_header_size", mine.compressed_header_size,
               theirs.compressed_header_size);
    check.same("tile_cols_log2", mine.tile_cols_log2, theirs.tile_cols_log2);
    check.same("tile_rows_log2", mine.tile_rows_log2, theirs.tile_rows_log2);
    check.same("profile", mine.profile, theirs.profile);
    check.same("bit_depth", mine.bit_depth, theirs.bit_depth);
}

// The index counts only where the specification does not set it to 0 (7.2): when nothing is reset,
// and for the reset of one context.
void compareContext(FieldCheck &check, const Frame &mine, const UncompressedHeader &header)
{
    const Frame &theirs = header.expected;
    check.same("reset_frame_context", mine.reset_frame_context, theirs.reset_frame_context);
    const bool isReset = header.isIntra() || header.isErrorResilient();
    if (!isReset || theirs.reset_frame_context == V4L2_VP9_RESET_FRAME_CTX_SPEC)
        check.same("frame_context_idx", mine.frame_context_idx, theirs.frame_context_idx);
}

} // namespace

Result<void> compare(const Frame &control, const UncompressedHeader &header)
{
    FieldCheck check("V4L2_CID_STATELESS_VP9_FRAME");
    const Frame &expected = header.expected;
    check.same("flags", control.flags, expected.flags);
    compareSizes(check, control, expected);
    compareContext(check, control, header);
    compareLoopFilter(check, control.lf, expected.lf);
    compareQuantization(check, control.quant, expected.quant);
    compareSegmentation(check, control.seg, expected.seg);
    if (!header.isIntra()) {
        check.same("ref_frame_sign_bias", control.ref_frame_sign_bias,
                   expected.ref_frame_sign_bias);
        check.same("interpolation_filter", control.interpolation_filter,
                   expected.interpolation_filter);
    }
    return check.result();
}

Result<void> compare(const v4l2_ctrl_vp9_compressed_hdr &control, const CompressedHeader &header)
{
    FieldCheck check("V4L2_CID_STATELESS_VP9_COMPRESSED_HDR");
    const auto &expected = header.expected;
    check.same("tx_mode", control.tx_mode, expected.tx_mode);
    check.sameArray("tx8", control.tx8, expected.tx8);
    check.sameArray("tx16", control.tx16, expected.tx16);
    check.sameArray("tx32", control.tx32, expected.tx32);
    check.sameArray("coef", control.coef, expected.coef);
    check.sameArray("skip", control.skip, expected.skip);
    check.sameArray("inter_mode", control.inter_mode, expected.inter_mode);
    check.sameArray("interp_filter", control.interp_filter, expected.interp_filter);
    check.sameArray("is_inter", control.is_inter, expected.is_inter);
    check.sameArray("comp_mode", control.comp_mode, expected.comp_mode);
    check.sameArray("single_ref", control.single_ref, expected.single_ref);
    check.sameArray("comp_ref", control.comp_ref, expected.comp_ref);
    check.sameArray("y_mode", control.y_mode, expected.y_mode);
    // uv_mode: no syntax changes these probabilities, so clients put there what they like.
    check.sameArray("partition", control.partition, expected.partition);
    check.sameArray("mv.joint", control.mv.joint, expected.mv.joint);
    check.sameArray("mv.sign", control.mv.sign, expected.mv.sign);
    check.sameArray("mv.classes", control.mv.classes, expected.mv.classes);
    check.sameArray("mv.class0_bit", control.mv.class0_bit, expected.mv.class0_bit);
    check.sameArray("mv.bits", control.mv.bits, expected.mv.bits);
    check.sameArray("mv.class0_fr", control.mv.class0_fr, expected.mv.class0_fr);
    check.sameArray("mv.fr", control.mv.fr, expected.mv.fr);
    check.sameArray("mv.class0_hp", control.mv.class0_hp, expected.mv.class0_hp);
    check.sameArray("mv.hp", control.mv.hp, expected.mv.hp);
    return check.result();
}

} // namespace weir::vpu::vp9
