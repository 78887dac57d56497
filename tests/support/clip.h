// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace weir::test
{

// `ffmpeg ARGUMENTS FILE` in a folder of this process's own; the file's path. Empty: ffmpeg is
// missing or failed.
std::string makeClip(const std::string &name, const std::string &arguments);

} // namespace weir::test
