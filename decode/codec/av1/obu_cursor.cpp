// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/obu_cursor.h"

#include <limits>

namespace weir::av1
{

std::optional<std::uint32_t> takeLeb128(std::span<const std::byte> &data)
{
    constexpr std::size_t MaxBytes = 8;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < MaxBytes && i < data.size(); ++i) {
        const auto byte = std::to_integer<std::uint64_t>(data[i]);
        value |= (byte & 0x7fU) << (7 * i);
        if ((byte & 0x80U) != 0)
            continue;
        if (value > std::numeric_limits<std::uint32_t>::max())
            return std::nullopt;
        data = data.subspan(i + 1);
        return static_cast<std::uint32_t>(value);
    }
    return std::nullopt;
}

ObuCursor::ObuCursor(std::span<const std::byte> unit)
    : m_rest(unit)
{
    advance();
}

void ObuCursor::breakOff()
{
    m_broken = true;
    m_rest = {};
}

void ObuCursor::advance()
{
    m_current.reset();
    if (m_rest.empty())
        return;
    const auto first = std::to_integer<unsigned>(m_rest[0]);
    Obu obu;
    obu.header.type = static_cast<ObuType>((first >> 3U) & 15U);
    obu.header.hasExtension = (first & 4U) != 0;
    const bool hasSize = (first & 2U) != 0;
    const std::size_t headerSize = obu.header.hasExtension ? 2 : 1;
    if ((first & 0x80U) != 0 || m_rest.size() < headerSize) {
        breakOff();
        return;
    }
    if (obu.header.hasExtension) {
        const auto extension = std::to_integer<unsigned>(m_rest[1]);
        obu.header.temporalId = static_cast<std::uint8_t>(extension >> 5U);
        obu.header.spatialId = static_cast<std::uint8_t>((extension >> 3U) & 3U);
    }
    m_rest = m_rest.subspan(headerSize);
    std::size_t size = m_rest.size(); // without obu_size: to the end
    if (hasSize) {
        const auto coded = takeLeb128(m_rest);
        if (!coded || *coded > m_rest.size()) {
            breakOff();
            return;
        }
        size = *coded;
    }
    obu.payload = m_rest.first(size);
    m_rest = m_rest.subspan(size);
    m_current = obu;
}

} // namespace weir::av1
