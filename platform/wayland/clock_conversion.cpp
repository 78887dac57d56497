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

MonotonicTime ClockConversion::convert(Nanoseconds stamp) const
{
    if (m_clockId == CLOCK_MONOTONIC)
        return MonotonicTime(stamp);
    timespec other{};
    ClockSample sample{.before = MonotonicClock::now(), .other = {}, .after = {}};
    if (clock_gettime(static_cast<clockid_t>(m_clockId), &other) != 0)
        return MonotonicClock::now(); // a clock this kernel does not have: the event is recent
    sample.after = MonotonicClock::now();
    sample.other = std::chrono::seconds(other.tv_sec) + Nanoseconds(other.tv_nsec);
    return toMonotonic(stamp, sample);
}

} // namespace weir
