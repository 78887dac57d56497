// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace weir::vpu
{

// The arithmetic decoder that VP8 (RFC 6386 7.3) and VP9 (9.2) share. Past the end it reads zeros,
// as both formats want, and remembers it. Value type.
class BoolDecoder
{
public:
    explicit BoolDecoder(std::span<const std::uint8_t> bytes);

    [[nodiscard]] bool bit(std::uint8_t probability);
    [[nodiscard]] bool flag() { return bit(128); }
    // L(n): n <= 31 bits of even odds, most significant first.
    [[nodiscard]] std::uint32_t literal(unsigned count);
    // A magnitude of `count` bits, then a sign.
    [[nodiscard]] int signedLiteral(unsigned count);

    // The coder's state, as V4L2_CID_STATELESS_VP8_FRAME hands it over.
    [[nodiscard]] std::uint8_t range() const { return static_cast<std::uint8_t>(m_range); }
    [[nodiscard]] std::uint8_t value() const { return static_cast<std::uint8_t>(m_value >> 8); }
    // Bits that were shifted out so far.
    [[nodiscard]] std::size_t bitsUsed() const { return m_shifts; }
    // A decision rested on bits behind the end.
    [[nodiscard]] bool hasOverrun() const { return m_shifts > m_bytes.size() * 8; }

private:
    std::uint32_t nextByte();

    std::span<const std::uint8_t> m_bytes;
    std::size_t m_next = 0; // index of the byte to be read next
    std::size_t m_shifts = 0;
    std::uint32_t m_range = 255;
    std::uint32_t m_value = 0; // the window of 8 bits, and up to 8 more below it
};

} // namespace weir::vpu
