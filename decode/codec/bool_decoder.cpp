// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/bool_decoder.h"

namespace weir
{

void BoolDecoder::refill()
{
    while (m_valid <= 56) {
        if (m_next < m_data.size())
            m_window |= std::to_integer<std::uint64_t>(m_data[m_next++]) << (56U - m_valid);
        m_valid += 8;
        m_filled += 8;
    }
}

BoolDecoder::State BoolDecoder::state()
{
    if (m_valid < 8)
        refill();
    return {.range = static_cast<std::uint8_t>(m_range),
            .value = static_cast<std::uint8_t>(m_window >> 56U),
            .bitCount = static_cast<std::uint8_t>((8U - position() % 8U) % 8U)};
}

} // namespace weir
