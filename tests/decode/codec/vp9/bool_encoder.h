// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::vp9::test
{

// Writes what a bool decoder reads, with the marker in front: one long binary number, to whose end
// the split is added for each true bool.
class BoolEncoder
{
public:
    BoolEncoder() { put(false, 128); }

    BoolEncoder &put(bool value, unsigned probability)
    {
        const unsigned split = 1 + (((m_range - 1) * probability) >> 8U);
        if (value)
            add(split);
        m_range = value ? m_range - split : split;
        for (; m_range < 128; m_range *= 2)
            m_bits.push_back(0);
        return *this;
    }
    BoolEncoder &literal(unsigned count, unsigned value)
    {
        for (unsigned i = count; i > 0; --i)
            put(((value >> (i - 1)) & 1U) != 0, 128);
        return *this;
    }
    // `count` probabilities that stay as they are.
    BoolEncoder &keep(unsigned count)
    {
        for (unsigned i = 0; i < count; ++i)
            put(false, 252);
        return *this;
    }
    // One that changes; its code follows by literal().
    BoolEncoder &change() { return put(true, 252); }

    [[nodiscard]] std::vector<std::byte> bytes() const
    {
        std::vector<std::byte> result((m_bits.size() + 7) / 8);
        for (std::size_t i = 0; i < m_bits.size(); ++i)
            result[i / 8] |= static_cast<std::byte>(m_bits[i] << (7 - i % 8));
        return result;
    }

private:
    // To the last eight bits, with carry.
    void add(unsigned value)
    {
        unsigned carry = 0;
        for (std::size_t i = 0; i < m_bits.size(); ++i) {
            std::uint8_t &bit = m_bits[m_bits.size() - 1 - i];
            const unsigned sum = bit + carry + (i < 8 ? (value >> i) & 1U : 0);
            bit = sum & 1U;
            carry = sum >> 1U;
        }
    }

    std::vector<std::uint8_t> m_bits = std::vector<std::uint8_t>(8, 0);
    unsigned m_range = 255;
};

} // namespace weir::vp9::test
