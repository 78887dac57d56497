// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/bits/bit_writer.h"

#include <bit>

namespace weir::vpu
{

void BitWriter::bits(std::uint64_t value, unsigned count)
{
    for (unsigned i = count; i-- > 0;) {
        if (m_used == 0)
            m_bytes.push_back(0);
        const auto bit = static_cast<unsigned>((value >> i) & 1U);
        m_bytes.back() = static_cast<std::uint8_t>(m_bytes.back() | (bit << (7 - m_used)));
        m_used = (m_used + 1) % 8;
    }
}

void BitWriter::ue(std::uint32_t value)
{
    const std::uint64_t code = std::uint64_t{value} + 1;
    const auto length = static_cast<unsigned>(std::bit_width(code));
    bits(0, length - 1);
    bits(code, length);
}

void BitWriter::se(std::int32_t value)
{
    const auto magnitude = static_cast<std::uint32_t>(value < 0 ? -std::int64_t{value} : value);
    ue(value > 0 ? 2 * magnitude - 1 : 2 * magnitude);
}

void BitWriter::trailingBits()
{
    flag(true);
    alignWithZeros();
}

void BitWriter::alignWithZeros()
{
    m_used = 0;
}

std::size_t BitWriter::bitCount() const
{
    return m_bytes.size() * 8 - (m_used == 0 ? 0 : 8 - m_used);
}

void appendEscaped(std::vector<std::uint8_t> &out, std::span<const std::uint8_t> rbsp)
{
    unsigned zeros = 0;
    for (const std::uint8_t byte : rbsp) {
        if (zeros >= 2 && byte <= 3) {
            out.push_back(3);
            zeros = 0;
        }
        out.push_back(byte);
        zeros = byte == 0 ? zeros + 1 : 0;
    }
}

void appendNal(std::vector<std::uint8_t> &out, std::span<const std::uint8_t> header,
               std::span<const std::uint8_t> rbsp)
{
    out.insert(out.end(), {0, 0, 1});
    out.insert(out.end(), header.begin(), header.end());
    appendEscaped(out, rbsp);
}

} // namespace weir::vpu
