// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/frame_header.h"

#include "tests/vpu/codecs/av1/field_writer.h"
#include "tests/vpu/codecs/av1/film_grain.h"
#include "tests/vpu/codecs/av1/filters.h"
#include "tests/vpu/codecs/av1/frame_size.h"
#include "tests/vpu/codecs/av1/quantisation.h"
#include "tests/vpu/codecs/av1/tile_info.h"

namespace weir::vpu::av1
{

namespace
{

// Everything up to error_resilient_mode.
void writeKind(FieldWriter &writer, const Controls &controls)
{
    const bool shown = controls.frameHas(V4L2_AV1_FRAME_FLAG_SHOW_FRAME);
    const bool showable = controls.frameHas(V4L2_AV1_FRAME_FLAG_SHOWABLE_FRAME);
    const auto type = static_cast<unsigned>(controls.frame.frame_type);
    writer.flag(false); // show_existing_frame
    writer.demand(type <= V4L2_AV1_SWITCH_FRAME, "frame.frame_type", "is unknown");
    writer.f(type, 2, "frame.frame_type");
    writer.flag(shown);
    if (shown)
        writer.demand(showable == !controls.isKey(), "frame.flags SHOWABLE_FRAME",
                      "contradicts SHOW_FRAME and frame_type");
    else
        writer.flag(showable);
    if (controls.isSwitch() || controls.isShownKey())
        writer.demand(controls.isErrorResilient(), "frame.flags ERROR_RESILIENT_MODE",
                      "is clear in a shown key frame or a switch frame");
    else
        writer.flag(controls.isErrorResilient());
}

void writeScreenContent(FieldWriter &writer, const Controls &controls)
{
    const bool screen = controls.frameHas(V4L2_AV1_FRAME_FLAG_ALLOW_SCREEN_CONTENT_TOOLS);
    const bool integer = controls.frameHas(V4L2_AV1_FRAME_FLAG_FORCE_INTEGER_MV);
    writer.flag(screen);
    // In an intra frame the variable may be 1 without the syntax element.
    writer.flagIf(screen, integer && (screen || !controls.isIntra()),
                  "frame.flags FORCE_INTEGER_MV");
}

void writePrimaryReference(FieldWriter &writer, const Controls &controls)
{
    const std::uint8_t primary = controls.frame.primary_ref_frame;
    if (controls.isIntra() || controls.isErrorResilient())
        writer.demand(primary == NoPrimaryReference, "frame.primary_ref_frame",
                      "is not 7 in an intra or error resilient frame");
    else
        writer.f(primary, 3, "frame.primary_ref_frame");
}

// refresh_frame_flags and, for error resilient frames, the order hints of libdav1d's slots, which
// it reads over: what it has there is what was decoded.
void writeRefresh(FieldWriter &writer, const Controls &controls, const ReferencePlan &plan)
{
    if (controls.isShownKey() || controls.isSwitch())
        writer.demand(controls.frame.refresh_frame_flags == AllSlots, "frame.refresh_frame_flags",
                      "is not 0xff in a shown key frame or a switch frame");
    else
        writer.f(plan.refresh, 8, "frame.refresh_frame_flags");
    if ((controls.isIntra() && plan.refresh == AllSlots) || !controls.isErrorResilient()
        || !controls.hasOrderHints())
        return;
    for (unsigned i = 0; i < SlotCount; ++i)
        writer.f(0, controls.sequence.order_hint_bits, "ref_order_hint");
}

// The control's order hints are those of the named buffers' frames.
void demandOrderHints(FieldWriter &writer, const Controls &controls, const ReferencePlan &plan)
{
    for (unsigned i = 0; i < ReferencesPerFrame; ++i)
        writer.demand(!controls.hasOrderHints() || !plan.exact.at(i)
                          || controls.frame.order_hints[i + 1] == plan.orderHints.at(i),
                      "frame.order_hints", "is not what the reference was decoded with");
}

void writeIntraPart(FieldWriter &writer, const Controls &controls)
{
    writeFrameSize(writer, controls);
    const bool scaled = controls.frame.upscaled_width != controls.frame.frame_width_minus_1 + 1;
    writer.flagIf(controls.frameHas(V4L2_AV1_FRAME_FLAG_ALLOW_SCREEN_CONTENT_TOOLS) && !scaled,
                  controls.allowsIntraBlockCopy(), "frame.flags ALLOW_INTRABC");
    constexpr std::uint32_t InterOnly
        = V4L2_AV1_FRAME_FLAG_ALLOW_HIGH_PRECISION_MV | V4L2_AV1_FRAME_FLAG_USE_REF_FRAME_MVS;
    writer.demand(!controls.frameHas(InterOnly), "frame.flags",
                  "has a tool of inter frames in an intra frame");
}

void writeInterpolation(FieldWriter &writer, const Controls &controls)
{
    const auto filter = static_cast<unsigned>(controls.frame.interpolation_filter);
    const bool switchable = filter == V4L2_AV1_INTERPOLATION_FILTER_SWITCHABLE;
    writer.flag(switchable);
    if (!switchable)
        writer.f(filter, 2, "frame.interpolation_filter");
}

void writeInterPart(FieldWriter &writer, const Controls &controls, const ReferencePlan &plan)
{
    if (controls.hasOrderHints())
        writer.flag(false); // frame_refs_short_signaling: the indices say all
    for (const std::uint8_t slot : plan.slots)
        writer.f(slot, 3, "ref_frame_idx");
    writeFrameSize(writer, controls);
    writer.flagIf(!controls.frameHas(V4L2_AV1_FRAME_FLAG_FORCE_INTEGER_MV),
                  controls.frameHas(V4L2_AV1_FRAME_FLAG_ALLOW_HIGH_PRECISION_MV),
                  "frame.flags ALLOW_HIGH_PRECISION_MV");
    writeInterpolation(writer, controls);
    writer.flag(controls.frameHas(V4L2_AV1_FRAME_FLAG_IS_MOTION_MODE_SWITCHABLE));
    writer.flagIf(!controls.isErrorResilient()
                      && controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_ENABLE_REF_FRAME_MVS),
                  controls.frameHas(V4L2_AV1_FRAME_FLAG_USE_REF_FRAME_MVS),
                  "frame.flags USE_REF_FRAME_MVS");
    writer.demand(!controls.allowsIntraBlockCopy(), "frame.flags ALLOW_INTRABC",
                  "is set in an inter frame");
    demandOrderHints(writer, controls, plan);
}

void writeCdfUpdate(FieldWriter &writer, const Controls &controls)
{
    const bool kept = controls.frameHas(V4L2_AV1_FRAME_FLAG_DISABLE_FRAME_END_UPDATE_CDF);
    if (controls.frameHas(V4L2_AV1_FRAME_FLAG_DISABLE_CDF_UPDATE))
        writer.demand(kept, "frame.flags DISABLE_FRAME_END_UPDATE_CDF",
                      "is clear although DISABLE_CDF_UPDATE is set");
    else
        writer.flag(kept);
}

// read_tx_mode() of 5.9.21.
void writeTxMode(FieldWriter &writer, const Controls &controls, bool codedLossless)
{
    const auto mode = static_cast<unsigned>(controls.frame.tx_mode);
    constexpr auto Field = "frame.tx_mode";
    if (codedLossless) {
        writer.demand(mode == V4L2_AV1_TX_MODE_ONLY_4X4, Field, "is not ONLY_4X4 without loss");
        return;
    }
    writer.demand(mode == V4L2_AV1_TX_MODE_LARGEST || mode == V4L2_AV1_TX_MODE_SELECT, Field,
                  "is neither LARGEST nor SELECT");
    writer.flag(mode == V4L2_AV1_TX_MODE_SELECT);
}

// frame_reference_mode() and skip_mode_params() (5.9.23, 5.9.22).
void writeCompound(FieldWriter &writer, const Controls &controls, const ReferencePlan &plan)
{
    writer.flagIf(!controls.isIntra(), controls.frameHas(V4L2_AV1_FRAME_FLAG_REFERENCE_SELECT),
                  "frame.flags REFERENCE_SELECT");
    const SkipMode skipMode = deriveSkipMode(controls, plan.orderHints);
    const bool present = controls.frameHas(V4L2_AV1_FRAME_FLAG_SKIP_MODE_PRESENT);
    writer.demand(controls.frameHas(V4L2_AV1_FRAME_FLAG_SKIP_MODE_ALLOWED) == skipMode.allowed,
                  "frame.flags SKIP_MODE_ALLOWED", "does not follow from the order hints");
    writer.flagIf(skipMode.allowed, present, "frame.flags SKIP_MODE_PRESENT");
    writer.demand(!present
                      || (controls.frame.skip_mode_frame[0] == skipMode.frames[0]
                          && controls.frame.skip_mode_frame[1] == skipMode.frames[1]),
                  "frame.skip_mode_frame", "does not follow from the order hints");
}

void writeTail(FieldWriter &writer, const Controls &controls, const ReferencePlan &plan)
{
    const bool codedLossless = isCodedLossless(controls);
    const bool allLossless
        = codedLossless && controls.frame.upscaled_width == controls.frame.frame_width_minus_1 + 1;
    writeLoopFilter(writer, controls, codedLossless);
    writeCdef(writer, controls, codedLossless);
    writeLoopRestoration(writer, controls, allLossless);
    writeTxMode(writer, controls, codedLossless);
    writeCompound(writer, controls, plan);
    writer.flagIf(!controls.isIntra() && !controls.isErrorResilient()
                      && controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_ENABLE_WARPED_MOTION),
                  controls.frameHas(V4L2_AV1_FRAME_FLAG_ALLOW_WARPED_MOTION),
                  "frame.flags ALLOW_WARPED_MOTION");
    writer.flag(controls.frameHas(V4L2_AV1_FRAME_FLAG_REDUCED_TX_SET));
    writeGlobalMotion(writer, controls, plan.previousMotion);
    writeFilmGrain(writer, controls);
}

} // namespace

Result<std::vector<std::uint8_t>> writeFrameHeader(const Controls &controls,
                                                   const ReferencePlan &plan)
{
    FieldWriter writer;
    writeKind(writer, controls);
    writer.flag(controls.frameHas(V4L2_AV1_FRAME_FLAG_DISABLE_CDF_UPDATE));
    writeScreenContent(writer, controls);
    if (!controls.isSwitch())
        writer.flag(overridesFrameSize(controls));
    writer.f(controls.frame.order_hint, controls.sequence.order_hint_bits, "frame.order_hint");
    writePrimaryReference(writer, controls);
    writeRefresh(writer, controls, plan);
    if (controls.isIntra())
        writeIntraPart(writer, controls);
    else
        writeInterPart(writer, controls, plan);
    writeCdfUpdate(writer, controls);
    writeTileInfo(writer, controls);
    writeQuantisation(writer, controls);
    writeSegmentation(writer, controls);
    writeDeltaParams(writer, controls);
    writeTail(writer, controls, plan);
    return std::move(writer).finish();
}

} // namespace weir::vpu::av1
