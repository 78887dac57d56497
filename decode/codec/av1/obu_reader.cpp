// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/obu_reader.h"

#include <algorithm>
#include <bit>

#include "platform/base/text.h"

namespace weir::av1
{

std::uint32_t ObuReader::bits(unsigned count)
{
    const std::size_t begin = m_position;
    const std::uint32_t value = take(count);
    syntax_trace::read(begin, count, value);
    return value;
}

std::uint32_t ObuReader::take(unsigned count)
{
    std::uint64_t value = 0;
    unsigned left = count;
    while (left > 0) {
        const std::size_t index = m_position / 8;
        const auto offset = static_cast<unsigned>(m_position % 8);
        const unsigned taken = std::min(left, 8U - offset);
        const std::uint64_t byte
            = index < m_data.size() ? std::to_integer<std::uint64_t>(m_data[index]) : 0;
        value = (value << taken) | ((byte >> (8U - offset - taken)) & ((1U << taken) - 1U));
        m_position += taken;
        left -= taken;
    }
    return static_cast<std::uint32_t>(value);
}

// 4.10.6
std::int32_t ObuReader::su(unsigned count)
{
    const std::size_t begin = m_position;
    const std::int64_t coded = take(count);
    const std::int64_t sign = std::int64_t{1} << (count - 1U);
    const std::int64_t value = (coded & sign) != 0 ? coded - 2 * sign : coded;
    syntax_trace::read(begin, count, value);
    return static_cast<std::int32_t>(value);
}

// 4.10.7
std::uint32_t ObuReader::ns(std::uint32_t values)
{
    if (values <= 1)
        return 0;
    const auto width = static_cast<unsigned>(std::bit_width(values));
    const std::uint32_t shorter = (1U << width) - values;
    const std::size_t begin = m_position;
    std::uint32_t value = take(width - 1U);
    if (value >= shorter)
        value = (value << 1U) - shorter + take(1);
    syntax_trace::read(begin, m_position - begin, value);
    return value;
}

// 4.10.4
std::uint32_t ObuReader::le(unsigned bytes)
{
    const std::size_t begin = m_position;
    std::uint32_t value = 0;
    for (unsigned i = 0; i < bytes; ++i)
        value |= take(8) << (8 * i);
    syntax_trace::read(begin, m_position - begin, value);
    return value;
}

// 4.10.3. From 32 zeros on the value is all ones and no further bits follow.
void ObuReader::skipUvlc()
{
    const std::size_t begin = m_position;
    unsigned zeros = 0;
    while (!hasOverrun() && take(1) == 0)
        ++zeros;
    if (zeros < 32)
        m_position += zeros;
    syntax_trace::skipped(begin, m_position - begin);
}

void ObuReader::violate(std::string_view name)
{
    if (!hasFailed())
        m_culprit = name;
}

void ObuReader::refuse(std::string_view feature)
{
    if (hasFailed())
        return;
    m_culprit = feature;
    m_kind = ErrorKind::Unsupported;
}

Result<void> ObuReader::finish(std::string_view structure) const
{
    if (!m_culprit.empty() && m_kind == ErrorKind::Unsupported)
        return fail(m_kind, formatText("{}: {} is not supported", structure, m_culprit));
    if (!m_culprit.empty())
        return fail(m_kind, formatText("{}: {} is out of range", structure, m_culprit));
    if (hasOverrun())
        return fail(ErrorKind::InvalidData, formatText("{}: ends too early", structure));
    return {};
}

} // namespace weir::av1
