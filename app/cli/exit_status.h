// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"

namespace weir
{

inline constexpr int ExitPlayed = 0;
inline constexpr int ExitCannotPlay = 1;
inline constexpr int ExitUsage = 2;

// Writes "weir: <message>" to standard error and returns the exit status for it.
[[nodiscard]] int reportFailure(const Error &error);

} // namespace weir
