// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace weir
{

// Position on the medium's own time line, in nanoseconds from the start of the medium (the file's
// start_time is subtracted by the demuxer). Distinct from wall-clock types on purpose.
struct MediaClockTag {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = std::chrono::nanoseconds;
    using time_point = std::chrono::time_point<MediaClockTag, duration>;
    static constexpr bool is_steady = true; // NOLINT(readability-identifier-naming): the standard's
};
using MediaTime = MediaClockTag::time_point;

// CLOCK_MONOTONIC, nanoseconds. Presentation feedback is converted to it on arrival.
struct MonotonicClock {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = std::chrono::nanoseconds;
    using time_point = std::chrono::time_point<MonotonicClock, duration>;
    static constexpr bool is_steady = true; // NOLINT(readability-identifier-naming): the standard's
    static time_point now() noexcept;
};
using MonotonicTime = MonotonicClock::time_point;

using Nanoseconds = std::chrono::nanoseconds;

} // namespace weir
