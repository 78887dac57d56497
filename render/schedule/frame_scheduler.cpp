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

// How near to the middle a picture has to be to say which way its like go. Where each is as far
// from its refresh as the last but one was (30 or 24 on 60 Hz, nearly), all of them cross the
// middle together, slowly: what has crossed the zone is to say so, or it would go back with every
// tremble of the clock. Where there are more kinds of pictures, others may be as near, and go their
// own way.
Nanoseconds tieRange(const ScheduleInput &input, std::size_t index, Nanoseconds period)
{
    const Nanoseconds zone = tieZone(period);
    if (index + 1 >= input.queued.size())
        return zone;
    const Nanoseconds twice = 2 * (input.queued[index + 1] - input.queued[index]);
    const Nanoseconds over = (twice + period / 2) % period - period / 2;
    return std::chrono::abs(over) <= period / 8 ? 2 * zone : zone;
}

// So long a commit waits for the one before to be taken, which it would replace. A compositor that
// does not show us never takes any.
constexpr Nanoseconds LongestUntaken = std::chrono::milliseconds(100);
// Pictures that are not later than this are shown one after the other instead of passed over,
constexpr Nanoseconds LongestCatchUp = std::chrono::milliseconds(50);
// where so much lies between them that a display of 60 Hz has refreshes to spare.
constexpr Nanoseconds SpareInterval = std::chrono::milliseconds(25);

// What a display that keeps times is given in advance: so many pictures, and none for later than
// this. There is no way to take one back, and a seek waits behind them.
constexpr std::size_t MostAhead = 2;
constexpr Nanoseconds LongestAhead = std::chrono::milliseconds(100);

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
    if (input.commits == ScheduleInput::Commits::Blocked) {
        const auto later = beforeItsTime(input);
        return later ? *later : whileBlocked(input);
    }
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

// An answer that is missing now may be there when the next picture's time has come.
std::optional<ScheduleDecision> FrameScheduler::beforeItsTime(const ScheduleInput &input) const
{
    if (!input.display.grid)
        return std::nullopt;
    FrameScheduler asked = *this; // nothing is shown, so nothing is kept of it
    const ScheduleDecision decision = asked.onGrid(input, *input.display.grid);
    return decision.isFixed ? std::optional(decision) : std::nullopt;
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
        if (input.pacing == Pacing::Timer)
            decision.wakeAt = untakenUntil(input);
        if (decision.wakeAt)
            return decision;
        decision.skip = tooLate(input, due, visible);
        decision.show = true;
        decision.target = visible;
        decision.terms = termsFor(input.pacing, visible, nullptr, 0);
        return decision;
    }
    const auto next = input.clock->timeOf(input.queued.front());
    decision.wakeAt = notTooSoon(next.value_or(input.now) - input.display.delay, input.now);
    decision.isFixed = true;
    return decision;
}

// The first refresh that a commit made now could be for.
MonotonicTime FrameScheduler::earliest(const ScheduleInput &input, const VsyncGrid &grid) const
{
    const Nanoseconds half = grid.period / 2; // of tolerance, since the phase moves a little
    MonotonicTime time
        = input.now + commitLead(grid.period) + grid.period * input.display.refreshesBehind;
    if (m_lastTarget)
        time = std::max(time, *m_lastTarget + half);
    if (input.pacing != Pacing::Timer && input.display.lastExpected)
        time = std::max(time, *input.display.lastExpected + half);
    return grid.atOrAfter(time);
}

// The newest that is due at the first possible refresh; else the next one, at its own.
FrameScheduler::Plan FrameScheduler::planNext(const ScheduleInput &input, const VsyncGrid &grid)
{
    const Nanoseconds period = grid.period;
    Plan plan{.index = 0, .target = earliest(input, grid)};
    std::size_t due = dueCount(input, plan.target + bias(period));
    const bool isAhead = due == 0;
    if (isAhead) {
        const auto ideal = input.clock->timeOf(input.queued.front());
        plan.target = grid.atOrAfter(ideal.value_or(plan.target) - bias(period));
        due = std::max<std::size_t>(dueCount(input, plan.target + bias(period)), 1);
    }
    plan.index = due - 1;
    const auto ideal = input.clock->timeOf(input.queued[plan.index]).value_or(plan.target);
    const Nanoseconds after = ideal - plan.target;
    const Nanoseconds range = tieRange(input, plan.index, period);
    if (std::chrono::abs(after - period / 2) <= range)
        m_tie = Tie::Early;
    else if (isAhead && std::chrono::abs(after + period / 2) <= range)
        m_tie = Tie::Late;
    return plan;
}

// From when on a commit for `target` may be made.
MonotonicTime FrameScheduler::opens(const ScheduleInput &input, const VsyncGrid &grid,
                                    MonotonicTime target) const
{
    const DisplayTiming &display = input.display;
    if (input.pacing == Pacing::FifoTiming) {
        const bool isFull = display.ahead >= MostAhead && display.nextTarget;
        return std::max(target - LongestAhead, isFull ? *display.nextTarget : input.now);
    }
    // Earlier it could reach the refresh before the one it is for,
    const MonotonicTime free
        = target - grid.period * display.refreshesBehind - grid.period + afterVsync(grid.period);
    // unless that one is taken and none replaces another.
    const bool isTaken = m_lastTarget && target - *m_lastTarget < grid.period * 3 / 2;
    return input.pacing == Pacing::Fifo && isTaken ? free - grid.period : free;
}

// We woke up too late to be sure of a picture's own refresh. It may be committed at once, whichever
// refresh takes it: the one it is for, or the one after. But it must not replace another.
bool FrameScheduler::isOverdue(const ScheduleInput &input, const VsyncGrid &grid,
                               const Plan &plan) const
{
    if (input.pacing != Pacing::Timer)
        return false;
    const auto ideal = input.clock->timeOf(input.queued[plan.index]).value_or(plan.target);
    const MonotonicTime own = grid.atOrAfter(ideal - bias(grid.period));
    return own + grid.period / 2 < plan.target;
}

ScheduleDecision FrameScheduler::onGrid(const ScheduleInput &input, const VsyncGrid &grid)
{
    const Plan plan = planNext(input, grid);
    ScheduleDecision decision;
    const MonotonicTime open = opens(input, grid, plan.target);
    const bool overdue = isOverdue(input, grid, plan);
    if (input.now + ShortestWait < open && (!overdue || input.display.untakenSince)) {
        decision.wakeAt = open;
        decision.isFixed = !overdue;
        return decision;
    }
    decision.skip = plan.index;
    decision.show = true;
    decision.target = plan.target;
    decision.terms = termsFor(input.pacing, plan.target, &grid, input.display.refreshesLate);
    return decision;
}

} // namespace weir
