// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/tile_info.h"

#include <algorithm>
#include <optional>
#include <span>

namespace weir::vpu::av1
{

namespace
{

constexpr std::uint32_t MaxTileWidth = 4096; // MAX_TILE_WIDTH
constexpr std::uint32_t MaxTileArea = 4096 * 2304; // MAX_TILE_AREA
constexpr std::uint32_t MaxTiles = 64; // MAX_TILE_COLS, MAX_TILE_ROWS

// The smallest k with block << k at least target: tile_log2() of 5.9.16.
unsigned tileLog2(std::uint32_t block, std::uint32_t target)
{
    unsigned k = 0;
    while ((block << k) < target)
        ++k;
    return k;
}

// One direction of the grid: what the control says of it, and the frame's size.
struct Axis {
    std::span<const std::uint32_t> starts; // in units of 4x4 luma samples; the last is the end
    std::span<const std::uint32_t> sizes; // superblocks, minus 1
    std::uint32_t count = 0;
    std::uint32_t units = 0; // MiCols or MiRows
    unsigned shift = 0; // from units to superblocks
    const char *startsName = "";
    const char *sizesName = "";

    [[nodiscard]] std::uint32_t superblocks() const { return (units + (1U << shift) - 1) >> shift; }
    [[nodiscard]] std::uint32_t start(std::uint32_t index) const
    {
        return index == count ? superblocks() : starts[index] >> shift;
    }
    [[nodiscard]] std::uint32_t size(std::uint32_t index) const
    {
        return start(index + 1) - start(index);
    }
};

Axis columnAxis(const Controls &controls, unsigned shift)
{
    const v4l2_av1_tile_info &tiles = controls.frame.tile_info;
    return {.starts = tiles.mi_col_starts,
            .sizes = tiles.width_in_sbs_minus_1,
            .count = tiles.tile_cols,
            .units = 2 * ((controls.frame.frame_width_minus_1 + 8) >> 3),
            .shift = shift,
            .startsName = "frame.tile_info.mi_col_starts",
            .sizesName = "frame.tile_info.width_in_sbs_minus_1"};
}

Axis rowAxis(const Controls &controls, unsigned shift)
{
    const v4l2_av1_tile_info &tiles = controls.frame.tile_info;
    return {.starts = tiles.mi_row_starts,
            .sizes = tiles.height_in_sbs_minus_1,
            .count = tiles.tile_rows,
            .units = 2 * ((controls.frame.frame_height_minus_1 + 8) >> 3),
            .shift = shift,
            .startsName = "frame.tile_info.mi_row_starts",
            .sizesName = "frame.tile_info.height_in_sbs_minus_1"};
}

// A grid that can be written at all: within bounds, from 0 upwards, on superblocks, to the end.
bool demandAxis(FieldWriter &writer, const Axis &axis)
{
    bool good = axis.count >= 1 && axis.count <= MaxTiles && axis.starts[0] == 0
        && axis.starts[axis.count] == axis.units;
    for (std::uint32_t i = 0; good && i < axis.count; ++i)
        good = (axis.starts[i] & ((1U << axis.shift) - 1)) == 0
            && axis.starts[i] < axis.starts[i + 1];
    writer.demand(good, axis.startsName, "is no division of the frame into tiles");
    return good;
}

// The TileColsLog2 or TileRowsLog2 from `least` on whose even division is the control's.
std::optional<unsigned> uniformLog2(const Axis &axis, unsigned least, unsigned most)
{
    for (unsigned log2 = least; log2 <= most; ++log2) {
        const std::uint32_t size = (axis.superblocks() + (1U << log2) - 1) >> log2;
        bool same = (axis.superblocks() + size - 1) / size == axis.count;
        for (std::uint32_t i = 0; same && i < axis.count; ++i)
            same = axis.start(i) == i * size;
        if (same)
            return log2;
    }
    return std::nullopt;
}

// Writes increment_tile_cols_log2 or increment_tile_rows_log2; gives the logarithm.
unsigned writeUniform(FieldWriter &writer, const Axis &axis, unsigned least)
{
    const unsigned most = tileLog2(1, std::min(axis.superblocks(), MaxTiles));
    const auto log2 = uniformLog2(axis, least, most);
    writer.demand(log2.has_value(), axis.startsName, "is not uniform");
    for (unsigned i = least; i < log2.value_or(least); ++i)
        writer.flag(true);
    if (log2.value_or(least) < most)
        writer.flag(false);
    return log2.value_or(least);
}

// Writes width_in_sbs_minus_1 or height_in_sbs_minus_1; gives the logarithm.
unsigned writeExplicit(FieldWriter &writer, const Axis &axis, std::uint32_t largest)
{
    for (std::uint32_t i = 0; i < axis.count; ++i) {
        const std::uint32_t room = std::min(axis.superblocks() - axis.start(i), largest);
        writer.ns(axis.size(i) - 1, room, axis.startsName);
        writer.demand(axis.sizes[i] == axis.size(i) - 1, axis.sizesName,
                      "does not follow from the starts");
    }
    return tileLog2(1, axis.count);
}

std::uint32_t largestSize(const Axis &axis)
{
    std::uint32_t largest = 1;
    for (std::uint32_t i = 0; i < axis.count; ++i)
        largest = std::max(largest, axis.size(i));
    return largest;
}

// Writes the grid and gives TileColsLog2 + TileRowsLog2.
unsigned writeGrid(FieldWriter &writer, const Axis &columns, const Axis &rows, bool uniform)
{
    const unsigned sizeShift = columns.shift + 2;
    const std::uint32_t maxWidth = MaxTileWidth >> sizeShift;
    const std::uint32_t area = rows.superblocks() * columns.superblocks();
    const unsigned leastColumns = tileLog2(maxWidth, columns.superblocks());
    const unsigned least = std::max(leastColumns, tileLog2(MaxTileArea >> (2 * sizeShift), area));
    writer.flag(uniform);
    if (uniform) {
        const unsigned columnLog2 = writeUniform(writer, columns, leastColumns);
        return columnLog2 + writeUniform(writer, rows, least - std::min(least, columnLog2));
    }
    const unsigned columnLog2 = writeExplicit(writer, columns, maxWidth);
    const std::uint32_t maxArea = least > 0 ? area >> (least + 1) : area;
    const std::uint32_t maxHeight = std::max(maxArea / largestSize(columns), 1U);
    return columnLog2 + writeExplicit(writer, rows, maxHeight);
}

} // namespace

void writeTileInfo(FieldWriter &writer, const Controls &controls)
{
    const v4l2_av1_tile_info &tiles = controls.frame.tile_info;
    const unsigned shift
        = controls.sequenceHas(V4L2_AV1_SEQUENCE_FLAG_USE_128X128_SUPERBLOCK) ? 5 : 4;
    const Axis columns = columnAxis(controls, shift);
    const Axis rows = rowAxis(controls, shift);
    if (!demandAxis(writer, columns) || !demandAxis(writer, rows))
        return;
    const bool uniform = (tiles.flags & V4L2_AV1_TILE_INFO_FLAG_UNIFORM_TILE_SPACING) != 0;
    const unsigned idBits = writeGrid(writer, columns, rows, uniform);
    writer.demand(tiles.context_update_tile_id < columns.count * rows.count,
                  "frame.tile_info.context_update_tile_id", "is not a tile's");
    if (idBits == 0)
        return;
    writer.f(tiles.context_update_tile_id, idBits, "frame.tile_info.context_update_tile_id");
    writer.demand(tiles.tile_size_bytes >= 1, "frame.tile_info.tile_size_bytes", "is 0");
    writer.f(tiles.tile_size_bytes - 1U, 2, "frame.tile_info.tile_size_bytes");
}

} // namespace weir::vpu::av1
