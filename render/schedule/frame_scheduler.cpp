// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/schedule/frame_scheduler.h"

#include <algorithm>

namespace weir
{

namespace
{

// While there is no running clock it is looked at again after this time.
constexpr Nanoseconds ClockLookInterval = std::chrono::milliseconds(5);
// A wake-up is never asked for nearer than this, so that no rounding can spin the loop.
constexpr Nanoseconds ShortestWait = std::chrono::microseconds(200);

// Commits that wait for a refresh are made this long after the one before it.
Nanoseconds afterVsync(Nanoseconds period)
{
    return period / 10;
}

// Half the width of the undecided zone between two refreshes.
Nanoseconds tieZone(Nanoseconds period)
{
    return period * 15 / 100;
}

// So long a commit waits for the one before to be taken, which it would replace. A compositor that
// does not show us never takes any.
constexpr Nanoseconds LongestUntaken = std::chrono::milliseconds(100);
// Pictures that are not later than this are shown one after the other instead of passed over,
constexpr Nanoseconds LongestCatchUp = std::chrono::milliseconds(50);
// where so much lies between them that a display of 60 Hz has refreshes to spare.
constexpr Nanoseconds SpareInterval = std::chrono::milliseconds(25);

MonotonicTime notTooSoon(MonotonicTime wake, MonotonicTime now)
{
    return std::max(wake, now + ShortestWait);
}

// How many of the queued are due at `limit`: the last of them is the one to show.
std::size_t dueCount(const ScheduleInput &input, MonotonicTime limit)
{
    const MediaTime position = input.clock->mediaTimeAt(limit);
    const auto firstLater = std::ranges::upper_bound(input.queued, position);
    return static_cast<std::size_t>(firstLater - input.queued.begin());
}

// How many to pass over, when so many are due at `visible`.
std::size_t tooLate(const ScheduleInput &input, std::size_t due, MonotonicTime visible)
{
    if (due < 2 || input.queued[1] - input.queued[0] < SpareInterval)
        return due - 1;
    return std::max<std::size_t>(dueCount(input, visible - LongestCatchUp), 1) - 1;
}

// Until when the last commit is left alone.
std::optional<MonotonicTime> untakenUntil(const ScheduleInput &input)
{
    if (!input.display.untakenSince)
        return std::nullopt;
    const MonotonicTime latest = *input.display.untakenSince + LongestUntaken;
    return input.now < latest ? std::optional(latest) : std::nullopt;
}

} // namespace

void FrameScheduler::reset()
{
    m_tie = Tie::None;
    m_lastTarget.reset();
}

Nanoseconds FrameScheduler::bias(Nanoseconds period) const
{
    switch (m_tie) {
    case Tie::Early:
        return period / 2 + tieZone(period);
    case Tie::Late:
        return period / 2 - tieZone(period);
    case Tie::None:
        break;
    }
    return period / 2;
}

ScheduleDecision FrameScheduler::decide(const ScheduleInput &input)
{
    if (input.queued.empty())
        return {};
    if (input.screen == ScheduleInput::Screen::Empty) {
        ScheduleDecision first;
        first.show = input.commits == ScheduleInput::Commits::Allowed;
        return first;
    }
    if (!input.clock || input.clock->rate <= 0.0)
        return whilePaused(input);
    if (input.commits == ScheduleInput::Commits::Blocked)
        return whileBlocked(input);
    if (input.display.grid)
        return onGrid(input, *input.display.grid);
    return withoutGrid(input);
}

ScheduleDecision FrameScheduler::whilePaused(const ScheduleInput &input) const
{
    ScheduleDecision decision;
    decision.wakeAt = input.now + ClockLookInterval;
    return decision;
}

ScheduleDecision FrameScheduler::whileBlocked(const ScheduleInput &input)
{
    ScheduleDecision decision;
    const std::size_t due = dueCount(input, input.now);
    decision.skip = due > 0 ? due - 1 : 0; // the newest stays for when commits are allowed again
    if (due < input.queued.size()) {
        const auto next = input.clock->timeOf(input.queued[due]);
        decision.wakeAt = notTooSoon(next.value_or(input.now), input.now);
    }
    return decision;
}

ScheduleDecision FrameScheduler::withoutGrid(const ScheduleInput &input)
{
    ScheduleDecision decision;
    const MonotonicTime visible = input.now + input.display.delay;
    const std::size_t due = dueCount(input, visible);
    if (due > 0) {
        decision.wakeAt = untakenUntil(input);
        if (decision.wakeAt)
            return decision;
        decision.skip = tooLate(input, due, visible);
        decision.show = true;
        decision.target = visible;
        return decision;
    }
    const auto next = input.clock->timeOf(input.queued.front());
    decision.wakeAt = notTooSoon(next.value_or(input.now) - input.display.delay, input.now);
    return decision;
}

ScheduleDecision FrameScheduler::onGrid(const ScheduleInput &input, const VsyncGrid &grid)
{
    const Nanoseconds period = grid.period;
    const Nanoseconds behind = period * input.display.refreshesBehind;
    MonotonicTime earliest = input.now + commitLead(period) + behind;
    if (m_lastTarget) // half a period of tolerance, since the phase moves a little
        earliest = std::max(earliest, *m_lastTarget + period / 2);
    const MonotonicTime vsync = grid.atOrAfter(earliest);

    ScheduleDecision decision;
    const std::size_t due = dueCount(input, vsync + bias(period));
    // Earlier a commit could reach the refresh before the one it is for.
    const MonotonicTime opens = vsync - behind - period + afterVsync(period);
    if (due > 0 && input.now + ShortestWait < opens) {
        decision.wakeAt = opens;
        return decision;
    }
    const MediaTime candidate = input.queued[due > 0 ? due - 1 : 0];
    const MonotonicTime ideal = input.clock->timeOf(candidate).value_or(vsync);
    const bool undecided = std::chrono::abs((ideal - vsync) - period / 2) <= tieZone(period);
    if (due > 0) {
        if (undecided)
            m_tie = Tie::Early;
        decision.skip = due - 1;
        decision.show = true;
        decision.target = vsync;
        return decision;
    }
    if (undecided)
        m_tie = Tie::Late;
    const MonotonicTime wanted = grid.atOrAfter(ideal - bias(period));
    decision.wakeAt = notTooSoon(wanted - behind - period + afterVsync(period), input.now);
    return decision;
}

} // namespace weir
