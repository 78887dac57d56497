// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/demux/track.h"

namespace weir::fuzz
{

// The whole engine of a codec, from packets to pictures, on the fake kernel device, which fails,
// damages and dawdles as the script says (see engine_target.cpp). What must hold: it ends, nothing
// leaks, and on a device without fault every reference is there.
void runEngine(VideoCodec codec, std::span<const std::byte> bytes);

} // namespace weir::fuzz
