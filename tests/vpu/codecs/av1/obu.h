// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weir::vpu::av1
{

enum class ObuType : std::uint8_t { // 6.2.2
    SequenceHeader = 1,
    TemporalDelimiter = 2,
    FrameHeader = 3,
    TileGroup = 4,
    Frame = 6,
};

// Appends an OBU of the low-overhead format: header without extension, size field, payload (5.3).
void appendObu(std::vector<std::uint8_t> &out, ObuType type, std::span<const std::uint8_t> payload);

} // namespace weir::vpu::av1
