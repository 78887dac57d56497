// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/clock_conversion.h"

#include <ctime>

namespace weir
{

MonotonicTime toMonotonic(Nanoseconds stamp, const ClockSample &sample)
{
    const MonotonicTime middle = sample.before + (sample.after - sample.before) / 2;
    return middle + (stamp - sample.other);
}

Nanoseconds fromMonotonic(MonotonicTime time, const ClockSample &sample)
{
    const MonotonicTime middle = sample.before + (sample.after - sample.before) / 2;
    return sample.other + (time - middle);
}

std::optional<ClockSample> ClockConversion::sample() const
{
    timespec other{};
    ClockSample sample{.before = MonotonicClock::now(), .other = {}, .after = {}};
    if (clock_gettime(static_cast<clockid_t>(m_clockId), &other) != 0)
        return std::nullopt;
    sample.after = MonotonicClock::now();
    sample.other = std::chrono::seconds(other.tv_sec) + Nanoseconds(other.tv_nsec);
    return sample;
}

MonotonicTime ClockConversion::convert(Nanoseconds stamp) const
{
    if (m_clockId == CLOCK_MONOTONIC)
        return MonotonicTime(stamp);
    const std::optional<ClockSample> both = sample();
    return both ? toMonotonic(stamp, *both) : MonotonicClock::now(); // the event is recent
}

Nanoseconds ClockConversion::stampOf(MonotonicTime time) const
{
    if (m_clockId == CLOCK_MONOTONIC)
        return time.time_since_epoch();
    const std::optional<ClockSample> both = sample();
    return both ? fromMonotonic(time, *both) : Nanoseconds::zero(); // the past: at once
}

} // namespace weir
