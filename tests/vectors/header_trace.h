// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace weir::test
{

struct TracedElement {
    std::string name;
    unsigned position = 0; // of its first bit, from the NAL unit's header byte on
    unsigned bitCount = 0;
    std::int64_t value = 0;
    std::string bits; // as text
};

// One NAL unit as libavcodec's trace_headers filter reads it.
struct TracedUnit {
    std::string title; // "Sequence Parameter Set", "Slice Header", ...
    std::vector<TracedElement> elements;
};

// A packet, and what the filter says of it.
struct TracedPacket {
    std::span<const std::byte> extradata; // that comes with it, and is traced before it
    std::span<const std::byte> bytes;
    std::vector<TracedUnit> units;
    bool isWhole = true; // the filter read it to its end
};

// The first `limit` packets of the first video stream; before them the extradata with no packet.
void forEachTracedPacket(const std::filesystem::path &file, std::size_t limit,
                         const std::function<void(const TracedPacket &)> &each);
// The name that libavcodec has for the codec of that stream; empty: there is none.
std::string codecOf(const std::filesystem::path &file);

// What the filter says of each packet; element 0 is the extradata.
std::vector<std::vector<TracedUnit>> traceHeaders(const std::filesystem::path &file,
                                                  std::size_t limit);

} // namespace weir::test
