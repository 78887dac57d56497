// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/vpu/daemon/picture_format.h"

namespace weir::vpu
{

// A row of samples: bytes when `depth` is 8, else 16-bit words with the value in the low bits.
struct SampleRow {
    const std::uint8_t *data = nullptr;
    unsigned depth = 8;
    std::size_t count = 0;
};

// Packs a row; `to` has room for packedBytes(packing, row.count).
void packRow(const SampleRow &row, Packing packing, std::uint8_t *to);

// u0 v0 u1 v1 …, in samples of the rows' own width; both rows have `u.count` samples.
void interleaveRows(const SampleRow &u, const SampleRow &v, std::uint8_t *to);

} // namespace weir::vpu
