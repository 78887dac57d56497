// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/av1/global_motion.h"

namespace weir::vpu::av1
{

// warpValid of 7.11.3.6: whether a block can be warped by these parameters.
bool isWarpValid(const MotionParams &params);

} // namespace weir::vpu::av1
