// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp9/bool_decoder.h"

namespace weir::vp9
{

namespace
{

constexpr std::uint32_t MinimumRange = 128;
constexpr std::uint32_t EvenOdds = 128;

} // namespace

BoolDecoder::BoolDecoder(std::span<const std::byte> data)
    : m_data(data)
    , m_value(std::to_integer<std::uint32_t>(data.front()))
    , m_hasValidMarker(!read(EvenOdds))
{
}

std::uint32_t BoolDecoder::nextBit()
{
    const std::size_t at = m_position++;
    if (at / 8 >= m_data.size())
        return 0;
    return (std::to_integer<std::uint32_t>(m_data[at / 8]) >> (7U - at % 8)) & 1U;
}

bool BoolDecoder::read(std::uint32_t probability)
{
    const std::uint32_t split = 1 + (((m_range - 1) * probability) >> 8U);
    const bool value = m_value >= split;
    m_range = value ? m_range - split : split;
    m_value -= value ? split : 0;
    for (; m_range < MinimumRange; m_range <<= 1U)
        m_value = (m_value << 1U) | nextBit();
    return value;
}

std::uint8_t BoolDecoder::literal(unsigned count)
{
    unsigned value = 0;
    for (unsigned i = 0; i < count; ++i)
        value = (value << 1U) | (read(EvenOdds) ? 1U : 0U);
    return static_cast<std::uint8_t>(value);
}

} // namespace weir::vp9
