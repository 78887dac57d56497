// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/clock/clock_filter.h"

#include <algorithm>

namespace weir
{

namespace
{

using namespace std::chrono_literals;

// An error is corrected over about this time: slow enough that no frame is shown early or late
// for the sake of a device's jitter, fast enough to follow a drift of 1000 ppm within 1 ms.
constexpr double CorrectionSeconds = 1.0;
constexpr double LargestSlope = 0.05;
// Beyond this it is no jitter; lips and sound are seen apart from 45 ms on.
constexpr Nanoseconds LargestSmooth = 40ms;
// While the sound catches up the clock goes at half its pace: who waits for a media time by the
// reading of one moment wakes at most twice as late as by the next.
constexpr double WaitingRate = 0.5;

} // namespace

ClockReading ClockFilter::update(const Position &position)
{
    if (!m_reading || m_reading->serial != position.serial) {
        m_reading = ClockReading{.serial = position.serial,
                                 .anchorTime = position.heardAt,
                                 .anchorMedia = position.media,
                                 .rate = 1.0};
        return *m_reading;
    }
    const MediaTime measured = position.media - (position.heardAt - position.now);
    const MediaTime shown = m_reading->mediaTimeAt(position.now);
    const Nanoseconds error = measured - shown;
    if (error > LargestSmooth)
        return set(position.now, measured, 1.0);
    if (error < -LargestSmooth)
        return set(position.now, shown, WaitingRate);
    const double correction = std::chrono::duration<double>(error).count() / CorrectionSeconds;
    return set(position.now, shown, 1.0 + std::clamp(correction, -LargestSlope, LargestSlope));
}

ClockReading ClockFilter::stall(MonotonicTime now, MediaTime last)
{
    if (!m_reading)
        return {};
    const MediaTime shown = m_reading->mediaTimeAt(now);
    return set(now, shown, shown >= last ? 0.0 : 1.0);
}

ClockReading ClockFilter::runFree(MonotonicTime now)
{
    return m_reading ? set(now, m_reading->mediaTimeAt(now), 1.0) : ClockReading{};
}

ClockReading ClockFilter::pause(MonotonicTime now)
{
    return m_reading ? set(now, m_reading->mediaTimeAt(now), 0.0) : ClockReading{};
}

ClockReading ClockFilter::set(MonotonicTime time, MediaTime media, double rate)
{
    m_reading = ClockReading{
        .serial = m_reading->serial, .anchorTime = time, .anchorMedia = media, .rate = rate};
    return *m_reading;
}

} // namespace weir
