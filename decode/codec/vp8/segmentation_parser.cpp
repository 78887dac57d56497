// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp8/header_parts.h"

namespace weir::vp8
{

namespace
{

// quantizer_update or loop_filter_update: what is not sent is 0.
std::int8_t parseFeature(BoolDecoder &reader, unsigned bits)
{
    return reader.flag() ? static_cast<std::int8_t>(reader.signedLiteral(bits)) : std::int8_t{0};
}

} // namespace

// 9.3, 19.2
void parseSegmentation(BoolDecoder &reader, Segmentation &segmentation)
{
    segmentation.enabled = reader.flag();
    segmentation.updateMbSegmentationMap = segmentation.enabled && reader.flag();
    segmentation.updateSegmentFeatureData = segmentation.enabled && reader.flag();
    if (segmentation.updateSegmentFeatureData) {
        segmentation.absoluteValues = reader.flag();
        for (auto &value : segmentation.quantizer)
            value = parseFeature(reader, 7);
        for (auto &value : segmentation.loopFilter)
            value = parseFeature(reader, 6);
    }
    if (!segmentation.updateMbSegmentationMap)
        return;
    for (auto &probability : segmentation.treeProbs)
        probability = reader.flag() ? static_cast<std::uint8_t>(reader.literal(8)) : 255;
}

} // namespace weir::vp8
