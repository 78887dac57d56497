// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

#include "render/clock/clock_reader.h"

namespace weir
{

// The one clock of a session: a reading published by one writer at a time (the sink's real-time
// thread or its owner, which exclude each other), read by any number of threads without a lock.
class MediaClock final : public ClockReader
{
public:
    // Thread-safe, lock-free. Repeats while a publish is going on, which takes nanoseconds.
    [[nodiscard]] std::optional<ClockReading> read() const override;

    // Writer: no system call, no lock.
    void publish(const ClockReading &reading);
    // Writer: back to "not started" (the medium is closed).
    void clear();

private:
    void write(const ClockReading &reading, bool started);

    // A seqlock: odd while it is written. The fields are atomic only so that an overlapping read
    // is defined; the count says whether it is of use.
    std::atomic<std::uint32_t> m_count = 0;
    std::atomic<bool> m_started = false;
    std::atomic<Serial> m_serial = 0;
    std::atomic<std::int64_t> m_anchorTime = 0; // ns, CLOCK_MONOTONIC
    std::atomic<std::int64_t> m_anchorMedia = 0; // ns
    std::atomic<double> m_rate = 0.0;
};

} // namespace weir
