// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "decode/codec/av1/frame_header_parts.h"

namespace weir::av1
{

namespace
{

constexpr std::uint32_t MaxTileWidth = 4096;
constexpr std::uint32_t MaxTileArea = 4096 * 2304;

// tile_log2() of 5.9.16
std::uint8_t tileLog2(std::uint32_t blockSize, std::uint32_t target)
{
    std::uint8_t k = 0;
    while ((blockSize << k) < target)
        ++k;
    return k;
}

// The division of the frame in one direction.
struct Axis {
    std::span<std::uint32_t> starts; // in units of 4x4 luma samples, with the end
    std::span<std::uint32_t> sizes; // in superblocks, minus 1
    std::uint32_t units; // MiCols or MiRows
    unsigned sbShift;
    std::uint8_t count = 0;

    [[nodiscard]] std::uint32_t superblocks() const
    {
        return (units + (1U << sbShift) - 1) >> sbShift;
    }
    // False: more tiles than there may be.
    bool append(std::uint32_t startSb, std::uint32_t sizeSb)
    {
        if (count == sizes.size())
            return false;
        starts[count] = startSb << sbShift;
        sizes[count] = sizeSb - 1;
        starts[++count] = units;
        return true;
    }
};

// increment_tile_cols_log2 or increment_tile_rows_log2; gives the logarithm.
std::uint8_t parseUniform(ObuReader &reader, Axis &axis, std::uint8_t minLog2)
{
    const std::uint32_t superblocks = axis.superblocks();
    const std::uint8_t maxLog2 = tileLog2(1, std::min(superblocks, MaxTileCols));
    std::uint8_t log2 = minLog2;
    while (log2 < maxLog2 && reader.flag())
        ++log2;
    const std::uint32_t size = (superblocks + (1U << log2) - 1) >> log2;
    for (std::uint32_t start = 0; start < superblocks; start += size) {
        if (!axis.append(start, std::min(size, superblocks - start))) {
            reader.violate("tile_cols_log2 or tile_rows_log2");
            break;
        }
    }
    return log2;
}

// width_in_sbs_minus_1 or height_in_sbs_minus_1; gives the logarithm.
std::uint8_t parseExplicit(ObuReader &reader, Axis &axis, std::uint32_t maxSize)
{
    const std::uint32_t superblocks = axis.superblocks();
    for (std::uint32_t start = 0; start < superblocks;) {
        const std::uint32_t size = reader.ns(std::min(superblocks - start, maxSize)) + 1;
        if (!axis.append(start, size)) {
            reader.violate("width_in_sbs_minus_1 or height_in_sbs_minus_1");
            break;
        }
        start += size;
    }
    return tileLog2(1, axis.count);
}

void parseGrid(ObuReader &reader, Axis &columns, Axis &rows, TileInfo &info)
{
    const unsigned sbSize = columns.sbShift + 2;
    const std::uint32_t maxWidth = MaxTileWidth >> sbSize;
    const std::uint32_t area = columns.superblocks() * rows.superblocks();
    const std::uint8_t minLog2Cols = tileLog2(maxWidth, columns.superblocks());
    const std::uint8_t minLog2Tiles
        = std::max(minLog2Cols, tileLog2(MaxTileArea >> (2 * sbSize), area));
    info.uniformTileSpacing = reader.flag();
    if (info.uniformTileSpacing) {
        info.tileColsLog2 = parseUniform(reader, columns, minLog2Cols);
        const int minLog2Rows = std::max(minLog2Tiles - info.tileColsLog2, 0);
        info.tileRowsLog2 = parseUniform(reader, rows, static_cast<std::uint8_t>(minLog2Rows));
        return;
    }
    info.tileColsLog2 = parseExplicit(reader, columns, maxWidth);
    const std::uint32_t widest = 1 + *std::ranges::max_element(columns.sizes.first(columns.count));
    const std::uint32_t maxArea = minLog2Tiles > 0 ? area >> (minLog2Tiles + 1U) : area;
    info.tileRowsLog2 = parseExplicit(reader, rows, std::max(maxArea / widest, 1U));
}

} // namespace

void parseTileInfo(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header)
{
    TileInfo &info = header.tileInfo;
    info = {};
    const unsigned sbShift = sequence.use128x128Superblock ? 5 : 4;
    Axis columns{.starts = info.miColStarts,
                 .sizes = info.widthInSbsMinus1,
                 .units = header.size.miCols(),
                 .sbShift = sbShift};
    Axis rows{.starts = info.miRowStarts,
              .sizes = info.heightInSbsMinus1,
              .units = header.size.miRows(),
              .sbShift = sbShift};
    parseGrid(reader, columns, rows, info);
    info.tileCols = columns.count;
    info.tileRows = rows.count;
    if (info.tileColsLog2 == 0 && info.tileRowsLog2 == 0)
        return;
    info.contextUpdateTileId
        = reader.f<std::uint16_t>(unsigned{info.tileColsLog2} + info.tileRowsLog2);
    if (info.contextUpdateTileId >= info.tileCount())
        reader.violate("context_update_tile_id");
    info.tileSizeBytes = static_cast<std::uint8_t>(reader.f<std::uint8_t>(2) + 1U);
}

} // namespace weir::av1
