// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exit_status.h"

#include <cstdio>

namespace weir
{

int reportFailure(const Error &error)
{
    // Nothing can be done when standard error is closed; the exit status still tells.
    static_cast<void>(std::fputs(("weir: " + error.message() + "\n").c_str(), stderr));
    return error.kind() == ErrorKind::Usage ? ExitUsage : ExitCannotPlay;
}

} // namespace weir
