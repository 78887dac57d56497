// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace weir::vp9
{

// The arithmetic decoder of compressed headers (9.2). Past the end it reads zeros, as 9.2.2 says.
// Borrows the bytes.
class BoolDecoder
{
public:
    // 9.2.1: `data` is not empty.
    explicit BoolDecoder(std::span<const std::byte> data);

    // The first bool, which must be 0: false when it is not.
    [[nodiscard]] bool hasValidMarker() const { return m_hasValidMarker; }
    // B(p): probability/256 that it is false; 1..255.
    bool read(std::uint32_t probability);
    // L(n), 0..8 bits.
    std::uint8_t literal(unsigned count);

private:
    std::uint32_t nextBit();

    std::span<const std::byte> m_data;
    std::size_t m_position = 8; // bits
    std::uint32_t m_value; // BoolValue
    std::uint32_t m_range = 255; // BoolRange
    bool m_hasValidMarker;
};

} // namespace weir::vp9
