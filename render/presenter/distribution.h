// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "platform/base/time.h"

namespace weir
{

// Percentiles of any number of durations in constant memory: counts in steps of 0.1 ms, what is
// beyond one second either way counts as one second. Value type.
class Distribution
{
public:
    Distribution();
    void add(Nanoseconds value);

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    // The value that `share` (0 to 1) of all are not above; exact to 0.1 ms; 0 when there is none.
    [[nodiscard]] Nanoseconds percentile(double share) const;
    [[nodiscard]] Nanoseconds median() const;
    // Of the distance from zero, either way: how far off it gets.
    [[nodiscard]] Nanoseconds percentileOfMagnitude(double share) const;
    [[nodiscard]] Nanoseconds largestMagnitude() const { return m_largest; }

private:
    std::vector<std::uint32_t> m_buckets;
    std::uint64_t m_count = 0;
    Nanoseconds m_largest{0};
};

} // namespace weir
