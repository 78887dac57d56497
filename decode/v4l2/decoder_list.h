// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace weir
{

// One line of `weir --list-decoders`: one codec of one device. All of it is text for people.
struct DecoderListRow {
    std::string device; // "/dev/video0"
    std::string media; // "/dev/media0"
    std::string driver; // "visl"
    std::string codec; // "H.264"
    std::string maximumSize; // "4096x2304", or "unknown"
    std::string modes; // "frame, slice", or "-"
    std::string formats; // "NV12, P010": those that can be shown
    std::string verdict; // "ready", or why weir does not use it
};

struct DecoderList {
    std::vector<DecoderListRow> rows;
    std::vector<std::string> remarks; // nodes that could not be asked, or why there is no row
};

// Asks every stateless decoder of this machine. Takes some milliseconds; any thread.
[[nodiscard]] DecoderList listDecoders();

} // namespace weir
