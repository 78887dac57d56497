// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/frame_header_parts.h"

namespace weir::av1
{

namespace
{

// decode_subexp() of 5.9.28: 0..values - 1
std::int32_t parseSubexp(ObuReader &reader, std::int32_t values)
{
    std::int32_t base = 0; // mk
    for (unsigned i = 0;; ++i) {
        const unsigned bits = i == 0 ? 3 : 2 + i; // b2
        const std::int32_t step = 1 << bits; // a
        if (values <= base + 3 * step)
            return base
                + static_cast<std::int32_t>(reader.ns(static_cast<std::uint32_t>(values - base)));
        if (!reader.flag()) // subexp_more_bits
            return base + static_cast<std::int32_t>(reader.f<std::uint32_t>(bits));
        base += step;
    }
}

// 5.9.29
std::int32_t inverseRecenter(std::int32_t reference, std::int32_t value)
{
    if (value > 2 * reference)
        return value;
    return (value & 1) != 0 ? reference - ((value + 1) >> 1) : reference + (value >> 1);
}

// decode_signed_subexp_with_ref( -max, max + 1, reference ) of 5.9.26 and 5.9.27
std::int32_t parseSubexpWithRef(ObuReader &reader, std::int32_t max, std::int32_t reference)
{
    const std::int32_t values = 2 * max + 1;
    const std::int32_t shifted = reference + max;
    const std::int32_t value = parseSubexp(reader, values);
    const std::int32_t decoded = 2 * shifted <= values
        ? inverseRecenter(shifted, value)
        : values - 1 - inverseRecenter(values - 1 - shifted, value);
    return decoded - max;
}

struct Precision {
    unsigned absBits;
    unsigned precBits;
};

Precision precisionOf(WarpModel type, unsigned index, bool allowHighPrecisionMv)
{
    if (index >= 2)
        return {.absBits = 12, .precBits = 15}; // GM_ABS_ALPHA_BITS, GM_ALPHA_PREC_BITS
    if (type != WarpModel::Translation)
        return {.absBits = 12, .precBits = 6}; // GM_ABS_TRANS_BITS, GM_TRANS_PREC_BITS
    const unsigned less = allowHighPrecisionMv ? 0 : 1;
    return {.absBits = 9 - less, .precBits = 3 - less}; // GM_*_TRANS_ONLY_*
}

// read_global_param() of 5.9.25
std::int32_t parseParam(ObuReader &reader, std::int32_t previous, unsigned index,
                        Precision precision)
{
    const bool isScale = index % 3 == 2;
    const unsigned precDiff = WarpedModelPrecBits - precision.precBits;
    const std::int32_t round = isScale ? 1 << WarpedModelPrecBits : 0;
    const std::int32_t sub = isScale ? 1 << precision.precBits : 0;
    const std::int32_t reference = (previous >> precDiff) - sub;
    const std::int32_t value = parseSubexpWithRef(reader, 1 << precision.absBits, reference);
    return value * (1 << precDiff) + round;
}

WarpModel parseType(ObuReader &reader)
{
    if (!reader.flag()) // is_global
        return WarpModel::Identity;
    if (reader.flag()) // is_rot_zoom
        return WarpModel::RotZoom;
    return reader.flag() ? WarpModel::Translation : WarpModel::Affine; // is_translation
}

WarpParams parseParams(ObuReader &reader, WarpModel type, const WarpParams &previous,
                       bool allowHighPrecisionMv)
{
    WarpParams params;
    const auto parse = [&](unsigned index) {
        params.value.at(index) = parseParam(reader, previous.value.at(index), index,
                                            precisionOf(type, index, allowHighPrecisionMv));
    };
    if (type >= WarpModel::RotZoom) {
        parse(2);
        parse(3);
        if (type == WarpModel::Affine) {
            parse(4);
            parse(5);
        } else {
            params.value[4] = -params.value[3];
            params.value[5] = params.value[2];
        }
    }
    if (type >= WarpModel::Translation) {
        parse(0);
        parse(1);
    }
    return params;
}

} // namespace

void parseGlobalMotion(ObuReader &reader, const std::array<WarpParams, TotalRefsPerFrame> &previous,
                       FrameHeader &header)
{
    GlobalMotion &motion = header.globalMotion;
    motion = {};
    if (header.isIntra())
        return;
    for (unsigned reference = 1; reference < TotalRefsPerFrame; ++reference) {
        motion.type.at(reference) = parseType(reader);
        motion.params.at(reference) = parseParams(
            reader, motion.type.at(reference), previous.at(reference), header.allowHighPrecisionMv);
    }
}

} // namespace weir::av1
