// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/bool_decoder.h"

#include <cstring>

namespace weir
{

void BoolDecoder::refill()
{
    // The bits behind the last whole byte are the stream's too: the next time they fall on
    // themselves.
    if (std::uint64_t word = 0; m_next + sizeof word <= m_data.size()) {
        std::memcpy(&word, m_data.data() + m_next, sizeof word);
        if constexpr (std::endian::native == std::endian::little)
            word = std::byteswap(word);
        m_window |= word >> m_valid;
        const unsigned bytes = (64U - m_valid) / 8;
        m_next += bytes;
        m_valid += 8 * bytes;
        m_filled += 8 * bytes;
        return;
    }
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
