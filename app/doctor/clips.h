// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "decode/demux/track.h"

namespace weir
{

// One of the short clips that lie in the program: 10 moving pictures of 208x120, a size at which a
// wrong stride or a forgotten crop shows. Lives as long as the program.
struct DoctorClip {
    std::string_view name; // "h264-high": stable, for JSON
    std::string_view title; // "H.264 High", for people
    VideoCodec codec = VideoCodec::Other;
    std::span<const std::byte> file; // Matroska; empty: it could not be made
    std::string_view missing; // why `file` is empty
};

// All clips, also those that this build lacks. Made by clips.cmake.
[[nodiscard]] std::span<const DoctorClip> doctorClips();

} // namespace weir
