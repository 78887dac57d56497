// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "platform/base/light_info.h"

namespace weir
{

// What can be said of the colours after the matrix: code points of ITU-T H.273. Value type.
struct ImageColor {
    std::uint8_t primaries = 1;
    std::uint8_t transfer = 1;
    LightInfo light{}; // what it says can be true; the protocol is strict
    friend constexpr bool operator==(const ImageColor &, const ImageColor &) = default;
};

// What a compositor is told of a picture in YCbCr: code points of ITU-T H.273. Value type.
struct ColorTag {
    std::uint8_t matrix = 1; // never 0 (RGB) nor 2 (unspecified)
    bool fullRange = false;
    std::uint8_t chromaLocation = 0; // Chroma420SampleLocType + 1; 0: nothing is said
    std::optional<ImageColor> image{}; // nothing: ordinary SDR, which is left untagged
    friend constexpr bool operator==(const ColorTag &, const ColorTag &) = default;
};

} // namespace weir
