// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace weir
{

// Names one decoded frame (both its fields) within a decoder's life: counts from 1 in decoding
// order, never reused, not even after flush(). Devices use it as the buffer's timestamp in
// microseconds, which is why it is never 0.
enum class FrameId : std::uint64_t { None = 0 };

constexpr std::uint64_t valueOf(FrameId id)
{
    return static_cast<std::uint64_t>(id);
}

} // namespace weir
