// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "decode/stateless/frame_id.h"

namespace weir
{

// The timestamp by which the kernel finds a reference, in nanoseconds. FrameId::None is 0, which no
// buffer has.
[[nodiscard]] constexpr std::uint64_t referenceTimestamp(FrameId frame)
{
    return valueOf(frame) * 1000;
}

} // namespace weir
