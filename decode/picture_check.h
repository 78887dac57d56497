// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace weir
{

// How far a driver's word is trusted that a picture's memory has been written.
enum class PictureCheck : std::uint8_t {
    Off,
    First, // each buffer is looked at when the first picture is in it; costs nothing afterwards
    Every, // every picture
};

} // namespace weir
