// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"

namespace weir
{

// `weir --md5`: decodes each file and prints "<md5>  <file>" of all raw pictures: cropped, in
// output order, planar, in the stream's own format. Returns the exit status.
[[nodiscard]] int runMd5(const Options &options);

} // namespace weir
