// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "decode/demux/packet.h"
#include "decode/demux/track.h"

namespace weir::test
{

// A sound file made by ffmpeg for one test, and its packets.
struct AudioClip {
    AudioTrack track;
    std::vector<Packet> packets;
};

// Runs `ffmpeg <arguments> <file with this suffix>` and reads the file back. Nothing: there is no
// ffmpeg here, or it lacks what the arguments ask for.
std::optional<AudioClip> makeAudioClip(const std::string &arguments, const std::string &suffix);

} // namespace weir::test
