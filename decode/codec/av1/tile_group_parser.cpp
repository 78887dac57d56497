// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/tile_group_parser.h"

#include "decode/codec/av1/obu_reader.h"

namespace weir::av1
{

namespace
{

constexpr std::string_view TileGroupStructure = "AV1 tile group";

struct Range {
    std::uint32_t start = 0; // tg_start
    std::uint32_t end = 0; // tg_end
};

Range parseRange(ObuReader &reader, const TileInfo &info)
{
    const std::uint32_t last = info.tileCount() - 1;
    // tile_start_and_end_present_flag
    if (last == 0 || !reader.flag())
        return {.start = 0, .end = last};
    const unsigned bits = unsigned{info.tileColsLog2} + info.tileRowsLog2;
    Range range;
    range.start = reader.f<std::uint32_t>(bits);
    range.end = reader.f<std::uint32_t>(bits);
    if (range.end > last || range.end < range.start)
        reader.violate("tg_end");
    return range;
}

} // namespace

Result<void> parseTileGroup(std::span<const std::byte> group, std::uint32_t base,
                            const TileInfo &info, std::vector<Tile> &tiles)
{
    ObuReader reader(group);
    const Range range = parseRange(reader, info);
    reader.byteAlignment();
    if (range.start != tiles.size())
        reader.violate("tg_start");
    TRY(reader.finish(TileGroupStructure));
    const std::size_t before = tiles.size();
    for (std::uint32_t number = range.start; number <= range.end; ++number) {
        const bool isLast = number == range.end;
        const std::size_t coded
            = isLast ? 0 : std::size_t{reader.le(info.tileSizeBytes)} + 1; // tile_size_minus_1
        const std::size_t offset = reader.position() / 8;
        const std::size_t left = offset < group.size() ? group.size() - offset : 0;
        const std::size_t size = isLast ? left : coded;
        if (size == 0 || size > left) {
            tiles.resize(before);
            return fail(ErrorKind::InvalidData, "AV1 tile group: a tile goes past its end");
        }
        tiles.push_back({.offset = static_cast<std::uint32_t>(base + offset),
                         .size = static_cast<std::uint32_t>(size),
                         .row = static_cast<std::uint8_t>(number / info.tileCols),
                         .column = static_cast<std::uint8_t>(number % info.tileCols)});
        reader.skipBytes(size);
    }
    return {};
}

} // namespace weir::av1
