// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "decode/codec/av1/frame_header_parts.h"

namespace weir::av1
{

namespace
{

constexpr unsigned SegLvlAltQ = 0;
constexpr unsigned SegLvlRefFrame = 5;

// read_delta_q() of 5.9.13
std::int8_t parseDeltaQ(ObuReader &reader)
{
    return reader.flag() ? static_cast<std::int8_t>(reader.su(7)) : std::int8_t{0};
}

// Segmentation_Feature_Bits, _Max and _Signed of 5.9.14
struct Feature {
    std::uint8_t bits;
    std::int16_t max;
    bool isSigned;
};
constexpr std::array<Feature, SegLvlMax> Features{{{8, 255, true},
                                                   {6, 63, true},
                                                   {6, 63, true},
                                                   {6, 63, true},
                                                   {6, 63, true},
                                                   {3, 7, false},
                                                   {0, 0, false},
                                                   {0, 0, false}}};

std::int16_t parseFeature(ObuReader &reader, const Feature &feature)
{
    if (!feature.isSigned)
        return static_cast<std::int16_t>(
            std::min<int>(reader.f<std::uint16_t>(feature.bits), feature.max));
    const int value = reader.su(1U + feature.bits);
    return static_cast<std::int16_t>(std::clamp<int>(value, -feature.max, feature.max));
}

void parseFeatures(ObuReader &reader, SegmentationFeatures &features)
{
    features = {};
    for (unsigned i = 0; i < MaxSegments; ++i) {
        for (unsigned j = 0; j < SegLvlMax; ++j) {
            if (!reader.flag()) // feature_enabled
                continue;
            features.enabled.at(i) = static_cast<std::uint8_t>(features.enabled.at(i) | (1U << j));
            features.data.at(i).at(j) = parseFeature(reader, Features.at(j));
        }
    }
}

// get_qidx( 1, segmentId ) of 7.12.2
int qindexOf(const FrameHeader &header, unsigned segment)
{
    const SegmentationParams &params = header.segmentation;
    int qindex = header.quantization.baseQIdx;
    if (params.enabled && (params.features.enabled.at(segment) & (1U << SegLvlAltQ)) != 0)
        qindex += params.features.data.at(segment).at(SegLvlAltQ);
    return std::clamp(qindex, 0, 255);
}

} // namespace

void parseQuantization(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header)
{
    const ColorConfig &color = sequence.colorConfig;
    QuantizationParams &params = header.quantization;
    params = {};
    params.baseQIdx = reader.f<std::uint8_t>(8);
    params.deltaQYDc = parseDeltaQ(reader);
    if (!color.monoChrome) {
        params.diffUvDelta = color.separateUvDeltaQ && reader.flag();
        params.deltaQUDc = parseDeltaQ(reader);
        params.deltaQUAc = parseDeltaQ(reader);
        params.deltaQVDc = params.diffUvDelta ? parseDeltaQ(reader) : params.deltaQUDc;
        params.deltaQVAc = params.diffUvDelta ? parseDeltaQ(reader) : params.deltaQUAc;
    }
    params.usingQmatrix = reader.flag();
    if (!params.usingQmatrix)
        return;
    params.qmY = reader.f<std::uint8_t>(4);
    params.qmU = reader.f<std::uint8_t>(4);
    params.qmV = color.separateUvDeltaQ ? reader.f<std::uint8_t>(4) : params.qmU;
}

void parseSegmentation(ObuReader &reader, const SegmentationFeatures &previous, FrameHeader &header)
{
    SegmentationParams &params = header.segmentation;
    params = {};
    params.enabled = reader.flag();
    if (!params.enabled)
        return;
    const bool startsAnew = header.primaryRefFrame == PrimaryRefNone;
    params.updateMap = startsAnew || reader.flag();
    params.temporalUpdate = !startsAnew && params.updateMap && reader.flag();
    params.updateData = startsAnew || reader.flag();
    if (params.updateData)
        parseFeatures(reader, params.features);
    else
        params.features = previous;
    for (unsigned i = 0; i < MaxSegments; ++i) {
        const unsigned enabled = params.features.enabled.at(i);
        if (enabled != 0)
            params.lastActiveSegId = static_cast<std::uint8_t>(i);
        params.segIdPreSkip |= (enabled >> SegLvlRefFrame) != 0;
    }
}

void parseDeltaParams(ObuReader &reader, FrameHeader &header)
{
    QuantizationParams &quantization = header.quantization;
    LoopFilterParams &filter = header.loopFilter;
    filter = {};
    quantization.deltaQPresent = quantization.baseQIdx > 0 && reader.flag();
    if (!quantization.deltaQPresent)
        return;
    quantization.deltaQRes = reader.f<std::uint8_t>(2);
    filter.deltaLfPresent = !header.allowIntrabc && reader.flag();
    if (!filter.deltaLfPresent)
        return;
    filter.deltaLfRes = reader.f<std::uint8_t>(2);
    filter.deltaLfMulti = reader.flag();
}

bool isCodedLossless(const FrameHeader &header)
{
    if (header.quantization.hasDeltas())
        return false;
    for (unsigned i = 0; i < MaxSegments; ++i) {
        if (qindexOf(header, i) != 0)
            return false;
    }
    return true;
}

} // namespace weir::av1
