// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/controls/vp9.h"

#include <linux/videodev2.h>

#include "decode/v4l2/controls/control_fields.h"
#include "decode/v4l2/controls/reference_timestamp.h"

namespace weir::vp9
{

namespace
{

v4l2_vp9_loop_filter toKernel(const LoopFilterParams &params)
{
    v4l2_vp9_loop_filter result{};
    copyArray(result.ref_deltas, params.refDeltas);
    copyArray(result.mode_deltas, params.modeDeltas);
    result.level = params.level;
    result.sharpness = params.sharpness;
    result.flags = static_cast<std::uint8_t>(
        flagIf(params.deltaEnabled, V4L2_VP9_LOOP_FILTER_FLAG_DELTA_ENABLED)
        | flagIf(params.deltaUpdate, V4L2_VP9_LOOP_FILTER_FLAG_DELTA_UPDATE));
    return result;
}

v4l2_vp9_quantization toKernel(const QuantizationParams &params)
{
    v4l2_vp9_quantization result{};
    result.base_q_idx = params.baseQIdx;
    result.delta_q_y_dc = params.deltaQYDc;
    result.delta_q_uv_dc = params.deltaQUvDc;
    result.delta_q_uv_ac = params.deltaQUvAc;
    return result;
}

v4l2_vp9_segmentation toKernel(const SegmentationParams &params)
{
    v4l2_vp9_segmentation result{};
    copyArray(result.feature_data, params.featureData);
    for (std::size_t segment = 0; segment < MaxSegments; ++segment) {
        std::uint32_t enabled = 0;
        for (std::size_t i = 0; i < SegLvlMax; ++i)
            enabled |= flagIf(params.featureEnabled.at(segment).at(i), 1U << i);
        result.feature_enabled[segment] = static_cast<std::uint8_t>(enabled);
    }
    copyArray(result.tree_probs, params.treeProbs);
    copyArray(result.pred_probs, params.predProbs);
    result.flags = static_cast<std::uint8_t>(
        flagIf(params.enabled, V4L2_VP9_SEGMENTATION_FLAG_ENABLED)
        | flagIf(params.updateMap, V4L2_VP9_SEGMENTATION_FLAG_UPDATE_MAP)
        | flagIf(params.temporalUpdate, V4L2_VP9_SEGMENTATION_FLAG_TEMPORAL_UPDATE)
        | flagIf(params.updateData, V4L2_VP9_SEGMENTATION_FLAG_UPDATE_DATA)
        | flagIf(params.absOrDeltaUpdate, V4L2_VP9_SEGMENTATION_FLAG_ABS_OR_DELTA_UPDATE));
    return result;
}

std::uint32_t flagsOf(const FrameHeader &header)
{
    return flagIf(header.isKeyFrame, V4L2_VP9_FRAME_FLAG_KEY_FRAME)
        | flagIf(header.showFrame, V4L2_VP9_FRAME_FLAG_SHOW_FRAME)
        | flagIf(header.errorResilientMode, V4L2_VP9_FRAME_FLAG_ERROR_RESILIENT)
        | flagIf(header.intraOnly, V4L2_VP9_FRAME_FLAG_INTRA_ONLY)
        | flagIf(header.allowHighPrecisionMv, V4L2_VP9_FRAME_FLAG_ALLOW_HIGH_PREC_MV)
        | flagIf(header.refreshFrameContext, V4L2_VP9_FRAME_FLAG_REFRESH_FRAME_CTX)
        | flagIf(header.frameParallelDecodingMode, V4L2_VP9_FRAME_FLAG_PARALLEL_DEC_MODE)
        | flagIf(header.color.subsamplingX, V4L2_VP9_FRAME_FLAG_X_SUBSAMPLING)
        | flagIf(header.color.subsamplingY, V4L2_VP9_FRAME_FLAG_Y_SUBSAMPLING)
        | flagIf(header.color.fullRange, V4L2_VP9_FRAME_FLAG_COLOR_RANGE_FULL_SWING);
}

// The kernel does not count as the bitstream does, where 0 and 1 mean the same.
std::uint8_t toKernel(ResetFrameContext reset)
{
    switch (reset) {
    case ResetFrameContext::None:
    case ResetFrameContext::NoneToo:
        break;
    case ResetFrameContext::Single:
        return V4L2_VP9_RESET_FRAME_CTX_SPEC;
    case ResetFrameContext::All:
        return V4L2_VP9_RESET_FRAME_CTX_ALL;
    }
    return V4L2_VP9_RESET_FRAME_CTX_NONE;
}

// Nor does it number the filters as the bitstream does.
std::uint8_t toKernel(InterpFilter filter)
{
    switch (filter) {
    case InterpFilter::EightTapSmooth:
        return V4L2_VP9_INTERP_FILTER_EIGHTTAP_SMOOTH;
    case InterpFilter::EightTap:
        return V4L2_VP9_INTERP_FILTER_EIGHTTAP;
    case InterpFilter::EightTapSharp:
        return V4L2_VP9_INTERP_FILTER_EIGHTTAP_SHARP;
    case InterpFilter::Bilinear:
        return V4L2_VP9_INTERP_FILTER_BILINEAR;
    case InterpFilter::Switchable:
        break;
    }
    return V4L2_VP9_INTERP_FILTER_SWITCHABLE;
}

std::uint16_t minusOne(std::int32_t extent)
{
    return static_cast<std::uint16_t>(extent - 1);
}

void fillReferences(v4l2_ctrl_vp9_frame &frame, const FrameHeader &header,
                    std::span<const FrameId, RefsPerFrame> references)
{
    frame.last_frame_ts = referenceTimestamp(references[0]);
    frame.golden_frame_ts = referenceTimestamp(references[1]);
    frame.alt_frame_ts = referenceTimestamp(references[2]);
    frame.ref_frame_sign_bias
        = static_cast<std::uint8_t>(flagIf(header.refFrameSignBias[0], V4L2_VP9_SIGN_BIAS_LAST)
                                    | flagIf(header.refFrameSignBias[1], V4L2_VP9_SIGN_BIAS_GOLDEN)
                                    | flagIf(header.refFrameSignBias[2], V4L2_VP9_SIGN_BIAS_ALT));
    frame.interpolation_filter = toKernel(header.interpolationFilter);
}

} // namespace

v4l2_ctrl_vp9_frame toKernel(const FrameHeader &header, ReferenceMode referenceMode,
                             std::span<const FrameId, RefsPerFrame> references)
{
    v4l2_ctrl_vp9_frame result{};
    result.lf = toKernel(header.loopFilter);
    result.quant = toKernel(header.quantization);
    result.seg = toKernel(header.segmentation);
    result.flags = flagsOf(header);
    result.compressed_header_size = header.compressedHeaderBytes;
    result.uncompressed_header_size = header.uncompressedHeaderBytes;
    result.frame_width_minus_1 = minusOne(header.size.width);
    result.frame_height_minus_1 = minusOne(header.size.height);
    result.render_width_minus_1 = minusOne(header.renderSize.width);
    result.render_height_minus_1 = minusOne(header.renderSize.height);
    if (!header.isIntra())
        fillReferences(result, header, references);
    result.reset_frame_context = toKernel(header.resetFrameContext);
    result.frame_context_idx = header.frameContextIdx;
    result.profile = header.profile;
    result.bit_depth = header.color.bitDepth;
    result.tile_cols_log2 = header.tileColsLog2;
    result.tile_rows_log2 = header.tileRowsLog2;
    result.reference_mode = static_cast<std::uint8_t>(referenceMode);
    return result;
}

v4l2_ctrl_vp9_compressed_hdr toKernel(const CompressedHeader &header)
{
    v4l2_ctrl_vp9_compressed_hdr result{}; // uv_mode stays 0: no syntax changes it
    result.tx_mode = static_cast<std::uint8_t>(header.txMode);
    copyArray(result.tx8, header.tx8);
    copyArray(result.tx16, header.tx16);
    copyArray(result.tx32, header.tx32);
    copyArray(result.coef, header.coef);
    copyArray(result.skip, header.skip);
    copyArray(result.inter_mode, header.interMode);
    copyArray(result.interp_filter, header.interpFilter);
    copyArray(result.is_inter, header.isInter);
    copyArray(result.comp_mode, header.compMode);
    copyArray(result.single_ref, header.singleRef);
    copyArray(result.comp_ref, header.compRef);
    copyArray(result.y_mode, header.yMode);
    copyArray(result.partition, header.partition);
    copyArray(result.mv.joint, header.mv.joint);
    copyArray(result.mv.sign, header.mv.sign);
    copyArray(result.mv.classes, header.mv.classes);
    copyArray(result.mv.class0_bit, header.mv.class0Bit);
    copyArray(result.mv.bits, header.mv.bits);
    copyArray(result.mv.class0_fr, header.mv.class0Fr);
    copyArray(result.mv.fr, header.mv.fr);
    copyArray(result.mv.class0_hp, header.mv.class0Hp);
    copyArray(result.mv.hp, header.mv.hp);
    return result;
}

} // namespace weir::vp9
