// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "decode/codec/av1/frame_header_parts.h"

namespace weir::av1
{

namespace
{

constexpr std::uint8_t MaxLumaPoints = 14; // 6.8.20
constexpr std::uint8_t MaxChromaPoints = 10;

using Points = std::array<std::uint8_t, 16>;

std::uint8_t parsePoints(ObuReader &reader, std::uint8_t max, Points &values, Points &scalings)
{
    auto count = reader.f<std::uint8_t>(4);
    if (count > max) {
        reader.violate("num_y_points, num_cb_points or num_cr_points");
        count = max;
    }
    for (unsigned i = 0; i < count; ++i) {
        values.at(i) = reader.f<std::uint8_t>(8);
        scalings.at(i) = reader.f<std::uint8_t>(8);
        if (i > 0 && values.at(i) <= values.at(i - 1))
            reader.violate("point_y_value, point_cb_value or point_cr_value");
    }
    return count;
}

void parseAllPoints(ObuReader &reader, const ColorConfig &color, FilmGrainParams &params)
{
    params.numYPoints
        = parsePoints(reader, MaxLumaPoints, params.pointYValue, params.pointYScaling);
    params.chromaScalingFromLuma = !color.monoChrome && reader.flag();
    const bool isSubsampled = color.subsamplingX && color.subsamplingY;
    if (color.monoChrome || params.chromaScalingFromLuma
        || (isSubsampled && params.numYPoints == 0))
        return;
    params.numCbPoints
        = parsePoints(reader, MaxChromaPoints, params.pointCbValue, params.pointCbScaling);
    params.numCrPoints
        = parsePoints(reader, MaxChromaPoints, params.pointCrValue, params.pointCrScaling);
    if (isSubsampled && (params.numCbPoints == 0) != (params.numCrPoints == 0))
        reader.violate("num_cr_points");
}

void parseCoefficients(ObuReader &reader, FilmGrainParams &params)
{
    params.arCoeffLag = reader.f<std::uint8_t>(2);
    const unsigned lumaCount = 2U * params.arCoeffLag * (params.arCoeffLag + 1U);
    const unsigned chromaCount = lumaCount + (params.numYPoints > 0 ? 1 : 0);
    for (unsigned i = 0; params.numYPoints > 0 && i < lumaCount; ++i)
        params.arCoeffsYPlus128.at(i) = reader.f<std::uint8_t>(8);
    const bool hasCb = params.chromaScalingFromLuma || params.numCbPoints > 0;
    for (unsigned i = 0; hasCb && i < chromaCount; ++i)
        params.arCoeffsCbPlus128.at(i) = reader.f<std::uint8_t>(8);
    const bool hasCr = params.chromaScalingFromLuma || params.numCrPoints > 0;
    for (unsigned i = 0; hasCr && i < chromaCount; ++i)
        params.arCoeffsCrPlus128.at(i) = reader.f<std::uint8_t>(8);
}

void parseMultipliers(ObuReader &reader, FilmGrainParams &params)
{
    if (params.numCbPoints > 0) {
        params.cbMult = reader.f<std::uint8_t>(8);
        params.cbLumaMult = reader.f<std::uint8_t>(8);
        params.cbOffset = reader.f<std::uint16_t>(9);
    }
    if (params.numCrPoints > 0) {
        params.crMult = reader.f<std::uint8_t>(8);
        params.crLumaMult = reader.f<std::uint8_t>(8);
        params.crOffset = reader.f<std::uint16_t>(9);
    }
}

// load_grain_params(): all of another frame's but for the seed, and how they are coded here.
void loadParams(ObuReader &reader, const ReferenceStates &states, FrameHeader &header)
{
    const auto index = reader.f<std::uint8_t>(3);
    if (!std::ranges::contains(header.refFrameIdx, index) || !states.at(index).valid)
        reader.violate("film_grain_params_ref_idx");
    const std::uint16_t seed = header.filmGrain.grainSeed;
    header.filmGrain = states.at(index).filmGrain;
    header.filmGrain.grainSeed = seed;
    header.filmGrain.updateGrain = false;
    header.filmGrain.filmGrainParamsRefIdx = index;
}

} // namespace

void parseFilmGrain(ObuReader &reader, const SequenceHeader &sequence,
                    const ReferenceStates &states, FrameHeader &header)
{
    FilmGrainParams &params = header.filmGrain;
    params = {};
    if (!sequence.filmGrainParamsPresent || (!header.showFrame && !header.showableFrame))
        return;
    params.applyGrain = reader.flag();
    if (!params.applyGrain)
        return;
    params.grainSeed = reader.f<std::uint16_t>(16);
    params.updateGrain = header.frameType != FrameType::Inter || reader.flag();
    if (!params.updateGrain) {
        loadParams(reader, states, header);
        return;
    }
    parseAllPoints(reader, sequence.colorConfig, params);
    params.grainScalingMinus8 = reader.f<std::uint8_t>(2);
    parseCoefficients(reader, params);
    params.arCoeffShiftMinus6 = reader.f<std::uint8_t>(2);
    params.grainScaleShift = reader.f<std::uint8_t>(2);
    parseMultipliers(reader, params);
    params.overlap = reader.flag();
    params.clipToRestrictedRange = reader.flag();
}

} // namespace weir::av1
