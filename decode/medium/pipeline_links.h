// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "decode/demux/packet_buffer.h"
#include "decode/medium/counters.h"
#include "decode/medium/event_queue.h"

namespace weir
{

// What a track's thread shares with the rest of its medium. All of it outlives the thread.
struct PipelineLinks {
    std::string url; // for messages
    PacketBuffer *packets = nullptr;
    EventQueue *events = nullptr;
    Counters *counters = nullptr;
    std::function<Serial()> newestSeek; // thread-safe; what has an older serial is stale
    std::optional<std::uint64_t> maximumPictures; // video ends after that many
    // Called on the track's thread: the last picture or sound of `serial` has been handed on, and
    // no other follows by itself.
    std::function<void(TrackKind track, Serial serial)> ended;
};

} // namespace weir
