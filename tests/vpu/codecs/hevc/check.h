// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "platform/base/result.h"
#include "platform/base/text.h"

namespace weir::vpu::hevc
{

// A field of a control against what the bitstream says: the error names the field.
template <std::integral Field, std::integral Right>
[[nodiscard]] Result<void> requireEqual(std::string_view field, Field value, Right right)
{
    if (static_cast<std::int64_t>(value) == static_cast<std::int64_t>(right))
        return {};
    return fail(ErrorKind::InvalidData,
                formatText("{} is {}, the bitstream says {}", field,
                           static_cast<std::int64_t>(value), static_cast<std::int64_t>(right)));
}

[[nodiscard]] inline Result<void> require(bool holds, std::string_view what)
{
    if (holds)
        return {};
    return fail(ErrorKind::InvalidData, std::string(what));
}

} // namespace weir::vpu::hevc
