// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/av1/controls.h"

namespace weir::vpu::av1
{

// tile_group_obu() of 5.11.1 with all tiles of the frame, cut out of the bitstream buffer as the
// TILE_GROUP_ENTRY array says.
Result<std::vector<std::uint8_t>> writeTileGroup(const Controls &controls,
                                                 std::span<const std::uint8_t> bitstream);

} // namespace weir::vpu::av1
