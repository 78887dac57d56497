// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

#include "decode/medium/medium.h"

namespace weir
{

// MediumCounters while they count; relaxed, they order nothing. Thread-safe.
struct Counters {
    std::atomic<std::uint64_t> packets{0};
    std::atomic<std::uint64_t> decoded{0};
    std::atomic<std::uint64_t> corrupt{0};
    std::atomic<std::uint64_t> unwritten{0};
    std::atomic<std::uint64_t> skippedPackets{0};

    static void add(std::atomic<std::uint64_t> &counter)
    {
        counter.fetch_add(1, std::memory_order_relaxed);
    }
    [[nodiscard]] MediumCounters read() const
    {
        return {.packets = packets.load(std::memory_order_relaxed),
                .decoded = decoded.load(std::memory_order_relaxed),
                .corrupt = corrupt.load(std::memory_order_relaxed),
                .unwritten = unwritten.load(std::memory_order_relaxed),
                .skippedPackets = skippedPackets.load(std::memory_order_relaxed)};
    }
};

} // namespace weir
