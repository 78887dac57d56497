// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace weir
{

// Exact: the first picture out is the first with pts >= position. Keyframe: the key frame at or
// before it.
enum class SeekMode : std::uint8_t { Exact, Keyframe };

} // namespace weir
