// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/av1/syntax.h"

namespace weir::av1
{

// warpValid of the setup shear process, 7.11.3.6.
[[nodiscard]] bool isWarpValid(const WarpParams &params);

} // namespace weir::av1
