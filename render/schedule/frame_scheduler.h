// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "platform/base/time.h"
#include "render/clock/clock_reader.h"
#include "render/schedule/pacing.h"
#include "render/schedule/vsync_model.h"

namespace weir
{

// How the display answers, as VsyncModel found it.
struct DisplayTiming {
    std::optional<VsyncGrid> grid;
    Nanoseconds delay{0}; // commit to light; used without a grid
    int refreshesBehind = 0; // used with one
    // Since when the last commit waits for a refresh to take it. Nothing: it does not.
    std::optional<MonotonicTime> untakenSince;

    // Of commits that are not answered. Their time is still to come:
    std::size_t ahead = 0;
    std::optional<MonotonicTime> nextTarget; // the first of those
    // When the last one will be seen if none replaces another; used with a grid.
    std::optional<MonotonicTime> lastExpected;
    // Whole refreshes that commits are shown after the one their timestamp asks for.
    int refreshesLate = 0;
};

// All that a decision depends on.
struct ScheduleInput {
    MonotonicTime now;
    std::span<const MediaTime> queued; // waiting pictures of one serial, in order of display
    // Nothing: there is no clock for this serial yet.
    std::optional<ClockReading> clock;
    DisplayTiming display;
    Pacing pacing = Pacing::Timer;
    enum class Screen : std::uint8_t {
        Empty, // no picture of this serial was shown yet: the first is, at once
        Showing,
    } screen = Screen::Empty;
    enum class Commits : std::uint8_t {
        Allowed,
        Blocked, // hidden, or the compositor has not answered: only what is past is passed over
    } commits = Commits::Allowed;
};

struct ScheduleDecision {
    std::size_t skip = 0; // this many from the front are passed over, never shown
    bool show = false; // then the next one is shown now
    // When it should become visible, if that is known.
    std::optional<MonotonicTime> target;
    CommitTerms terms; // of its commit
    // Ask again then (or when anything of the input changes). Nothing: only when it changes.
    std::optional<MonotonicTime> wakeAt;
    // Until then no answer of the display brings it forward: it need not be listened to.
    bool isFixed = false;
};

// Decides for each moment whether to show, hold or drop. Knows no clock and no display but those
// in its input: simulated time drives the tests. Keeps only what makes a cadence steady.
class FrameScheduler
{
public:
    [[nodiscard]] ScheduleDecision decide(const ScheduleInput &input);
    // A picture was committed for `target`; the next one aims at a later refresh.
    void noteCommit(std::optional<MonotonicTime> target) { m_lastTarget = target; }
    // After a seek or pause.
    void reset();

private:
    // A picture, by its place in the queue, and the refresh that it is for.
    struct Plan {
        std::size_t index = 0;
        MonotonicTime target;
    };
    [[nodiscard]] ScheduleDecision onGrid(const ScheduleInput &input, const VsyncGrid &grid);
    [[nodiscard]] Plan planNext(const ScheduleInput &input, const VsyncGrid &grid);
    [[nodiscard]] MonotonicTime earliest(const ScheduleInput &input, const VsyncGrid &grid) const;
    [[nodiscard]] MonotonicTime opens(const ScheduleInput &input, const VsyncGrid &grid,
                                      MonotonicTime target) const;
    [[nodiscard]] bool isOverdue(const ScheduleInput &input, const VsyncGrid &grid,
                                 const Plan &plan) const;
    [[nodiscard]] ScheduleDecision whilePaused(const ScheduleInput &input) const;
    [[nodiscard]] static ScheduleDecision withoutGrid(const ScheduleInput &input);
    [[nodiscard]] std::optional<ScheduleDecision> beforeItsTime(const ScheduleInput &input) const;
    [[nodiscard]] static ScheduleDecision whileBlocked(const ScheduleInput &input);
    [[nodiscard]] Nanoseconds bias(Nanoseconds period) const;

    // Which way the last picture went that was due in the middle between two refreshes. Stays
    // until one is clearly on the other side: a steady 3:2 instead of a dither.
    enum class Tie : std::uint8_t { None, Early, Late };
    Tie m_tie = Tie::None;
    std::optional<MonotonicTime> m_lastTarget;
};

} // namespace weir
