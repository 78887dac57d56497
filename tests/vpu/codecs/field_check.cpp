// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/field_check.h"

#include <algorithm>

#include "platform/base/text.h"

namespace weir::vpu
{

void FieldCheck::same(std::string_view field, std::int64_t inControl, std::int64_t inStream)
{
    if (inControl == inStream)
        return;
    if (m_count++ == 0)
        m_first = formatText("{} is {}, the stream says {}", field, inControl, inStream);
}

void FieldCheck::sameBytes(std::string_view field, std::span<const std::byte> inControl,
                           std::span<const std::byte> inStream)
{
    const auto [mine, theirs] = std::ranges::mismatch(inControl, inStream);
    if (mine == inControl.end())
        return;
    const auto index = mine - inControl.begin();
    same(formatText("{} (byte {})", field, index), std::to_integer<int>(*mine),
         std::to_integer<int>(*theirs));
}

Result<void> FieldCheck::result() const
{
    if (m_count == 0)
        return {};
    const std::string more = m_count > 1 ? formatText(" ({} more)", m_count - 1) : "";
    return fail(ErrorKind::InvalidData, formatText("{}: {}{}", m_control, m_first, more));
}

} // namespace weir::vpu
