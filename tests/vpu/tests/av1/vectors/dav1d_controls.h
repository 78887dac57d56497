// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include <dav1d/headers.h>

#include "tests/vpu/codecs/av1/controls.h"

namespace weir::vpu::test
{

// What a client that works as the uAPI says would send for a frame that libdav1d has read: all
// controls but the tiles. `timestamps` and `orderHints` are those of the client's slots.
av1::Controls controlsOf(const Dav1dSequenceHeader &sequence, const Dav1dFrameHeader &frame,
                         const std::array<std::uint64_t, 8> &timestamps,
                         const std::array<std::uint32_t, 8> &orderHints);

} // namespace weir::vpu::test
