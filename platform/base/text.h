// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <format>
#include <string>
#include <string_view>

namespace weir
{

// What formatText() calls; compiled once.
[[nodiscard]] std::string formatErased(std::string_view format, std::format_args arguments);

// As std::format, checked when it is compiled. std::format itself would put its whole engine, for
// all kinds of arguments, into each object file: half of what a small file takes to compile.
template <typename... Args>
[[nodiscard]] std::string formatText(std::format_string<Args...> format, Args &&...arguments)
{
    return formatErased(format.get(), std::make_format_args(arguments...));
}

} // namespace weir
