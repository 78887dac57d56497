// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "platform/base/time.h"

namespace weir
{

// Two clocks read at (nearly) the same moment: `other` between two readings of CLOCK_MONOTONIC.
struct ClockSample {
    MonotonicTime before;
    Nanoseconds other{0};
    MonotonicTime after;
};

// `stamp` of the other clock as monotonic time; the error is at most half of after - before.
[[nodiscard]] MonotonicTime toMonotonic(Nanoseconds stamp, const ClockSample &sample);

// The other way round.
[[nodiscard]] Nanoseconds fromMonotonic(MonotonicTime time, const ClockSample &sample);

// Converts stamps of wp_presentation.clock_id. Weston's headless backend uses
// CLOCK_MONOTONIC_RAW, which drifts against CLOCK_MONOTONIC: it is compared at every conversion.
// Value type.
class ClockConversion
{
public:
    ClockConversion() = default; // CLOCK_MONOTONIC: nothing to convert
    explicit ClockConversion(std::uint32_t clockId)
        : m_clockId(clockId)
    {
    }

    [[nodiscard]] MonotonicTime convert(Nanoseconds stamp) const;
    // `time` as a stamp of that clock.
    [[nodiscard]] Nanoseconds stampOf(MonotonicTime time) const;

private:
    // Nothing: this kernel does not have that clock.
    [[nodiscard]] std::optional<ClockSample> sample() const;

    std::uint32_t m_clockId = 1; // CLOCK_MONOTONIC in the Linux ABI, which the protocol refers to
};

} // namespace weir
