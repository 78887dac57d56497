// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/support/bool_encoder.h"

#include <cstddef>
#include <cstdlib>

namespace weir::vpu
{

void BoolEncoder::carry()
{
    std::size_t i = m_bytes.size();
    while (i > 0 && m_bytes[i - 1] == 0xff)
        m_bytes[--i] = 0;
    if (i > 0)
        ++m_bytes[i - 1];
}

void BoolEncoder::bit(bool value, unsigned probability)
{
    const std::uint32_t split = 1 + (((m_range - 1) * probability) >> 8);
    if (value) {
        m_bottom += split;
        if (m_bottom < split)
            carry();
        m_range -= split;
    } else {
        m_range = split;
    }
    while (m_range < 128) {
        m_range <<= 1;
        if ((m_bottom >> 31) != 0)
            carry();
        m_bottom <<= 1;
        if (--m_bitsLeft == 0) {
            m_bytes.push_back(static_cast<std::uint8_t>(m_bottom >> 24));
            m_bottom &= 0xffffff;
            m_bitsLeft = 8;
        }
    }
}

void BoolEncoder::literal(unsigned value, unsigned count)
{
    while (count-- > 0)
        flag(((value >> count) & 1) != 0);
}

void BoolEncoder::optionalSigned(int value, unsigned count)
{
    flag(value != 0);
    if (value == 0)
        return;
    literal(static_cast<unsigned>(std::abs(value)), count);
    flag(value < 0);
}

std::vector<std::uint8_t> BoolEncoder::finish()
{
    for (int i = 0; i < 32; ++i)
        flag(false);
    return m_bytes;
}

} // namespace weir::vpu
