// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decode/codec/av1/syntax.h"
#include "platform/base/result.h"

namespace weir::av1
{

// A coded tile's place.
struct Tile {
    std::uint32_t offset = 0; // bytes
    std::uint32_t size = 0; // at least 1
    std::uint8_t row = 0;
    std::uint8_t column = 0;
};

// 5.11.1. Appends the tiles of one tile group to `tiles`, which holds those before; their offsets
// are from the beginning of `group` on, plus `base`. Errors: InvalidData, `tiles` as it was.
[[nodiscard]] Result<void> parseTileGroup(std::span<const std::byte> group, std::uint32_t base,
                                          const TileInfo &info, std::vector<Tile> &tiles);

} // namespace weir::av1
