// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace weir::test
{

// Builds the raw syntax of a NAL unit and escapes it (H.264 7.4.1).
class BitWriter
{
public:
    BitWriter &u(unsigned count, std::uint64_t value)
    {
        for (unsigned i = count; i > 0; --i)
            m_bits.push_back(((value >> (i - 1)) & 1U) != 0);
        return *this;
    }
    BitWriter &ue(std::uint32_t value)
    {
        const auto code = static_cast<std::uint64_t>(value) + 1;
        const auto length = static_cast<unsigned>(std::bit_width(code));
        return u(length - 1, 0).u(length, code);
    }
    BitWriter &se(std::int32_t value)
    {
        const auto magnitude = static_cast<std::uint32_t>(value < 0 ? -value : value);
        return ue(value > 0 ? 2 * magnitude - 1 : 2 * magnitude);
    }
    // '0' and '1'; everything else is ignored.
    BitWriter &bits(std::string_view text)
    {
        for (const char c : text) {
            if (c == '0' || c == '1')
                m_bits.push_back(c == '1');
        }
        return *this;
    }
    [[nodiscard]] std::size_t size() const { return m_bits.size(); }

    // With the stop bit.
    [[nodiscard]] std::vector<std::byte> nal() const
    {
        auto bits = m_bits;
        bits.push_back(true);
        while (bits.size() % 8 != 0)
            bits.push_back(false);
        std::vector<std::byte> bytes;
        unsigned zeros = 0;
        for (std::size_t i = 0; i < bits.size(); i += 8) {
            unsigned byte = 0;
            for (std::size_t k = 0; k < 8; ++k)
                byte = (byte << 1U) | (bits[i + k] ? 1U : 0U);
            if (zeros == 2 && byte <= 3) {
                bytes.push_back(std::byte{3});
                zeros = 0;
            }
            zeros = byte == 0 ? zeros + 1 : 0;
            bytes.push_back(static_cast<std::byte>(byte));
        }
        return bytes;
    }

private:
    std::vector<bool> m_bits;
};

} // namespace weir::test
