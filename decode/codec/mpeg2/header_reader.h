// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "decode/codec/syntax_trace.h"
#include "platform/base/result.h"

namespace weir::mpeg2
{

// Fixed-length fields of a header, from behind its start code on. Unlike in NAL units there are no
// emulation prevention bytes. Reading past the end gives zeros; the first violation is latched, and
// finish() tells in the end. Names must be literals. Borrows the bytes.
class HeaderReader
{
public:
    explicit HeaderReader(std::span<const std::byte> data)
        : m_data(data)
    {
    }

    // The next `count` bits, 0..32.
    std::uint32_t u(unsigned count)
    {
        const std::size_t begin = m_position;
        std::uint32_t value = 0;
        for (unsigned i = 0; i < count; ++i, ++m_position) {
            const std::size_t at = m_position / 8;
            const bool bit = at < m_data.size()
                && (std::to_integer<unsigned>(m_data[at]) >> (7U - m_position % 8U) & 1U) != 0;
            value = value << 1U | (bit ? 1U : 0U);
        }
        syntax_trace::read(begin, count, value);
        return value;
    }
    template <typename T>
    T u(unsigned count)
    {
        return static_cast<T>(u(count));
    }
    bool flag() { return u(1) != 0; }
    void marker()
    {
        if (!flag())
            violate("marker_bit");
    }
    void violate(std::string_view name)
    {
        if (m_culprit.empty())
            m_culprit = name;
    }
    // InvalidData, naming `structure` and what is wrong in it.
    [[nodiscard]] Result<void> finish(std::string_view structure) const;

private:
    std::span<const std::byte> m_data;
    std::size_t m_position = 0;
    std::string_view m_culprit; // empty: none
};

} // namespace weir::mpeg2
