// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/time.h"

#include <ctime>

namespace weir
{

MonotonicClock::time_point MonotonicClock::now() noexcept
{
    timespec now{};
    // Cannot fail: the clock exists on every kernel and the pointer is valid.
    static_cast<void>(clock_gettime(CLOCK_MONOTONIC, &now));
    return time_point(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

} // namespace weir
