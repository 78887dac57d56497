// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace weir
{

// The boolean entropy decoder of VP8 (RFC 6386 7) and of VP9's compressed headers (9.2, whose first
// bool is the marker). Reading past the end gives what zeros would give and latches an overrun. A
// value type that borrows the bytes.
class BoolDecoder
{
public:
    explicit BoolDecoder(std::span<const std::byte> data)
        : m_data(data)
    {
    }

    // One bool that is false with `probability` / 256.
    bool read(std::uint8_t probability)
    {
        if (m_valid < 8)
            refill();
        const std::uint32_t split = splitOf(m_range, probability);
        const std::uint64_t bigSplit = std::uint64_t{split} << 56U;
        const bool bit = m_window >= bigSplit;
        if (bit) {
            m_range -= split;
            m_window -= bigSplit;
        } else {
            m_range = split;
        }
        const unsigned shift = shiftOf(m_range);
        m_range <<= shift;
        m_window <<= shift;
        m_valid -= shift;
        return bit;
    }
    // Bools until one is true, at most `count`, the i-th of probabilityAt(i): how many were false
    // before it. Headers are full of them: "is this probability changed?".
    template <typename ProbabilityAt>
    std::size_t falsesBeforeTrue(std::size_t count, ProbabilityAt probabilityAt)
    {
        BoolDecoder local = *this; // so that what is written between two calls does not alias it
        std::size_t falses = 0;
        while (falses < count && !local.read(probabilityAt(falses)))
            ++falses;
        *this = local;
        return falses;
    }
    bool flag() { return read(128); }
    // L(n): n bits, the highest first.
    std::uint32_t literal(unsigned count)
    {
        std::uint32_t value = 0;
        for (unsigned i = 0; i < count; ++i)
            value = value << 1U | (flag() ? 1U : 0U);
        return value;
    }
    // A magnitude of n bits and its sign.
    std::int32_t signedLiteral(unsigned count)
    {
        const auto magnitude = static_cast<std::int32_t>(literal(count));
        return flag() ? -magnitude : magnitude;
    }

    // Where another decoder goes on: "range" and the current byte of "value" of 7.3, and how many
    // bits are left before the next byte comes in.
    struct State {
        std::uint8_t range = 255;
        std::uint8_t value = 0;
        std::uint8_t bitCount = 0;
    };
    [[nodiscard]] State state();
    // Bits that have left the window: the highest bit of State::value is the next one.
    [[nodiscard]] std::uint32_t position() const { return m_filled - m_valid; }
    [[nodiscard]] bool hasOverrun() const { return position() > m_data.size() * 8; }

private:
    void refill();
    static std::uint32_t splitOf(std::uint32_t range, std::uint8_t probability)
    {
        return 1 + (((range - 1) * probability) >> 8U);
    }
    // What brings it back to 128..255; after an improbable bool that was false usually nothing.
    static unsigned shiftOf(std::uint32_t range)
    {
        if (range >= 128)
            return 0;
        return static_cast<unsigned>(std::countl_zero(static_cast<std::uint8_t>(range)));
    }

    std::span<const std::byte> m_data;
    std::size_t m_next = 0; // the byte that comes into the window next; beyond the end: zeros
    std::uint64_t m_window = 0; // left-aligned
    unsigned m_valid = 0; // bits in the window
    std::uint32_t m_range = 255; // 128..255 between two bools
    std::uint32_t m_filled = 0; // bits that ever were in the window
};

} // namespace weir
