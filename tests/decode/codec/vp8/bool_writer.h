// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace weir::vp8::test
{

// RFC 6386 7.3: the boolean entropy encoder.
class BoolWriter
{
public:
    void write(bool value, std::uint8_t probability)
    {
        const std::uint32_t split = 1 + (((m_range - 1) * probability) >> 8U);
        if (value) {
            m_bottom += split;
            m_range -= split;
        } else {
            m_range = split;
        }
        for (; m_range < 128; m_range <<= 1U)
            shift();
    }
    void flag(bool value) { write(value, 128); }
    void literal(std::uint32_t value, unsigned count)
    {
        for (unsigned i = count; i > 0; --i)
            flag((value >> (i - 1) & 1U) != 0);
    }
    void signedLiteral(std::int32_t value, unsigned count)
    {
        literal(static_cast<std::uint32_t>(std::abs(value)), count);
        flag(value < 0);
    }
    // A flag that says whether the value follows.
    void optional(std::int32_t value, unsigned count)
    {
        flag(value != 0);
        if (value != 0)
            signedLiteral(value, count);
    }
    std::uint32_t shifts() const { return m_shifts; }

    std::vector<std::byte> finish()
    {
        for (int i = 0; i < 32; ++i)
            shift();
        std::vector<std::byte> bytes;
        for (std::size_t i = 0; i + 8 <= m_bits.size(); i += 8) {
            unsigned byte = 0;
            for (std::size_t k = 0; k < 8; ++k)
                byte = byte << 1U | (m_bits[i + k] ? 1U : 0U);
            bytes.push_back(static_cast<std::byte>(byte));
        }
        return bytes;
    }

private:
    // One bit leaves at the top of the 8-bit window, with the carry from below.
    void shift()
    {
        if ((m_bottom & 0x100U) != 0) {
            for (std::size_t i = m_bits.size(); i > 0; --i) {
                m_bits[i - 1] = !m_bits[i - 1];
                if (m_bits[i - 1])
                    break;
            }
            m_bottom &= 0xffU;
        }
        m_bits.push_back((m_bottom & 0x80U) != 0);
        m_bottom = m_bottom << 1U & 0xffU;
        ++m_shifts;
    }

    std::vector<bool> m_bits;
    std::uint32_t m_bottom = 0;
    std::uint32_t m_range = 255;
    std::uint32_t m_shifts = 0;
};

} // namespace weir::vp8::test
