// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/frame_size.h"

#include "tests/vpu/codecs/av1/sequence_header.h"

namespace weir::vpu::av1
{

namespace
{

constexpr std::uint32_t ScaleNumerator = 8; // SUPERRES_NUM
constexpr std::uint32_t SmallestDenominator = 9; // SUPERRES_DENOM_MIN

// superres_params(), 5.9.8: FrameWidth follows from UpscaledWidth.
void writeSuperres(FieldWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_av1_frame &frame = controls.frame;
    const bool scaled = controls.frameHas(V4L2_AV1_FRAME_FLAG_USE_SUPERRES);
    writer.flagIf(controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_ENABLE_SUPERRES), scaled,
                  "frame.flags USE_SUPERRES");
    std::uint32_t denominator = ScaleNumerator;
    if (scaled) {
        denominator = frame.superres_denom;
        writer.demand(denominator >= SmallestDenominator, "frame.superres_denom", "is too small");
        writer.f(denominator - SmallestDenominator, 3, "frame.superres_denom");
    }
    const std::uint32_t coded
        = (frame.upscaled_width * ScaleNumerator + denominator / 2) / denominator;
    writer.demand(frame.frame_width_minus_1 + 1 == coded, "frame.frame_width_minus_1",
                  "does not follow from upscaled_width and superres_denom");
}

void writeRenderSize(FieldWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_av1_frame &frame = controls.frame;
    const bool differs = frame.render_width_minus_1 + 1U != frame.upscaled_width
        || frame.render_height_minus_1 != frame.frame_height_minus_1;
    writer.flag(differs);
    if (!differs)
        return;
    writer.f(frame.render_width_minus_1, 16, "frame.render_width_minus_1");
    writer.f(frame.render_height_minus_1, 16, "frame.render_height_minus_1");
}

} // namespace

bool overridesFrameSize(const Controls &controls)
{
    return controls.isSwitch() || controls.frameHas(V4L2_AV1_FRAME_FLAG_FRAME_SIZE_OVERRIDE);
}

void writeFrameSize(FieldWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_av1_frame &frame = controls.frame;
    const bool overrides = overridesFrameSize(controls);
    if (overrides && !controls.isIntra() && !controls.isErrorResilient())
        writer.f(0, ReferencesPerFrame, "found_ref");
    if (overrides) {
        writer.f(frame.upscaled_width - 1, FrameSizeBits, "frame.upscaled_width");
        writer.f(frame.frame_height_minus_1, FrameSizeBits, "frame.frame_height_minus_1");
    }
    writer.demand(overrides
                      || frame.upscaled_width == controls.sequence.max_frame_width_minus_1 + 1U,
                  "frame.upscaled_width", "is not the sequence's without FRAME_SIZE_OVERRIDE");
    writer.demand(
        overrides || frame.frame_height_minus_1 == controls.sequence.max_frame_height_minus_1,
        "frame.frame_height_minus_1", "is not the sequence's without FRAME_SIZE_OVERRIDE");
    writeSuperres(writer, controls);
    writeRenderSize(writer, controls);
}

} // namespace weir::vpu::av1
