// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/codec/syntax_trace.h"

namespace weir
{

// Reads the raw syntax of one NAL unit: emulation prevention bytes (H.264 7.4.1, H.265 7.4.2) are
// skipped on the way. Reading past the end gives zeros and latches an overrun, so that a parser
// checks once at its end. A value type; copies read on independently. Borrows the bytes.
class BitReader
{
public:
    explicit BitReader(std::span<const std::byte> data)
        : m_next(data.data())
        , m_end(data.data() + data.size())
    {
    }

    // The next `count` bits, 0..32.
    std::uint32_t bits(unsigned count)
    {
        const std::uint32_t begin = m_position;
        const std::uint32_t value = take(count);
        syntax_trace::read(begin, count, value);
        return value;
    }
    bool flag() { return bits(1) != 0; }
    void skip(unsigned count); // any number

    // Exp-Golomb codes, H.264 9.1. More than 31 leading zeros count as an overrun.
    std::uint32_t ue();
    std::int32_t se();

    // H.264 7.2: data follows before the trailing bits. Walks to the end: for short NAL units.
    [[nodiscard]] bool moreRbspData() const;

    // Bits read so far, emulation prevention bytes not counted.
    [[nodiscard]] std::uint32_t position() const { return m_position; }
    [[nodiscard]] bool hasOverrun() const { return m_overrun; }

private:
    // The same, told to nobody.
    std::uint32_t take(unsigned count)
    {
        if (m_cached < count)
            refill();
        const auto value = static_cast<std::uint32_t>((m_cache >> 1U) >> (63U - count));
        drop(count);
        return value;
    }
    std::uint32_t takeCode();
    void refill();
    void drop(unsigned count)
    {
        m_overrun |= count > m_cached;
        m_cache = count < 64U ? m_cache << count : 0;
        m_cached -= count < m_cached ? count : m_cached;
        m_position += count;
    }

    const std::byte *m_next;
    const std::byte *m_end;
    std::uint64_t m_cache = 0; // left-aligned; zeros after the last valid bit
    unsigned m_cached = 0; // valid bits in m_cache
    unsigned m_zeros = 0; // zero bytes just before m_next
    std::uint32_t m_position = 0;
    bool m_overrun = false;
};

} // namespace weir
