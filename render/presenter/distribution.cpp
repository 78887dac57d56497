// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/distribution.h"

#include <algorithm>
#include <cmath>

namespace weir
{

namespace
{

constexpr Nanoseconds Step = std::chrono::microseconds(100);
constexpr std::ptrdiff_t Centre = 10'000; // bucket of zero: one second of steps either way
constexpr std::size_t BucketCount = 2 * Centre + 1;

Nanoseconds valueOf(std::ptrdiff_t bucket)
{
    return Step * (bucket - Centre);
}

} // namespace

Distribution::Distribution()
    : m_buckets(BucketCount)
{
}

void Distribution::add(Nanoseconds value)
{
    const double steps = static_cast<double>(value.count()) / static_cast<double>(Step.count());
    const auto bucket = std::clamp<std::ptrdiff_t>(std::lround(steps) + Centre, 0, BucketCount - 1);
    ++m_buckets[static_cast<std::size_t>(bucket)];
    ++m_count;
    m_largest = std::max(m_largest, Nanoseconds(std::chrono::abs(value)));
}

Nanoseconds Distribution::percentile(double share) const
{
    const double wanted = share * static_cast<double>(m_count);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen > 0 && static_cast<double>(seen) >= wanted)
            return valueOf(static_cast<std::ptrdiff_t>(i));
    }
    return Nanoseconds::zero();
}

Nanoseconds Distribution::median() const
{
    return percentile(0.5);
}

Nanoseconds Distribution::percentileOfMagnitude(double share) const
{
    const double wanted = share * static_cast<double>(m_count);
    std::uint64_t seen = m_buckets[Centre];
    std::size_t distance = 0;
    while (static_cast<double>(seen) < wanted && distance < Centre) {
        ++distance;
        seen += m_buckets[Centre - distance] + m_buckets[Centre + distance];
    }
    return Step * static_cast<std::int64_t>(distance);
}

} // namespace weir
