// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/controls/vp8.h"

#include "decode/codec/vp8/probability_tables.h"
#include "decode/v4l2/controls/control_fields.h"
#include "decode/v4l2/controls/reference_timestamp.h"

namespace weir::vp8
{

namespace
{

v4l2_vp8_segment toKernel(const Segmentation &segmentation)
{
    v4l2_vp8_segment result{};
    copyArray(result.quant_update, segmentation.quantizer);
    copyArray(result.lf_update, segmentation.loopFilter);
    copyArray(result.segment_probs, segmentation.treeProbs);
    result.flags = flagIf(segmentation.enabled, V4L2_VP8_SEGMENT_FLAG_ENABLED)
        | flagIf(segmentation.updateMbSegmentationMap, V4L2_VP8_SEGMENT_FLAG_UPDATE_MAP)
        | flagIf(segmentation.updateSegmentFeatureData, V4L2_VP8_SEGMENT_FLAG_UPDATE_FEATURE_DATA)
        | flagIf(!segmentation.absoluteValues, V4L2_VP8_SEGMENT_FLAG_DELTA_VALUE_MODE);
    return result;
}

v4l2_vp8_loop_filter loopFilter(const FrameHeader &header)
{
    const LoopFilterDeltas &deltas = header.state.deltas;
    v4l2_vp8_loop_filter result{};
    copyArray(result.ref_frm_delta, deltas.refFrame);
    copyArray(result.mb_mode_delta, deltas.mbMode);
    result.sharpness_level = header.sharpnessLevel;
    result.level = header.loopFilterLevel;
    result.flags = flagIf(deltas.enabled, V4L2_VP8_LF_ADJ_ENABLE)
        | flagIf(deltas.update, V4L2_VP8_LF_DELTA_UPDATE)
        | flagIf(header.simpleFilter, V4L2_VP8_LF_FILTER_TYPE_SIMPLE);
    return result;
}

v4l2_vp8_quantization toKernel(const QuantIndices &quant)
{
    v4l2_vp8_quantization result{};
    result.y_ac_qi = quant.yAcQi;
    result.y_dc_delta = quant.yDcDelta;
    result.y2_dc_delta = quant.y2DcDelta;
    result.y2_ac_delta = quant.y2AcDelta;
    result.uv_dc_delta = quant.uvDcDelta;
    result.uv_ac_delta = quant.uvAcDelta;
    return result;
}

// The modes of key frames have constant probabilities (RFC 6386 11.2), which hantro takes from here
// like all others. Those of the state are for the frames that follow.
void fillEntropy(const FrameHeader &header, v4l2_vp8_entropy &result)
{
    const EntropyTables &entropy = header.state.entropy;
    const bool isKey = header.tag.keyFrame;
    copyArray(result.coeff_probs, entropy.coefficient);
    copyArray(result.y_mode_probs, isKey ? KeyFrameYModeProbabilities : entropy.yMode);
    copyArray(result.uv_mode_probs, isKey ? KeyFrameUvModeProbabilities : entropy.uvMode);
    copyArray(result.mv_probs, entropy.motion);
}

void fillPartitions(const FrameHeader &header, v4l2_ctrl_vp8_frame &result)
{
    result.coder_state = {.range = header.coder.range,
                          .value = header.coder.value,
                          .bit_count = header.coder.bitCount,
                          .padding = 0};
    result.num_dct_parts = static_cast<std::uint8_t>(header.dctPartitionCount);
    result.first_part_size = header.tag.firstPartSize;
    result.first_part_header_bits = header.headerBits;
    copyArray(result.dct_part_sizes, header.dctPartitionSizes);
}

std::uint32_t frameFlags(const FrameHeader &header)
{
    return flagIf(header.tag.keyFrame, V4L2_VP8_FRAME_FLAG_KEY_FRAME)
        | flagIf(header.tag.showFrame, V4L2_VP8_FRAME_FLAG_SHOW_FRAME)
        | flagIf(header.mbNoSkipCoeff, V4L2_VP8_FRAME_FLAG_MB_NO_SKIP_COEFF)
        | flagIf(header.signBiasGolden, V4L2_VP8_FRAME_FLAG_SIGN_BIAS_GOLDEN)
        | flagIf(header.signBiasAlternate, V4L2_VP8_FRAME_FLAG_SIGN_BIAS_ALT);
}

} // namespace

void toKernel(const Vp8Job &job, v4l2_ctrl_vp8_frame &result)
{
    const FrameHeader &header = *job.header;
    result = {};
    result.segment = toKernel(header.state.segmentation);
    result.lf = loopFilter(header);
    result.quant = toKernel(header.quant);
    fillEntropy(header, result.entropy);
    fillPartitions(header, result);
    result.width = header.state.width;
    result.height = header.state.height;
    result.horizontal_scale = header.state.horizontalScale;
    result.vertical_scale = header.state.verticalScale;
    result.version = header.tag.version;
    result.prob_skip_false = header.probSkipFalse;
    result.prob_intra = header.probIntra;
    result.prob_last = header.probLast;
    result.prob_gf = header.probGolden;
    result.last_frame_ts = referenceTimestamp(job.last);
    result.golden_frame_ts = referenceTimestamp(job.golden);
    result.alt_frame_ts = referenceTimestamp(job.alternate);
    result.flags = frameFlags(header);
}

} // namespace weir::vp8
