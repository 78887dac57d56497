// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "platform/base/result.h"

namespace weir
{

// Where --json goes: `path`, replaced as a whole, or standard output for "-". Errors: those of
// opening and writing, with the path.
[[nodiscard]] Result<void> writeJson(const std::string &json, const std::string &path);

} // namespace weir
