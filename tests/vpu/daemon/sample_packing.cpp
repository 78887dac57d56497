// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/daemon/sample_packing.h"

#include <cstring>

namespace weir::vpu
{

namespace
{

std::uint16_t wordAt(const std::uint8_t *data, std::size_t index)
{
    std::uint16_t word = 0;
    std::memcpy(&word, data + index * sizeof(word), sizeof(word));
    return word;
}

void packWords(const SampleRow &row, std::uint8_t *to)
{
    const unsigned shift = 16 - row.depth;
    for (std::size_t i = 0; i < row.count; ++i) {
        const unsigned sample = row.depth == 8 ? row.data[i] : wordAt(row.data, i);
        const auto word = static_cast<std::uint16_t>(sample << shift);
        std::memcpy(to + i * sizeof(word), &word, sizeof(word));
    }
}

void packFourInFive(const SampleRow &row, std::uint8_t *to)
{
    std::uint64_t pending = 0; // bits not yet written, the oldest lowest
    unsigned bits = 0;
    for (std::size_t i = 0; i < row.count; ++i) {
        const std::uint64_t sample
            = row.depth == 8 ? std::uint64_t{row.data[i]} << 2 : wordAt(row.data, i);
        pending |= sample << bits;
        for (bits += 10; bits >= 8; bits -= 8, pending >>= 8)
            *to++ = static_cast<std::uint8_t>(pending);
    }
    if (bits > 0)
        *to = static_cast<std::uint8_t>(pending);
}

template <typename Sample>
void interleave(const std::uint8_t *u, const std::uint8_t *v, std::size_t count, std::uint8_t *to)
{
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(to + 2 * i * sizeof(Sample), u + i * sizeof(Sample), sizeof(Sample));
        std::memcpy(to + (2 * i + 1) * sizeof(Sample), v + i * sizeof(Sample), sizeof(Sample));
    }
}

} // namespace

void packRow(const SampleRow &row, Packing packing, std::uint8_t *to)
{
    switch (packing) {
    case Packing::Bytes:
        std::memcpy(to, row.data, row.count);
        return;
    case Packing::LeftAlignedWords:
        packWords(row, to);
        return;
    case Packing::FourInFive:
        packFourInFive(row, to);
        return;
    }
}

void interleaveRows(const SampleRow &u, const SampleRow &v, std::uint8_t *to)
{
    if (u.depth == 8)
        interleave<std::uint8_t>(u.data, v.data, u.count, to);
    else
        interleave<std::uint16_t>(u.data, v.data, u.count, to);
}

} // namespace weir::vpu
