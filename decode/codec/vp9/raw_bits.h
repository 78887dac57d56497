// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/codec/syntax_trace.h"

namespace weir::vp9
{

// Reads f(n) and s(n) (4.10): bits as they are, without emulation prevention. Reading past the end
// gives zeros and latches an overrun. Borrows the bytes.
class RawBits
{
public:
    explicit RawBits(std::span<const std::byte> data)
        : m_data(data)
    {
    }

    // The next `count` bits, 0..16.
    std::uint32_t f(unsigned count)
    {
        const std::size_t begin = m_position;
        const std::uint32_t value = take(count);
        syntax_trace::read(begin, count, value);
        return value;
    }
    bool flag() { return f(1) != 0; }
    // A magnitude of `count` bits and a sign.
    std::int32_t s(unsigned count)
    {
        const std::size_t begin = m_position;
        const auto magnitude = static_cast<std::int32_t>(take(count));
        const std::int32_t value = bit() != 0 ? -magnitude : magnitude;
        syntax_trace::read(begin, count + 1, value);
        return value;
    }

    [[nodiscard]] bool hasOverrun() const { return m_position > m_data.size() * 8; }
    // Bytes that have been begun.
    [[nodiscard]] std::size_t bytesRead() const { return (m_position + 7) / 8; }

private:
    // f(n), told to nobody.
    std::uint32_t take(unsigned count)
    {
        std::uint32_t value = 0;
        for (unsigned i = 0; i < count; ++i)
            value = (value << 1U) | bit();
        return value;
    }
    std::uint32_t bit()
    {
        const std::size_t at = m_position++;
        if (at / 8 >= m_data.size())
            return 0;
        return (std::to_integer<std::uint32_t>(m_data[at / 8]) >> (7U - at % 8)) & 1U;
    }

    std::span<const std::byte> m_data;
    std::size_t m_position = 0;
};

} // namespace weir::vp9
