// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/film_grain.h"

#include <span>

namespace weir::vpu::av1
{

namespace
{

void writePoints(FieldWriter &writer, unsigned count, std::span<const std::uint8_t> values,
                 std::span<const std::uint8_t> scalings)
{
    constexpr auto Field = "film_grain.num_points";
    writer.demand(count <= values.size(), Field, "is too large");
    writer.f(count, 4, Field);
    for (unsigned i = 0; i < count && i < values.size(); ++i) {
        writer.demand(i == 0 || values[i] > values[i - 1], "film_grain.point_value",
                      "does not increase");
        writer.f(values[i], 8, "film_grain.point_value");
        writer.f(scalings[i], 8, "film_grain.point_scaling");
    }
}

// The points of the chroma planes; without them the counts mean 0.
void writeChromaPoints(FieldWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_av1_film_grain &grain = controls.grain;
    const bool fromLuma = (grain.flags & V4L2_AV1_FILM_GRAIN_FLAG_CHROMA_SCALING_FROM_LUMA) != 0;
    writer.flagIf(!controls.isMonochrome(), fromLuma, "film_grain.flags CHROMA_SCALING_FROM_LUMA");
    if (controls.isMonochrome() || fromLuma
        || (controls.isSubsampledBothWays() && grain.num_y_points == 0)) {
        writer.demand(grain.num_cb_points == 0, "film_grain.num_cb_points", "is not 0");
        writer.demand(grain.num_cr_points == 0, "film_grain.num_cr_points", "is not 0");
        return;
    }
    writePoints(writer, grain.num_cb_points, grain.point_cb_value, grain.point_cb_scaling);
    writePoints(writer, grain.num_cr_points, grain.point_cr_value, grain.point_cr_scaling);
}

void writeCoefficients(FieldWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_av1_film_grain &grain = controls.grain;
    const bool fromLuma = (grain.flags & V4L2_AV1_FILM_GRAIN_FLAG_CHROMA_SCALING_FROM_LUMA) != 0;
    const unsigned lag = grain.ar_coeff_lag & 3U;
    const unsigned lumaCount = 2 * lag * (lag + 1);
    const unsigned chromaCount = lumaCount + (grain.num_y_points != 0 ? 1 : 0);
    writer.f(grain.ar_coeff_lag, 2, "film_grain.ar_coeff_lag");
    const auto write = [&](bool present, unsigned count, std::span<const std::uint8_t> values) {
        for (unsigned i = 0; present && i < count; ++i)
            writer.f(values[i], 8, "film_grain.ar_coeffs");
    };
    write(grain.num_y_points != 0, lumaCount, grain.ar_coeffs_y_plus_128);
    write(fromLuma || grain.num_cb_points != 0, chromaCount, grain.ar_coeffs_cb_plus_128);
    write(fromLuma || grain.num_cr_points != 0, chromaCount, grain.ar_coeffs_cr_plus_128);
}

void writeMultipliers(FieldWriter &writer, const v4l2_ctrl_av1_film_grain &grain)
{
    if (grain.num_cb_points != 0) {
        writer.f(grain.cb_mult, 8, "film_grain.cb_mult");
        writer.f(grain.cb_luma_mult, 8, "film_grain.cb_luma_mult");
        writer.f(grain.cb_offset, 9, "film_grain.cb_offset");
    }
    if (grain.num_cr_points != 0) {
        writer.f(grain.cr_mult, 8, "film_grain.cr_mult");
        writer.f(grain.cr_luma_mult, 8, "film_grain.cr_luma_mult");
        writer.f(grain.cr_offset, 9, "film_grain.cr_offset");
    }
}

} // namespace

bool appliesGrain(const Controls &controls)
{
    return (controls.grain.flags & V4L2_AV1_FILM_GRAIN_FLAG_APPLY_GRAIN) != 0;
}

void writeFilmGrain(FieldWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_av1_film_grain &grain = controls.grain;
    const bool present = controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_FILM_GRAIN_PARAMS_PRESENT)
        && (controls.frameHas(V4L2_AV1_FRAME_FLAG_SHOW_FRAME)
            || controls.frameHas(V4L2_AV1_FRAME_FLAG_SHOWABLE_FRAME));
    writer.flagIf(present, appliesGrain(controls), "film_grain.flags APPLY_GRAIN");
    if (!present || !appliesGrain(controls))
        return;
    writer.f(grain.grain_seed, 16, "film_grain.grain_seed");
    if (controls.frame.frame_type == V4L2_AV1_INTER_FRAME)
        writer.flag(true); // update_grain
    writePoints(writer, grain.num_y_points, grain.point_y_value, grain.point_y_scaling);
    writeChromaPoints(writer, controls);
    writer.f(grain.grain_scaling_minus_8, 2, "film_grain.grain_scaling_minus_8");
    writeCoefficients(writer, controls);
    writer.f(grain.ar_coeff_shift_minus_6, 2, "film_grain.ar_coeff_shift_minus_6");
    writer.f(grain.grain_scale_shift, 2, "film_grain.grain_scale_shift");
    writeMultipliers(writer, grain);
    writer.flag((grain.flags & V4L2_AV1_FILM_GRAIN_FLAG_OVERLAP) != 0);
    writer.flag((grain.flags & V4L2_AV1_FILM_GRAIN_FLAG_CLIP_TO_RESTRICTED_RANGE) != 0);
}

} // namespace weir::vpu::av1
