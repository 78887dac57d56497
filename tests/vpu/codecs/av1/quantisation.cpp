// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/quantisation.h"

#include <algorithm>

namespace weir::vpu::av1
{

namespace
{

void writeDelta(FieldWriter &writer, std::int8_t delta, std::string_view field)
{
    writer.flag(delta != 0);
    if (delta != 0)
        writer.su(delta, 7, field);
}

void writeChromaDeltas(FieldWriter &writer, const Controls &controls)
{
    const v4l2_av1_quantization &quantisation = controls.frame.quantization;
    const bool apart = (quantisation.flags & V4L2_AV1_QUANTIZATION_FLAG_DIFF_UV_DELTA) != 0;
    writer.flagIf(controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_SEPARATE_UV_DELTA_Q), apart,
                  "frame.quantization.flags DIFF_UV_DELTA");
    writeDelta(writer, quantisation.delta_q_u_dc, "frame.quantization.delta_q_u_dc");
    writeDelta(writer, quantisation.delta_q_u_ac, "frame.quantization.delta_q_u_ac");
    if (apart) {
        writeDelta(writer, quantisation.delta_q_v_dc, "frame.quantization.delta_q_v_dc");
        writeDelta(writer, quantisation.delta_q_v_ac, "frame.quantization.delta_q_v_ac");
        return;
    }
    constexpr auto Why = "is not U's without DIFF_UV_DELTA";
    writer.demand(quantisation.delta_q_v_dc == quantisation.delta_q_u_dc,
                  "frame.quantization.delta_q_v_dc", Why);
    writer.demand(quantisation.delta_q_v_ac == quantisation.delta_q_u_ac,
                  "frame.quantization.delta_q_v_ac", Why);
}

void writeMatrixLevels(FieldWriter &writer, const Controls &controls)
{
    const v4l2_av1_quantization &quantisation = controls.frame.quantization;
    writer.f(quantisation.qm_y, 4, "frame.quantization.qm_y");
    writer.f(quantisation.qm_u, 4, "frame.quantization.qm_u");
    if (controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_SEPARATE_UV_DELTA_Q))
        writer.f(quantisation.qm_v, 4, "frame.quantization.qm_v");
    else
        writer.demand(quantisation.qm_v == quantisation.qm_u, "frame.quantization.qm_v",
                      "is not U's without SEPARATE_UV_DELTA_Q");
}

bool isSegmented(const Controls &controls)
{
    return (controls.frame.segmentation.flags & V4L2_AV1_SEGMENTATION_FLAG_ENABLED) != 0;
}

bool hasFeature(const Controls &controls, unsigned segment, unsigned feature)
{
    return (controls.frame.segmentation.feature_enabled[segment] >> feature & 1U) != 0;
}

// All features of all segments, whether the file's header repeated them or not: a device works
// from these values (tables of 5.9.14).
void writeFeatures(FieldWriter &writer, const Controls &controls)
{
    constexpr unsigned Bits[V4L2_AV1_SEG_LVL_MAX] = {8, 6, 6, 6, 6, 3, 0, 0};
    constexpr auto Field = "frame.segmentation.feature_data";
    for (unsigned segment = 0; segment < V4L2_AV1_MAX_SEGMENTS; ++segment) {
        for (unsigned feature = 0; feature < V4L2_AV1_SEG_LVL_MAX; ++feature) {
            const bool enabled = hasFeature(controls, segment, feature);
            writer.flag(enabled);
            if (!enabled)
                continue;
            const std::int16_t value = controls.frame.segmentation.feature_data[segment][feature];
            if (feature < V4L2_AV1_SEG_LVL_REF_FRAME)
                writer.su(value, 1 + Bits[feature], Field);
            else
                writer.f(static_cast<std::uint16_t>(value), Bits[feature], Field);
        }
    }
}

// SegIdPreSkip and LastActiveSegId follow from the features.
void demandDerived(FieldWriter &writer, const Controls &controls)
{
    unsigned last = 0;
    bool preSkip = false;
    for (unsigned segment = 0; segment < V4L2_AV1_MAX_SEGMENTS; ++segment) {
        const unsigned features = controls.frame.segmentation.feature_enabled[segment];
        if (features != 0)
            last = segment;
        preSkip = preSkip || features >> V4L2_AV1_SEG_LVL_REF_FRAME != 0;
    }
    constexpr auto Why = "does not follow from the features";
    const v4l2_av1_segmentation &segmentation = controls.frame.segmentation;
    writer.demand(segmentation.last_active_seg_id == last, "frame.segmentation.last_active_seg_id",
                  Why);
    writer.demand(((segmentation.flags & V4L2_AV1_SEGMENTATION_FLAG_SEG_ID_PRE_SKIP) != 0)
                      == preSkip,
                  "frame.segmentation.flags SEG_ID_PRE_SKIP", Why);
}

} // namespace

void writeQuantisation(FieldWriter &writer, const Controls &controls)
{
    const v4l2_av1_quantization &quantisation = controls.frame.quantization;
    const bool matrices = (quantisation.flags & V4L2_AV1_QUANTIZATION_FLAG_USING_QMATRIX) != 0;
    writer.f(quantisation.base_q_idx, 8, "frame.quantization.base_q_idx");
    writeDelta(writer, quantisation.delta_q_y_dc, "frame.quantization.delta_q_y_dc");
    if (!controls.isMonochrome())
        writeChromaDeltas(writer, controls);
    writer.flag(matrices);
    if (matrices)
        writeMatrixLevels(writer, controls);
}

void writeSegmentation(FieldWriter &writer, const Controls &controls)
{
    const std::uint8_t flags = controls.frame.segmentation.flags;
    writer.flag(isSegmented(controls));
    if (!isSegmented(controls))
        return;
    const bool updatesMap = (flags & V4L2_AV1_SEGMENTATION_FLAG_UPDATE_MAP) != 0;
    const bool temporal = (flags & V4L2_AV1_SEGMENTATION_FLAG_TEMPORAL_UPDATE) != 0;
    constexpr auto TemporalField = "frame.segmentation.flags TEMPORAL_UPDATE";
    if (controls.frame.primary_ref_frame == NoPrimaryReference) {
        writer.demand(updatesMap, "frame.segmentation.flags UPDATE_MAP",
                      "is clear without a primary reference");
        writer.flagIf(false, temporal, TemporalField);
    } else {
        writer.flag(updatesMap);
        writer.flagIf(updatesMap, temporal, TemporalField);
        writer.flag(true); // segmentation_update_data
    }
    writeFeatures(writer, controls);
    demandDerived(writer, controls);
}

void writeDeltaParams(FieldWriter &writer, const Controls &controls)
{
    const v4l2_av1_quantization &quantisation = controls.frame.quantization;
    const v4l2_av1_loop_filter &filter = controls.frame.loop_filter;
    const bool deltaQ = (quantisation.flags & V4L2_AV1_QUANTIZATION_FLAG_DELTA_Q_PRESENT) != 0;
    const bool deltaFilter = (filter.flags & V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_PRESENT) != 0;
    writer.flagIf(quantisation.base_q_idx > 0, deltaQ, "frame.quantization.flags DELTA_Q_PRESENT");
    if (deltaQ)
        writer.f(quantisation.delta_q_res, 2, "frame.quantization.delta_q_res");
    writer.flagIf(deltaQ && !controls.allowsIntraBlockCopy(), deltaFilter,
                  "frame.loop_filter.flags DELTA_LF_PRESENT");
    if (!deltaFilter)
        return;
    writer.f(filter.delta_lf_res, 2, "frame.loop_filter.delta_lf_res");
    writer.flag((filter.flags & V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_MULTI) != 0);
}

bool isCodedLossless(const Controls &controls)
{
    const v4l2_av1_quantization &quantisation = controls.frame.quantization;
    if (quantisation.delta_q_y_dc != 0 || quantisation.delta_q_u_dc != 0
        || quantisation.delta_q_u_ac != 0 || quantisation.delta_q_v_dc != 0
        || quantisation.delta_q_v_ac != 0)
        return false;
    for (unsigned segment = 0; segment < V4L2_AV1_MAX_SEGMENTS; ++segment) {
        int index = quantisation.base_q_idx; // get_qidx(1, segment), 7.12.2
        if (isSegmented(controls) && hasFeature(controls, segment, V4L2_AV1_SEG_LVL_ALT_Q))
            index += controls.frame.segmentation.feature_data[segment][V4L2_AV1_SEG_LVL_ALT_Q];
        if (std::clamp(index, 0, 255) != 0)
            return false;
    }
    return true;
}

} // namespace weir::vpu::av1
