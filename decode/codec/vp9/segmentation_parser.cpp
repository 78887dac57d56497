// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp9/header_parts.h"

namespace weir::vp9
{

namespace
{

constexpr std::uint8_t MaxProb = 255;

struct Feature {
    unsigned bits; // segmentation_feature_bits
    bool isSigned; // segmentation_feature_signed
};
constexpr std::array<Feature, SegLvlMax> Features{
    {{8, true}, {6, true}, {2, false}, {0, false}},
};

// 6.2.12: read_prob()
std::uint8_t readProb(RawBits &bits)
{
    return bits.flag() ? static_cast<std::uint8_t>(bits.f(8)) : MaxProb;
}

void parseMap(RawBits &bits, SegmentationParams &params)
{
    for (std::uint8_t &prob : params.treeProbs)
        prob = readProb(bits);
    params.temporalUpdate = bits.flag();
    for (std::uint8_t &prob : params.predProbs)
        prob = params.temporalUpdate ? readProb(bits) : MaxProb;
}

// All features are sent anew; those that are not mentioned are off.
void parseData(RawBits &bits, SegmentationParams &params)
{
    params.absOrDeltaUpdate = bits.flag();
    for (std::size_t segment = 0; segment < MaxSegments; ++segment) {
        for (std::size_t i = 0; i < SegLvlMax; ++i) {
            const Feature &feature = Features.at(i);
            const bool isEnabled = bits.flag();
            std::int32_t value = 0;
            if (isEnabled)
                value = static_cast<std::int32_t>(bits.f(feature.bits));
            if (isEnabled && feature.isSigned && bits.flag()) // feature_sign
                value = -value;
            params.featureEnabled.at(segment).at(i) = isEnabled;
            params.featureData.at(segment).at(i) = static_cast<std::int16_t>(value);
        }
    }
}

} // namespace

// 6.2.11: segmentation_params()
void parseSegmentationParams(RawBits &bits, SegmentationParams &params)
{
    params.enabled = bits.flag();
    params.updateMap = params.enabled && bits.flag();
    params.temporalUpdate = false;
    if (params.updateMap)
        parseMap(bits, params);
    params.updateData = params.enabled && bits.flag();
    if (params.updateData)
        parseData(bits, params);
}

} // namespace weir::vp9
