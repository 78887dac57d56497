// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/format_set.h"

#include <algorithm>
#include <cstring>

namespace weir
{

namespace
{

// linux-dmabuf-v1, event format_table: 4 bytes of format, 4 of padding, 8 of modifier.
constexpr std::size_t TableRowBytes = 16;
constexpr std::size_t ModifierOffsetBytes = 8;

} // namespace

void FormatSet::add(FormatModifier entry)
{
    const auto place = std::ranges::lower_bound(m_entries, entry);
    if (place == m_entries.end() || *place != entry)
        m_entries.insert(place, entry);
}

void FormatSet::addFromTable(std::span<const std::byte> table,
                             std::span<const std::uint16_t> indices)
{
    for (const std::uint16_t index : indices) {
        const std::size_t offset = std::size_t{index} * TableRowBytes;
        if (offset + TableRowBytes > table.size())
            continue;
        const std::byte *row = table.subspan(offset, TableRowBytes).data();
        FormatModifier entry;
        std::memcpy(&entry.fourcc, row, sizeof entry.fourcc);
        std::memcpy(&entry.modifier, row + ModifierOffsetBytes, sizeof entry.modifier);
        add(entry);
    }
}

bool FormatSet::contains(FormatModifier entry) const
{
    return std::ranges::binary_search(m_entries, entry);
}

bool FormatSet::containsFourcc(std::uint32_t fourcc) const
{
    return std::ranges::any_of(
        m_entries, [fourcc](const FormatModifier &entry) { return entry.fourcc == fourcc; });
}

} // namespace weir
