// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/bits/bool_decoder.h"

namespace weir::vpu
{

BoolDecoder::BoolDecoder(std::span<const std::uint8_t> bytes)
    : m_bytes(bytes)
{
    const std::uint32_t first = nextByte();
    m_value = (first << 8) | nextByte();
}

std::uint32_t BoolDecoder::nextByte()
{
    const std::size_t index = m_next++;
    return index < m_bytes.size() ? m_bytes[index] : 0U;
}

bool BoolDecoder::bit(std::uint8_t probability)
{
    const std::uint32_t split = 1 + (((m_range - 1) * probability) >> 8);
    const bool one = m_value >= (split << 8);
    if (one) {
        m_range -= split;
        m_value -= split << 8;
    } else {
        m_range = split;
    }
    while (m_range < 128) {
        m_range <<= 1;
        m_value <<= 1;
        if (++m_shifts % 8 == 0)
            m_value |= nextByte();
    }
    return one;
}

std::uint32_t BoolDecoder::literal(unsigned count)
{
    std::uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i)
        value = (value << 1) | (flag() ? 1U : 0U);
    return value;
}

int BoolDecoder::signedLiteral(unsigned count)
{
    const auto magnitude = static_cast<int>(literal(count));
    return flag() ? -magnitude : magnitude;
}

} // namespace weir::vpu
