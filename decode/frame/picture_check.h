// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace weir
{

// How far it is trusted that a picture's memory has been written, and that importers see it.
enum class PictureCheck : std::uint8_t {
    Off,
    First, // each buffer when its first picture is in it, each layout; costs nothing afterwards
    Every, // every picture
};

} // namespace weir
