// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/slice_header_parts.h"

namespace weir::hevc
{

namespace
{

void parseList(SyntaxReader &reader, unsigned count, bool hasChroma, PredWeightTable::List &list)
{
    std::array<bool, MaxRefListSize> hasLumaWeight{};
    std::array<bool, MaxRefListSize> hasChromaWeight{};
    for (unsigned i = 0; i < count; ++i)
        hasLumaWeight[i] = reader.flag();
    for (unsigned i = 0; hasChroma && i < count; ++i)
        hasChromaWeight[i] = reader.flag();
    list = {};
    for (unsigned i = 0; i < count; ++i) {
        if (hasLumaWeight[i]) {
            list.deltaLumaWeight[i] = reader.se<std::int8_t>("delta_luma_weight", -128, 127);
            list.lumaOffset[i] = reader.se<std::int8_t>("luma_offset", -128, 127);
        }
        for (unsigned j = 0; hasChromaWeight[i] && j < 2; ++j) {
            list.deltaChromaWeight[i][j] = reader.se<std::int8_t>("delta_chroma_weight", -128, 127);
            list.deltaChromaOffset[i][j]
                = reader.se<std::int16_t>("delta_chroma_offset", -512, 511);
        }
    }
}

} // namespace

void parsePredWeightTable(SyntaxReader &reader, bool hasChroma, SliceHeader &header)
{
    PredWeightTable &table = header.weights;
    table.lumaLog2WeightDenom = reader.ue<std::uint8_t>("luma_log2_weight_denom", 7);
    table.deltaChromaLog2WeightDenom = 0;
    if (hasChroma)
        table.deltaChromaLog2WeightDenom
            = reader.se<std::int8_t>("delta_chroma_log2_weight_denom", -table.lumaLog2WeightDenom,
                                     7 - table.lumaLog2WeightDenom);
    for (unsigned i = 0; i < table.lists.size(); ++i)
        parseList(reader, header.numRefIdxActive(i), hasChroma, table.lists[i]);
}

} // namespace weir::hevc
