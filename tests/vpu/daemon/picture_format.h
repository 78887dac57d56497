// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace weir::vpu
{

// How samples lie in memory.
enum class Packing {
    Bytes, // 8 bit
    LeftAlignedWords, // 16-bit little endian, the value in the high bits
    FourInFive, // 10 bit, four samples in five bytes, the first in the low bits
};

struct PictureFormat {
    std::uint32_t fourcc = 0;
    Packing packing = Packing::Bytes;
    unsigned chromaShiftX = 1;
    unsigned chromaShiftY = 1;
    bool isPlanar = false; // U and V apart; else interleaved
    bool isTiled = false; // tiles of four samples by four rows, one after the other
};

[[nodiscard]] std::optional<PictureFormat> findPictureFormat(std::uint32_t fourcc);

// Bytes that `samples` samples take.
[[nodiscard]] constexpr std::size_t packedBytes(Packing packing, std::size_t samples)
{
    switch (packing) {
    case Packing::Bytes:
        return samples;
    case Packing::LeftAlignedWords:
        return samples * 2;
    case Packing::FourInFive:
        return (samples * 10 + 7) / 8;
    }
    return 0;
}

} // namespace weir::vpu
