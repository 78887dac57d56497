// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

namespace weir
{

// `weir --doctor`: has each stateless decoder (or the one of --device) decode the built-in clips of
// what it claims, compares every picture with the software decoder's, and prints what to send with
// a bug report. Returns the exit status: ExitCannotPlay when a decoder is wrong or hangs.
[[nodiscard]] int runDoctor(const Options &options);

} // namespace weir
