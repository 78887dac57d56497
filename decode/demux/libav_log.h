// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace weir
{

// Sends what the libav libraries have to say to our log (debug) instead of stderr. The first call
// counts, later ones do nothing. Thread-safe.
void routeLibavLog();

// "Invalid data found when processing input" for an AVERROR code.
[[nodiscard]] std::string libavMessage(int code);

} // namespace weir
