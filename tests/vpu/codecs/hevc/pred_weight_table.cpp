// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/pred_weight_table.h"

#include <algorithm>

namespace weir::vpu::hevc
{

namespace
{

constexpr std::int64_t HalfRange = 128; // wpOffsetHalfRangeC without high precision offsets

// (7-56)
std::int32_t chromaOffset(std::int32_t delta, std::int32_t deltaWeight, std::int32_t log2Denom)
{
    const std::int64_t weight = (std::int64_t{1} << log2Denom) + deltaWeight;
    const std::int64_t offset = HalfRange + delta - ((HalfRange * weight) >> log2Denom);
    return static_cast<std::int32_t>(std::clamp(offset, -HalfRange, HalfRange - 1));
}

void parseList(BitReader &reader, std::span<Weights> list, bool hasChroma,
               std::int32_t chromaLog2Denom)
{
    std::array<bool, 16> luma{};
    std::array<bool, 16> chroma{};
    for (std::size_t i = 0; i < list.size(); ++i)
        luma[i] = reader.flag();
    for (std::size_t i = 0; hasChroma && i < list.size(); ++i)
        chroma[i] = reader.flag();
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (luma[i]) {
            list[i].deltaLumaWeight = reader.se();
            list[i].lumaOffset = reader.se();
        }
        for (std::size_t c = 0; chroma[i] && c < 2; ++c) {
            list[i].deltaChromaWeight[c] = reader.se();
            list[i].chromaOffset[c]
                = chromaOffset(reader.se(), list[i].deltaChromaWeight[c], chromaLog2Denom);
        }
    }
}

} // namespace

Result<PredWeightTable> parsePredWeightTable(BitReader &reader, const PredWeightContext &context)
{
    PredWeightTable table;
    table.lumaLog2WeightDenom = reader.ue();
    if (context.hasChroma)
        table.deltaChromaLog2WeightDenom = reader.se();
    const std::int64_t chroma
        = std::int64_t{table.lumaLog2WeightDenom} + table.deltaChromaLog2WeightDenom;
    if (table.lumaLog2WeightDenom > 7 || chroma < 0 || chroma > 7)
        return fail(ErrorKind::InvalidData, "slice header: pred_weight_table() is out of range");
    for (std::size_t list = 0; list < 2; ++list)
        parseList(reader, std::span(table.lists[list]).first(context.numRefIdxActive[list]),
                  context.hasChroma, static_cast<std::int32_t>(chroma));
    return table;
}

} // namespace weir::vpu::hevc
