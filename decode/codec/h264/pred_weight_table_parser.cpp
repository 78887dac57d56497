// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/slice_header_parts.h"

namespace weir::h264
{

namespace
{

void parseLuma(SyntaxReader &reader, const PredWeightTable &table, PredWeightTable::List &list,
               unsigned i)
{
    const bool sent = reader.flag(); // luma_weight_lX_flag
    list.lumaWeight[i] = sent ? reader.se<std::int16_t>("luma_weight", -128, 127)
                              : static_cast<std::int16_t>(1 << table.lumaLog2WeightDenom);
    list.lumaOffset[i] = sent ? reader.se<std::int16_t>("luma_offset", -128, 127) : std::int16_t{0};
}

void parseChroma(SyntaxReader &reader, const PredWeightTable &table, PredWeightTable::List &list,
                 unsigned i)
{
    const bool sent = reader.flag(); // chroma_weight_lX_flag
    for (unsigned j = 0; j < 2; ++j) {
        list.chromaWeight[i][j] = sent
            ? reader.se<std::int16_t>("chroma_weight", -128, 127)
            : static_cast<std::int16_t>(1 << table.chromaLog2WeightDenom);
        list.chromaOffset[i][j]
            = sent ? reader.se<std::int16_t>("chroma_offset", -128, 127) : std::int16_t{0};
    }
}

} // namespace

void parsePredWeightTable(SyntaxReader &reader, ChromaWeights chroma, SliceHeader &header)
{
    PredWeightTable &table = header.weights;
    table = {};
    table.lumaLog2WeightDenom = reader.ue<std::uint8_t>("luma_log2_weight_denom", 7);
    if (chroma == ChromaWeights::Present)
        table.chromaLog2WeightDenom = reader.ue<std::uint8_t>("chroma_log2_weight_denom", 7);
    for (unsigned list = 0; list < (header.sliceType == SliceType::B ? 2U : 1U); ++list) {
        const unsigned active
            = (list == 0 ? header.numRefIdxL0ActiveMinus1 : header.numRefIdxL1ActiveMinus1) + 1U;
        for (unsigned i = 0; i < active; ++i) {
            parseLuma(reader, table, table.lists[list], i);
            if (chroma == ChromaWeights::Present)
                parseChroma(reader, table, table.lists[list], i);
        }
    }
}

} // namespace weir::h264
