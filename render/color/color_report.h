// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "decode/frame/video_format.h"

namespace weir
{

// How far the compositor could be told of a picture's colours. Value type.
struct ColorTelling {
    // Of matrix and range. Converted: weir made RGB of the picture itself. Drawn: the window did,
    // and HDR became SDR by that.
    enum class Matrix : std::uint8_t { Told, NoProtocol, NotTaken, Converted, Drawn };
    Matrix matrix = Matrix::NoProtocol;
    // Of primaries and transfer. Failed: no image description could be made.
    enum class Image : std::uint8_t { Untagged, Told, NoProtocol, NotTaken, Failed };
    Image image = Image::Untagged;
    friend constexpr bool operator==(const ColorTelling &, const ColorTelling &) = default;
};

// The colours of what is shown, for the report. Value type.
struct ColorReport {
    std::string matrix; // "bt709", "rgb"; empty: nothing was shown
    std::string range; // "limited", "full"
    std::string primaries; // of HDR and of SDR with more than 8 bits; empty: ordinary SDR
    std::string transfer; // likewise
    bool told = false; // the compositor was told matrix and range; else it guesses, see note
    bool described = false; // it was told primaries and transfer
    std::string note; // what is amiss, in words; empty: nothing
};

// Pure.
[[nodiscard]] ColorReport describeColor(const VideoFormat &format, ColorTelling telling);

} // namespace weir
