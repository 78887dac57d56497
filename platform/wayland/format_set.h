// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weir
{

// One row of linux-dmabuf's table: a DRM fourcc and a modifier.
struct FormatModifier {
    std::uint32_t fourcc = 0;
    std::uint64_t modifier = 0;
    friend constexpr auto operator<=>(const FormatModifier &, const FormatModifier &) = default;
};

// What a compositor said it can import. LINEAR and INVALID (implicit) modifiers are different
// entries on purpose: a driver may take one and misread the other. Value type.
class FormatSet
{
public:
    void add(FormatModifier entry);
    // Adds the rows of a zwp_linux_dmabuf_feedback_v1.format_table that `indices` names; indices
    // beyond the table are ignored.
    void addFromTable(std::span<const std::byte> table, std::span<const std::uint16_t> indices);

    [[nodiscard]] bool contains(FormatModifier entry) const;
    [[nodiscard]] bool containsFourcc(std::uint32_t fourcc) const;
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    [[nodiscard]] std::span<const FormatModifier> entries() const { return m_entries; }

private:
    std::vector<FormatModifier> m_entries; // sorted, each once
};

} // namespace weir
