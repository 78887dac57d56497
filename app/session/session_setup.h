// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"
#include "app/session/session.h"

namespace weir
{

// What the command line asks of a session that plays `file` in `places`. Pure.
[[nodiscard]] Session::Setup sessionSetup(const Options &options, std::string file,
                                          VideoPlaces places);

} // namespace weir
