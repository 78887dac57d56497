// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/global_motion.h"

#include <algorithm>

#include "tests/vpu/codecs/av1/shear.h"

namespace weir::vpu::av1
{

namespace
{

constexpr auto Params = "frame.global_motion.params";

// How one parameter is coded (5.9.25).
struct Precision {
    unsigned absoluteBits = 0;
    unsigned precisionBits = 0;
};

Precision precisionOf(unsigned type, unsigned index, bool highPrecision)
{
    if (index >= 2)
        return {.absoluteBits = 12, .precisionBits = 15}; // GM_ABS_ALPHA_BITS, GM_ALPHA_PREC_BITS
    if (type != V4L2_AV1_WARP_MODEL_TRANSLATION)
        return {.absoluteBits = 12, .precisionBits = 6}; // GM_ABS_TRANS_BITS, GM_TRANS_PREC_BITS
    const unsigned less = highPrecision ? 0 : 1;
    return {.absoluteBits = 9 - less, .precisionBits = 3 - less}; // GM_*_TRANS_ONLY_*
}

// decode_subexp() of 5.9.28 backwards; 0 <= value < symbols.
void writeSubexp(FieldWriter &writer, std::uint32_t value, std::uint32_t symbols)
{
    std::uint32_t base = 0;
    unsigned bits = 3;
    for (unsigned i = 0;; ++i) {
        bits = i == 0 ? 3 : 3 + i - 1;
        if (symbols <= base + 3 * (1U << bits)) {
            writer.ns(value - base, symbols - base, Params);
            return;
        }
        const bool more = value >= base + (1U << bits);
        writer.flag(more);
        if (!more)
            break;
        base += 1U << bits;
    }
    writer.f(value - base, bits, Params);
}

// inverse_recenter() of 5.9.29 backwards.
std::uint32_t recenter(std::uint32_t reference, std::uint32_t value)
{
    if (value > 2 * reference)
        return value;
    if (value >= reference)
        return (value - reference) * 2;
    return (reference - value) * 2 - 1;
}

// decode_unsigned_subexp_with_ref() of 5.9.27 backwards.
void writeSubexpWithReference(FieldWriter &writer, std::uint32_t value, std::uint32_t symbols,
                              std::uint32_t reference)
{
    if (reference * 2 <= symbols)
        writeSubexp(writer, recenter(reference, value), symbols);
    else
        writeSubexp(writer, recenter(symbols - 1 - reference, symbols - 1 - value), symbols);
}

// One of a reference's parameters, index and type as in the specification.
struct Parameter {
    unsigned type = 0;
    unsigned index = 0;
    std::int32_t value = 0;
    std::int32_t previous = 0;
};

void writeParameter(FieldWriter &writer, const Parameter &parameter, bool highPrecision)
{
    const Precision precision = precisionOf(parameter.type, parameter.index, highPrecision);
    const unsigned shift = WarpedModelBits - precision.precisionBits;
    const bool diagonal = parameter.index % 3 == 2;
    const std::int32_t round = diagonal ? WarpedModelOne : 0;
    const std::int32_t subtract = diagonal ? 1 << precision.precisionBits : 0;
    const std::int32_t limit = 1 << precision.absoluteBits;
    const std::int32_t coded = (parameter.value - round) >> shift;
    const bool fits
        = (coded << shift) + round == parameter.value && coded >= -limit && coded <= limit;
    writer.demand(fits, Params, "cannot be coded");
    if (!fits)
        return;
    const std::int32_t reference = (parameter.previous >> shift) - subtract;
    writeSubexpWithReference(writer, static_cast<std::uint32_t>(coded + limit),
                             static_cast<std::uint32_t>(2 * limit + 1),
                             static_cast<std::uint32_t>(reference + limit));
}

void writeType(FieldWriter &writer, unsigned type)
{
    writer.demand(type <= V4L2_AV1_WARP_MODEL_AFFINE, "frame.global_motion.type", "is unknown");
    writer.flag(type != V4L2_AV1_WARP_MODEL_IDENTITY);
    if (type == V4L2_AV1_WARP_MODEL_IDENTITY)
        return;
    writer.flag(type == V4L2_AV1_WARP_MODEL_ROTZOOM);
    if (type != V4L2_AV1_WARP_MODEL_ROTZOOM)
        writer.flag(type == V4L2_AV1_WARP_MODEL_TRANSLATION);
}

void demandFlags(FieldWriter &writer, unsigned type, unsigned flags)
{
    const unsigned expected
        = (type != V4L2_AV1_WARP_MODEL_IDENTITY ? V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL : 0U)
        | (type == V4L2_AV1_WARP_MODEL_ROTZOOM ? V4L2_AV1_GLOBAL_MOTION_FLAG_IS_ROT_ZOOM : 0U)
        | (type == V4L2_AV1_WARP_MODEL_TRANSLATION ? V4L2_AV1_GLOBAL_MOTION_FLAG_IS_TRANSLATION
                                                   : 0U);
    writer.demand(flags == expected, "frame.global_motion.flags", "contradicts type");
}

constexpr MotionParams Still = {0, 0, WarpedModelOne, 0, 0, WarpedModelOne};

// gm_params as they come out of the syntax for the control's values.
MotionParams paramsOf(const v4l2_av1_global_motion &motion, unsigned reference)
{
    const auto type = static_cast<unsigned>(motion.type[reference]);
    MotionParams params = Still;
    if (type >= V4L2_AV1_WARP_MODEL_TRANSLATION) {
        params[0] = motion.params[reference][0];
        params[1] = motion.params[reference][1];
    }
    if (type >= V4L2_AV1_WARP_MODEL_ROTZOOM) {
        params[2] = motion.params[reference][2];
        params[3] = motion.params[reference][3];
        params[4] = -params[3];
        params[5] = params[2];
    }
    if (type >= V4L2_AV1_WARP_MODEL_AFFINE) {
        params[4] = motion.params[reference][4];
        params[5] = motion.params[reference][5];
    }
    return params;
}

void writeReference(FieldWriter &writer, const Controls &controls, unsigned reference,
                    const MotionParams &previous)
{
    const v4l2_av1_global_motion &motion = controls.frame.global_motion;
    const auto type = static_cast<unsigned>(motion.type[reference]);
    const MotionParams params = paramsOf(motion, reference);
    const bool high = controls.frameHas(V4L2_AV1_FRAME_FLAG_ALLOW_HIGH_PRECISION_MV);
    writeType(writer, type);
    demandFlags(writer, type, motion.flags[reference]);
    writer.demand(std::equal(params.begin(), params.end(), motion.params[reference]), Params,
                  "contradicts type");
    writer.demand(((motion.invalid & V4L2_AV1_GLOBAL_MOTION_IS_INVALID(reference)) == 0)
                      == isWarpValid(params),
                  "frame.global_motion.invalid", "does not follow from params");
    const auto write = [&](unsigned index) {
        writeParameter(writer,
                       {.type = type,
                        .index = index,
                        .value = params.at(index),
                        .previous = previous.at(index)},
                       high);
    };
    if (type >= V4L2_AV1_WARP_MODEL_ROTZOOM) {
        write(2);
        write(3);
    }
    if (type == V4L2_AV1_WARP_MODEL_AFFINE) {
        write(4);
        write(5);
    }
    if (type >= V4L2_AV1_WARP_MODEL_TRANSLATION) {
        write(0);
        write(1);
    }
}

} // namespace

GlobalMotion defaultMotion()
{
    GlobalMotion motion;
    motion.fill(Still);
    return motion;
}

GlobalMotion savedMotion(const Controls &controls)
{
    GlobalMotion motion = defaultMotion();
    if (controls.isIntra())
        return motion;
    for (unsigned i = 0; i < ReferencesPerFrame; ++i)
        motion.at(i) = paramsOf(controls.frame.global_motion, i + 1);
    return motion;
}

void writeGlobalMotion(FieldWriter &writer, const Controls &controls, const GlobalMotion &previous)
{
    if (controls.isIntra())
        return;
    for (unsigned i = 0; i < ReferencesPerFrame; ++i)
        writeReference(writer, controls, i + 1, previous.at(i));
}

} // namespace weir::vpu::av1
