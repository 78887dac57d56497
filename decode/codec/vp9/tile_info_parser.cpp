// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp9/header_parts.h"

namespace weir::vp9
{

// 6.2.14: tile_info(), with calc_min_log2_tile_cols() and calc_max_log2_tile_cols()
void parseTileInfo(RawBits &bits, FrameHeader &header)
{
    constexpr unsigned SuperblockSize = 64;
    constexpr unsigned MinTileWidth = 4; // MIN_TILE_WIDTH_B64
    constexpr unsigned MaxTileWidth = 64; // MAX_TILE_WIDTH_B64
    const unsigned columns
        = (static_cast<unsigned>(header.size.width) + SuperblockSize - 1) / SuperblockSize;
    unsigned log2 = 0;
    while ((MaxTileWidth << log2) < columns)
        ++log2;
    unsigned maximum = 1;
    while ((columns >> maximum) >= MinTileWidth)
        ++maximum;
    --maximum;
    while (log2 < maximum && bits.flag()) // increment_tile_cols_log2
        ++log2;
    header.tileColsLog2 = static_cast<std::uint8_t>(log2);
    const bool hasRows = bits.flag();
    const bool hasMoreRows = hasRows && bits.flag(); // increment_tile_rows_log2
    header.tileRowsLog2 = static_cast<std::uint8_t>((hasRows ? 1U : 0U) + (hasMoreRows ? 1U : 0U));
}

} // namespace weir::vp9
