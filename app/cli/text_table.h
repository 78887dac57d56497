// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace weir
{

using TextRow = std::vector<std::string>;

// Rows of cells as lines: each column as wide as its widest cell, two spaces between columns,
// `indent` in front, none behind the last cell. ASCII. Pure.
[[nodiscard]] std::string textTable(const std::vector<TextRow> &rows, const std::string &indent);

} // namespace weir
