// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace weir
{

// Replaces this process by weir-player with the same arguments. It is looked for beside this
// program (a build tree), then in the libexec folder it was installed to. Returns an exit status,
// after saying why, only when that is not possible.
[[nodiscard]] int launchPlayer(std::span<char *> argv);

} // namespace weir
