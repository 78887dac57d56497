// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/tile_group.h"

#include <string>

namespace weir::vpu::av1
{

namespace
{

using Bytes = std::span<const std::uint8_t>;

Result<Bytes> cut(const v4l2_ctrl_av1_tile_group_entry &entry, Bytes bitstream)
{
    const auto failEntry = [&](const char *what) {
        return fail(ErrorKind::InvalidData,
                    "AV1 tile_group_entry of row " + std::to_string(entry.tile_row) + ", column "
                        + std::to_string(entry.tile_col) + ": " + what + " (offset "
                        + std::to_string(entry.tile_offset) + ", size "
                        + std::to_string(entry.tile_size) + ", buffer "
                        + std::to_string(bitstream.size()) + ")");
    };
    if (entry.tile_size == 0)
        return failEntry("tile_size is 0");
    if (entry.tile_offset > bitstream.size()
        || entry.tile_size > bitstream.size() - entry.tile_offset)
        return failEntry("outside the bitstream buffer");
    return bitstream.subspan(entry.tile_offset, entry.tile_size);
}

// The tiles in their order in the frame.
Result<std::vector<Bytes>> sortTiles(const Controls &controls, Bytes bitstream)
{
    const v4l2_av1_tile_info &info = controls.frame.tile_info;
    std::vector<Bytes> tiles(std::size_t{info.tile_cols} * info.tile_rows);
    if (tiles.empty() || controls.tiles.size() != tiles.size())
        return fail(ErrorKind::InvalidData,
                    "AV1 tile_group_entry: " + std::to_string(controls.tiles.size())
                        + " entries for " + std::to_string(tiles.size()) + " tiles");
    for (const v4l2_ctrl_av1_tile_group_entry &entry : controls.tiles) {
        if (entry.tile_row >= info.tile_rows || entry.tile_col >= info.tile_cols)
            return fail(ErrorKind::InvalidData,
                        "AV1 tile_group_entry: tile_row or tile_col is out of range");
        Bytes &tile = tiles[std::size_t{entry.tile_row} * info.tile_cols + entry.tile_col];
        if (!tile.empty())
            return fail(ErrorKind::InvalidData, "AV1 tile_group_entry: a tile occurs twice");
        tile = TRY(cut(entry, bitstream));
    }
    return tiles;
}

} // namespace

Result<std::vector<std::uint8_t>> writeTileGroup(const Controls &controls, Bytes bitstream)
{
    const std::vector<Bytes> tiles = TRY(sortTiles(controls, bitstream));
    const unsigned sizeBytes = controls.frame.tile_info.tile_size_bytes;
    std::vector<std::uint8_t> group;
    if (tiles.size() > 1)
        group.push_back(0); // tile_start_and_end_present_flag, byte_alignment()
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        const std::uint64_t sizeMinus1 = tiles[i].size() - 1;
        const bool last = i + 1 == tiles.size();
        if (!last && (sizeBytes == 0 || sizeBytes > 4 || sizeMinus1 >> (8 * sizeBytes) != 0))
            return fail(ErrorKind::InvalidData,
                        "AV1 frame.tile_info.tile_size_bytes is too small for a tile");
        for (unsigned byte = 0; !last && byte < sizeBytes; ++byte)
            group.push_back(static_cast<std::uint8_t>(sizeMinus1 >> (8 * byte)));
        group.insert(group.end(), tiles[i].begin(), tiles[i].end());
    }
    return group;
}

} // namespace weir::vpu::av1
