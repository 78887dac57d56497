// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/bit_reader.h"

#include <bit>

namespace weir
{

namespace
{

constexpr unsigned MaxLeadingZeros = 31;

} // namespace

void BitReader::refill()
{
    while (m_cached <= 56U && m_next != m_end) {
        const auto byte = std::to_integer<std::uint64_t>(*m_next++);
        if (m_zeros >= 2 && byte == 3) {
            m_zeros = 0;
            continue;
        }
        m_zeros = byte == 0 ? m_zeros + 1 : 0;
        m_cache |= byte << (56U - m_cached);
        m_cached += 8;
    }
}

void BitReader::skip(unsigned count)
{
    syntax_trace::skipped(m_position, count);
    for (; count > 32; count -= 32)
        take(32);
    take(count);
}

std::uint32_t BitReader::takeCode()
{
    if (m_cached <= MaxLeadingZeros)
        refill();
    const auto zeros = static_cast<unsigned>(std::countl_zero(m_cache));
    if (zeros > MaxLeadingZeros) {
        m_overrun = true;
        return 0;
    }
    drop(zeros);
    return take(zeros + 1) - 1U;
}

std::uint32_t BitReader::ue()
{
    const std::uint32_t begin = m_position;
    const std::uint32_t code = takeCode();
    syntax_trace::read(begin, m_position - begin, code);
    return code;
}

std::int32_t BitReader::se()
{
    const std::uint32_t begin = m_position;
    const std::uint32_t code = takeCode(); // 0, 1, -1, 2, -2, ... (9.1.1)
    const auto magnitude = static_cast<std::int32_t>((code >> 1U) + (code & 1U));
    const std::int32_t value = (code & 1U) != 0 ? magnitude : -magnitude;
    syntax_trace::read(begin, m_position - begin, value);
    return value;
}

bool BitReader::moreRbspData() const
{
    BitReader probe = *this;
    if (probe.take(1) == 0)
        return !probe.hasOverrun();
    // A set bit is the stop bit when only zeros follow it.
    while (!probe.hasOverrun()) {
        probe.refill();
        if (probe.m_cache != 0)
            return true;
        probe.drop(probe.m_cached == 0 ? 1 : probe.m_cached);
    }
    return false;
}

} // namespace weir
