// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/syntax.h"

#include <algorithm>
#include <bit>

namespace weir::hevc
{

namespace
{

unsigned ceilShift(unsigned value, unsigned shift)
{
    return (value + (1U << shift) - 1) >> shift;
}

// 6-3, 6-4
void fillSizes(std::span<std::uint16_t> sizes, std::span<const std::uint16_t> sentMinus1,
               unsigned total, bool isUniform)
{
    const auto count = static_cast<unsigned>(sizes.size());
    unsigned used = 0;
    for (unsigned i = 0; i < count; ++i) {
        unsigned size = 0;
        if (isUniform)
            size = (i + 1) * total / count - i * total / count;
        else
            size = i + 1 < count ? sentMinus1[i] + 1U : total - used;
        sizes[i] = static_cast<std::uint16_t>(size);
        used += size;
    }
}

} // namespace

NalHeader parseNalHeader(std::span<const std::byte> nal)
{
    const auto first = std::to_integer<unsigned>(nal[0]);
    const auto second = std::to_integer<unsigned>(nal[1]);
    return {.type = static_cast<NalUnitType>((first >> 1U) & 63U),
            .nuhLayerId = static_cast<std::uint8_t>(((first & 1U) << 5U) | (second >> 3U)),
            .nuhTemporalIdPlus1 = static_cast<std::uint8_t>(second & 7U)};
}

unsigned Sps::picWidthInCtbs() const
{
    return ceilShift(picWidthInLumaSamples, ctbLog2Size());
}

unsigned Sps::picHeightInCtbs() const
{
    return ceilShift(picHeightInLumaSamples, ctbLog2Size());
}

Size Sps::codedSize() const
{
    return {.width = picWidthInLumaSamples, .height = picHeightInLumaSamples};
}

Rect Sps::visible() const
{
    // 7.4.3.2.1: offsets are in units of chroma samples.
    const unsigned unitX = chromaFormatIdc == 1 || chromaFormatIdc == 2 ? 2 : 1;
    const unsigned unitY = chromaFormatIdc == 1 ? 2 : 1;
    const auto left = static_cast<std::int32_t>(unitX * confWinLeftOffset);
    const auto right = static_cast<std::int32_t>(unitX * confWinRightOffset);
    const auto top = static_cast<std::int32_t>(unitY * confWinTopOffset);
    const auto bottom = static_cast<std::int32_t>(unitY * confWinBottomOffset);
    return {.x = left,
            .y = top,
            .width = picWidthInLumaSamples - left - right,
            .height = picHeightInLumaSamples - top - bottom};
}

unsigned Sps::dpbPictures() const
{
    unsigned count = highest().maxDecPicBufferingMinus1;
    for (const ShortTermRefPicSet &set :
         std::span(shortTermRefPicSets).first(numShortTermRefPicSets))
        count = std::max(count, set.numDeltaPocs());
    return count;
}

TileGrid tileGridOf(const Sps &sps, const Pps &pps)
{
    TileGrid grid;
    fillSizes(std::span(grid.columnWidths).first(pps.numTileColumnsMinus1 + std::size_t{1}),
              pps.columnWidthMinus1, sps.picWidthInCtbs(), pps.uniformSpacing);
    fillSizes(std::span(grid.rowHeights).first(pps.numTileRowsMinus1 + std::size_t{1}),
              pps.rowHeightMinus1, sps.picHeightInCtbs(), pps.uniformSpacing);
    return grid;
}

std::int8_t PredWeightTable::chromaOffset(unsigned list, unsigned entry, unsigned component) const
{
    constexpr std::int32_t HalfRange = 128; // wpOffsetHalfRangeC without high precision offsets
    const List &source = lists.at(list);
    const std::int32_t denom = lumaLog2WeightDenom + deltaChromaLog2WeightDenom;
    const std::int32_t weight = (1 << denom) + source.deltaChromaWeight[entry][component];
    const std::int32_t offset
        = HalfRange + source.deltaChromaOffset[entry][component] - ((HalfRange * weight) >> denom);
    return static_cast<std::int8_t>(std::clamp(offset, -HalfRange, HalfRange - 1));
}

unsigned SliceHeader::numPicTotalCurr() const
{
    const auto longTermUsed = std::ranges::count_if(std::span(longTerm).first(longTermCount),
                                                    &LongTermRefPic::usedByCurrPic);
    return static_cast<unsigned>(std::popcount(shortTermRefPicSet.usedByCurrPicS0)
                                 + std::popcount(shortTermRefPicSet.usedByCurrPicS1))
        + static_cast<unsigned>(longTermUsed);
}

} // namespace weir::hevc
