// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/clock/media_clock.h"

namespace weir
{

std::optional<ClockReading> MediaClock::read() const
{
    for (;;) {
        const std::uint32_t before = m_count.load(std::memory_order_acquire); // see write()
        const bool started = m_started.load(std::memory_order_acquire);
        const ClockReading reading{
            .serial = m_serial.load(std::memory_order_acquire),
            .anchorTime = MonotonicTime(Nanoseconds(m_anchorTime.load(std::memory_order_acquire))),
            .anchorMedia = MediaTime(Nanoseconds(m_anchorMedia.load(std::memory_order_acquire))),
            .rate = m_rate.load(std::memory_order_acquire)};
        // The loads above may not sink below this one: each is an acquire.
        if (before % 2 == 0 && m_count.load(std::memory_order_relaxed) == before)
            return started ? std::optional(reading) : std::nullopt;
    }
}

void MediaClock::publish(const ClockReading &reading)
{
    write(reading, true);
}

void MediaClock::clear()
{
    write({}, false);
}

void MediaClock::write(const ClockReading &reading, bool started)
{
    const std::uint32_t count = m_count.load(std::memory_order_relaxed);
    m_count.store(count + 1, std::memory_order_relaxed);
    // Each release store keeps the odd count before it, for a reader that acquires its value.
    m_started.store(started, std::memory_order_release);
    m_serial.store(reading.serial, std::memory_order_release);
    m_anchorTime.store(reading.anchorTime.time_since_epoch().count(), std::memory_order_release);
    m_anchorMedia.store(reading.anchorMedia.time_since_epoch().count(), std::memory_order_release);
    m_rate.store(reading.rate, std::memory_order_release);
    m_count.store(count + 2, std::memory_order_release); // pairs with the first load in read()
}

} // namespace weir
