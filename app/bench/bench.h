// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

namespace weir
{

// `weir --bench`: plays each file in a plain window (as fast as possible without one when the
// presenter is null), prints the report to standard output and writes the JSON. SIGINT and SIGTERM
// end the run early; the report is still written. Returns the exit status.
[[nodiscard]] int runBench(const Options &options);

} // namespace weir
