// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/schedule/vsync_model.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace weir
{

namespace
{

constexpr std::size_t SampleCount = 16; // a quarter of a second at 60 Hz
constexpr std::size_t FewestSamples = 4;
// Before timestamps are moved for a display that does not mean by them what we do.
constexpr std::size_t FewestTimed = 8;
constexpr int MostRefreshesBehind = 3;
// Outside of these a refresh time is no display's: 500 Hz and 10 Hz.
constexpr Nanoseconds ShortestPeriod = std::chrono::milliseconds(2);
constexpr Nanoseconds LongestPeriod = std::chrono::milliseconds(100);
// A pause in playing makes a late answer; what is later than this is no usual delay.
constexpr Nanoseconds LongestDelay = std::chrono::milliseconds(100);

template <typename T>
T medianOf(std::vector<T> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

// `distance` to the nearest multiple of `period`.
Nanoseconds offGrid(Nanoseconds distance, Nanoseconds period)
{
    const Nanoseconds rest = distance % period;
    if (rest > period / 2)
        return rest - period;
    if (rest < -period / 2)
        return rest + period;
    return rest;
}

} // namespace

MonotonicTime VsyncGrid::atOrAfter(MonotonicTime time) const
{
    const Nanoseconds rest = (time - phase) % period;
    if (rest == Nanoseconds::zero())
        return time;
    return rest > Nanoseconds::zero() ? time + (period - rest) : time - rest;
}

Nanoseconds commitLead(Nanoseconds period)
{
    return period * 6 / 10;
}

void VsyncModel::addDelay(Nanoseconds delay)
{
    if (delay > Nanoseconds::zero() && delay < LongestDelay)
        m_delays.push_back(delay);
    if (m_delays.size() > SampleCount)
        m_delays.pop_front();
}

void VsyncModel::add(std::optional<MonotonicTime> committed, const Presented &presented,
                     std::optional<MonotonicTime> notBefore)
{
    if (committed && !notBefore)
        addDelay(presented.time - *committed);
    const bool hasRate = presented.refresh >= ShortestPeriod && presented.refresh <= LongestPeriod;
    if (!presented.vsync || !hasRate)
        return;
    if (std::chrono::abs(presented.refresh - m_period) > m_period / 100)
        m_onVsync.clear(); // another mode or another output
    m_period = presented.refresh;
    m_onVsync.push_back(
        {.committed = committed, .presented = presented.time, .notBefore = notBefore});
    if (m_onVsync.size() > SampleCount)
        m_onVsync.pop_front();
    m_grid = computeGrid();
    m_behind = m_grid ? computeBehind(Kind::AtOnce).value_or(m_behind) : 0;
    m_late = m_grid ? computeBehind(Kind::NotBefore).value_or(m_late) : 0;
}

std::optional<VsyncGrid> VsyncModel::computeGrid() const
{
    if (m_onVsync.size() < FewestSamples)
        return std::nullopt;
    const MonotonicTime newest = m_onVsync.back().presented;
    std::vector<Nanoseconds> offsets;
    offsets.reserve(m_onVsync.size());
    for (const Sample &sample : m_onVsync)
        offsets.push_back(offGrid(sample.presented - newest, m_period));
    const Nanoseconds middle = medianOf(offsets);
    std::vector<Nanoseconds> spread;
    spread.reserve(offsets.size());
    for (const Nanoseconds offset : offsets)
        spread.push_back(std::chrono::abs(offGrid(offset - middle, m_period)));
    if (medianOf(spread) > m_period / 8)
        return std::nullopt; // stamped when drawn, not when shown
    return VsyncGrid{.phase = newest + middle, .period = m_period};
}

std::optional<VsyncGrid> VsyncModel::grid() const
{
    return m_grid;
}

Nanoseconds VsyncModel::usualDelay() const
{
    if (m_delays.empty())
        return Nanoseconds::zero();
    return medianOf(std::vector(m_delays.begin(), m_delays.end()));
}

std::optional<int> VsyncModel::computeBehind(Kind kind) const
{
    std::vector<int> behind;
    for (const Sample &sample : m_onVsync) {
        const bool isTimed = sample.notBefore.has_value();
        if (!sample.committed || isTimed != (kind == Kind::NotBefore))
            continue;
        const MonotonicTime made = *sample.committed + commitLead(m_grid->period);
        const MonotonicTime possible
            = m_grid->atOrAfter(std::max(made, sample.notBefore.value_or(made)));
        const double refreshes = static_cast<double>((sample.presented - possible).count())
            / static_cast<double>(m_grid->period.count());
        behind.push_back(static_cast<int>(std::lround(refreshes)));
    }
    if (behind.size() < (kind == Kind::NotBefore ? FewestTimed : 1))
        return std::nullopt;
    return std::clamp(medianOf(behind), 0, MostRefreshesBehind);
}

} // namespace weir
