// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "render/schedule/frame_scheduler.h"

namespace weir
{
namespace
{

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Nanoseconds Period(16'666'667);
const MonotonicTime Start(std::chrono::seconds(100));

ClockReading clockFrom(MonotonicTime start, double rate = 1.0)
{
    return {.serial = 0, .anchorTime = start, .anchorMedia = MediaTime(), .rate = rate};
}

// A display and a decoder that is always ahead, both simulated: what happens is the scheduler's
// doing alone.
struct Simulation {
    Nanoseconds interval; // between pictures
    Nanoseconds phase{0}; // of the first picture against the first vsync
    Nanoseconds jitter{0}; // the clock swings this far either way, every other reading
    bool gridKnown = true;
    Nanoseconds unit{1}; // what times are rounded to, as containers do

    // For each picture, the number of refreshes it stayed on screen (0: skipped).
    [[nodiscard]] std::vector<int> play(int pictures) const
    {
        FrameScheduler scheduler;
        std::vector<MediaTime> queue;
        queue.reserve(static_cast<std::size_t>(pictures));
        for (int i = 0; i < pictures; ++i)
            queue.emplace_back((interval * i + unit / 2) / unit * unit);
        std::vector<std::int64_t> shownAt(static_cast<std::size_t>(pictures), -1);
        MonotonicTime now = Start;
        std::size_t next = 0;
        bool flip = false;
        while (next < queue.size()) {
            flip = !flip;
            const MonotonicTime origin = Start + phase + (flip ? jitter : -jitter);
            ScheduleInput input{.now = now,
                                .queued = std::span(queue).subspan(next),
                                .clock = clockFrom(origin),
                                .display = {}};
            input.screen = ScheduleInput::Screen::Showing;
            if (gridKnown)
                input.display.grid = VsyncGrid{.phase = Start, .period = Period};
            else
                input.display.delay = Period;
            const ScheduleDecision decision = scheduler.decide(input);
            next += decision.skip;
            if (decision.show) {
                // What the display makes of a commit: the first vsync it can still reach.
                const MonotonicTime shown
                    = VsyncGrid{.phase = Start, .period = Period}.atOrAfter(now + milliseconds(7));
                shownAt[next++] = (shown - Start) / Period;
                scheduler.noteCommit(decision.target);
                continue;
            }
            if (!decision.wakeAt || *decision.wakeAt <= now) {
                ADD_FAILURE() << "holds without a later wake-up";
                break;
            }
            now = *decision.wakeAt;
        }
        return refreshesBetween(shownAt);
    }

    static std::vector<int> refreshesBetween(const std::vector<std::int64_t> &shownAt)
    {
        std::vector<int> counts;
        for (std::size_t i = 0; i + 1 < shownAt.size(); ++i) {
            std::size_t next = i + 1;
            while (next < shownAt.size() && shownAt[next] < 0)
                ++next;
            if (next == shownAt.size())
                break;
            counts.push_back(shownAt[i] < 0 ? 0 : static_cast<int>(shownAt[next] - shownAt[i]));
        }
        return counts;
    }
};

Nanoseconds perSecond(int numerator, int denominator = 1)
{
    return Nanoseconds(std::chrono::seconds(denominator)) / numerator;
}

struct CadenceCase {
    const char *name;
    Nanoseconds interval;
    int least; // refreshes a picture stays
    int most;
};

class Cadence : public testing::TestWithParam<CadenceCase>
{
};

TEST_P(Cadence, isSteady_atEveryPhase)
{
    const CadenceCase &with = GetParam();
    for (int step = 0; step < 10; ++step) {
        const Simulation simulation{.interval = with.interval, .phase = Period * step / 10};
        const std::vector<int> counts = simulation.play(120);
        ASSERT_GE(counts.size(), 110U);
        for (std::size_t i = 1; i < counts.size(); ++i) { // the first aligns itself
            EXPECT_GE(counts[i], with.least) << "phase " << step << " picture " << i;
            EXPECT_LE(counts[i], with.most) << "phase " << step << " picture " << i;
        }
    }
}

TEST_P(Cadence, staysTheSame_whenTheClockJittersALittle)
{
    const CadenceCase &with = GetParam();
    const Simulation still{.interval = with.interval, .phase = Period / 2};
    const Simulation shaken{
        .interval = with.interval, .phase = Period / 2, .jitter = microseconds(700)};
    const std::vector<int> quiet = still.play(120);
    const std::vector<int> noisy = shaken.play(120);
    ASSERT_EQ(quiet.size(), noisy.size());
    for (std::size_t i = 4; i < quiet.size(); ++i) { // the hysteresis may settle the other way
        EXPECT_GE(noisy[i], with.least) << i;
        EXPECT_LE(noisy[i], with.most) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(OnSixtyHertz, Cadence,
                         testing::Values(CadenceCase{"24", perSecond(24), 2, 3},
                                         CadenceCase{"25", perSecond(25), 2, 3},
                                         CadenceCase{"30", perSecond(30), 2, 2},
                                         CadenceCase{"50", perSecond(50), 1, 2},
                                         CadenceCase{"60", perSecond(60), 1, 1}),
                         [](const auto &row) { return std::string("fps") + row.param.name; });

TEST(FrameScheduler, alternatesThreeAndTwo_at24On60)
{
    const Simulation simulation{.interval = perSecond(24), .phase = Period / 3};
    const std::vector<int> counts = simulation.play(60);
    for (std::size_t i = 2; i + 1 < counts.size(); ++i)
        EXPECT_EQ(counts[i] + counts[i + 1], 5) << i;
}

TEST(FrameScheduler, slipsOnceAtATime_whenTheRatesAreNearlyEven)
{
    for (const Nanoseconds jitter : {Nanoseconds{0}, Nanoseconds(microseconds(300))}) {
        const Simulation simulation{.interval = perSecond(30'000, 1001),
                                    .phase = Period / 3,
                                    .jitter = jitter,
                                    .unit = milliseconds(1)};
        std::vector<int> counts = simulation.play(1800);
        counts.erase(counts.begin()); // the first aligns itself
        EXPECT_EQ(std::ranges::count(counts, 1), 0) << jitter.count();
        EXPECT_LE(std::ranges::count(counts, 3), 4) << "one in 16.7 s; " << jitter.count();
    }
}

TEST(FrameScheduler, alternatesThreeAndTwo_at23976On60_andSlipsOnceAtATime)
{
    for (int step = 0; step < 10; ++step) {
        const Simulation simulation{.interval = perSecond(24'000, 1001),
                                    .phase = Period * step / 10,
                                    .jitter = microseconds(300),
                                    .unit = milliseconds(1)};
        const std::vector<int> counts = simulation.play(1440); // a refresh more in 16.7 s
        int slips = 0;
        for (std::size_t i = 2; i + 1 < counts.size(); ++i)
            slips += counts[i] + counts[i + 1] != 5 ? 1 : 0;
        EXPECT_LE(slips, 10) << step;
    }
}

TEST(FrameScheduler, skipsEverySecond_at120On60)
{
    const Simulation simulation{.interval = perSecond(120), .phase = Period / 4};
    const std::vector<int> counts = simulation.play(120);
    int shown = 0;
    for (const int count : counts)
        shown += count > 0 ? 1 : 0;
    EXPECT_NEAR(shown, 60, 3);
}

TEST(FrameScheduler, playsEveryPicture_withoutAGrid)
{
    const Simulation simulation{.interval = perSecond(24), .phase = Period / 3, .gridKnown = false};
    for (const int count : simulation.play(60))
        EXPECT_GT(count, 0);
}

ScheduleInput inputWith(std::span<const MediaTime> queue)
{
    ScheduleInput input{.now = Start, .queued = queue, .clock = {}, .display = {}};
    input.screen = ScheduleInput::Screen::Showing;
    return input;
}

TEST(FrameScheduler, showsTheFirstAtOnce_whenThereIsNoClock)
{
    FrameScheduler scheduler;
    const std::vector queue{MediaTime(milliseconds(40))};
    ScheduleInput input = inputWith(queue);
    input.screen = ScheduleInput::Screen::Empty;
    EXPECT_TRUE(scheduler.decide(input).show);
}

TEST(FrameScheduler, holds_whileTheClockStandsStill)
{
    FrameScheduler scheduler;
    const std::vector queue{MediaTime(milliseconds(40))};
    ScheduleInput input = inputWith(queue);
    EXPECT_FALSE(scheduler.decide(input).show);
    input.clock = clockFrom(Start - std::chrono::seconds(1), 0.0);
    const ScheduleDecision paused = scheduler.decide(input);
    EXPECT_FALSE(paused.show);
    EXPECT_EQ(paused.skip, 0U);
}

TEST(FrameScheduler, passesOverAllButTheNewestOfTheLate)
{
    FrameScheduler scheduler;
    const std::vector queue{MediaTime(milliseconds(0)), MediaTime(milliseconds(40)),
                            MediaTime(milliseconds(80)), MediaTime(milliseconds(500))};
    ScheduleInput input = inputWith(queue);
    input.clock = clockFrom(Start - milliseconds(140));
    const ScheduleDecision decision = scheduler.decide(input);
    EXPECT_EQ(decision.skip, 2U);
    EXPECT_TRUE(decision.show);
}

TEST(FrameScheduler, showsTheLateOneAfterTheOther_whileThatCatchesUp)
{
    struct Row {
        milliseconds interval;
        milliseconds position;
        std::size_t skip;
    };
    for (const Row &row :
         {Row{milliseconds(40), milliseconds(45), 0}, Row{milliseconds(40), milliseconds(89), 0},
          Row{milliseconds(40), milliseconds(91), 1}, Row{milliseconds(17), milliseconds(20), 1}}) {
        FrameScheduler scheduler;
        const std::vector queue{MediaTime(), MediaTime(row.interval), MediaTime(row.interval * 2)};
        ScheduleInput input = inputWith(queue);
        input.clock = clockFrom(Start - row.position);
        const ScheduleDecision decision = scheduler.decide(input);
        EXPECT_EQ(decision.skip, row.skip) << row.interval << " at " << row.position;
        EXPECT_TRUE(decision.show);
    }
}

TEST(FrameScheduler, replacesNoCommit_butDoesNotWaitForEver)
{
    struct Row {
        milliseconds sinceCommit;
        bool show;
    };
    for (const Row &row : {Row{milliseconds(0), false}, Row{milliseconds(99), false},
                           Row{milliseconds(100), true}}) {
        FrameScheduler scheduler;
        const std::vector queue{MediaTime(), MediaTime(milliseconds(500))};
        ScheduleInput input = inputWith(queue);
        input.clock = clockFrom(Start);
        input.display.untakenSince = Start - row.sinceCommit;
        const ScheduleDecision decision = scheduler.decide(input);
        EXPECT_EQ(decision.show, row.show) << row.sinceCommit;
        EXPECT_EQ(decision.skip, 0U);
        if (!row.show) {
            EXPECT_EQ(decision.wakeAt, Start - row.sinceCommit + milliseconds(100));
        }
    }
}

TEST(FrameScheduler, keepsTheNewestPast_whenCommitsAreBlocked)
{
    FrameScheduler scheduler;
    const std::vector queue{MediaTime(milliseconds(0)), MediaTime(milliseconds(40)),
                            MediaTime(milliseconds(500))};
    ScheduleInput input = inputWith(queue);
    input.clock = clockFrom(Start - milliseconds(100));
    input.commits = ScheduleInput::Commits::Blocked;
    const ScheduleDecision decision = scheduler.decide(input);
    EXPECT_EQ(decision.skip, 1U);
    EXPECT_FALSE(decision.show);
    ASSERT_TRUE(decision.wakeAt.has_value());
    EXPECT_EQ(*decision.wakeAt, Start + milliseconds(400));
}

TEST(FrameScheduler, hasNothingToSay_whenNothingIsQueued)
{
    FrameScheduler scheduler;
    const ScheduleDecision decision = scheduler.decide(inputWith({}));
    EXPECT_FALSE(decision.show);
    EXPECT_FALSE(decision.wakeAt.has_value());
}

TEST(FrameScheduler, aimsAtTheNextRefresh_afterACommit)
{
    FrameScheduler scheduler;
    const std::vector queue{MediaTime(), MediaTime(microseconds(10))};
    ScheduleInput input = inputWith(queue);
    input.clock = clockFrom(Start);
    input.display.grid = VsyncGrid{.phase = Start, .period = Period};
    scheduler.noteCommit(Start + Period);
    input.display.untakenSince = Start;
    input.now = Start + milliseconds(1); // still time for the refresh that is taken already
    const ScheduleDecision early = scheduler.decide(input);
    EXPECT_FALSE(early.show);
    ASSERT_TRUE(early.wakeAt.has_value());
    EXPECT_GT(*early.wakeAt, Start + Period);
    input.now = *early.wakeAt;
    const ScheduleDecision later = scheduler.decide(input);
    EXPECT_TRUE(later.show);
    EXPECT_EQ(later.target, Start + 2 * Period);
}

// Our thread woke up 8 ms late: the picture's own refresh may still be reached.
TEST(FrameScheduler, commitsTheOverdueAtOnce_unlessItWouldReplaceAnother)
{
    const std::vector queue{MediaTime(2 * Period), MediaTime(4 * Period)};
    ScheduleInput input = inputWith(queue);
    input.clock = clockFrom(Start);
    input.display.grid = VsyncGrid{.phase = Start, .period = Period};
    input.now = Start + Period + milliseconds(8);
    FrameScheduler scheduler;
    scheduler.noteCommit(Start);
    const ScheduleDecision overdue = scheduler.decide(input);
    EXPECT_TRUE(overdue.show);
    EXPECT_EQ(overdue.skip, 0U);
    input.display.untakenSince = Start + Period;
    const ScheduleDecision held = scheduler.decide(input);
    EXPECT_FALSE(held.show);
    EXPECT_EQ(held.wakeAt, Start + 2 * Period + Period / 10);
    // Not overdue, only early: it waits as before.
    input.display.untakenSince.reset();
    input.now = Start + milliseconds(2);
    EXPECT_FALSE(scheduler.decide(input).show);
}

// Who waits for a fixed time does not listen to the display meanwhile.
TEST(FrameScheduler, saysWhetherTheDisplayCanBringItForward)
{
    const std::vector queue{MediaTime(6 * Period), MediaTime(8 * Period)};
    ScheduleInput input = inputWith(queue);
    input.clock = clockFrom(Start);
    input.display.grid = VsyncGrid{.phase = Start, .period = Period};
    input.now = Start;
    FrameScheduler scheduler;
    const ScheduleDecision early = scheduler.decide(input);
    EXPECT_FALSE(early.show);
    EXPECT_TRUE(early.isFixed);

    input.commits = ScheduleInput::Commits::Blocked;
    const ScheduleDecision unanswered = scheduler.decide(input);
    EXPECT_TRUE(unanswered.isFixed) << "the answer is read when the picture's time has come";
    EXPECT_EQ(unanswered.wakeAt, early.wakeAt);
    input.now = *early.wakeAt;
    EXPECT_FALSE(scheduler.decide(input).isFixed) << "an answer allows commits again";
    input.commits = ScheduleInput::Commits::Allowed;

    // Overdue, and held back by the commit before it: its answer lets it go.
    input.now = Start + 5 * Period + milliseconds(8);
    scheduler.noteCommit(Start + 4 * Period);
    input.display.untakenSince = Start + 5 * Period;
    const ScheduleDecision held = scheduler.decide(input);
    EXPECT_FALSE(held.show);
    EXPECT_FALSE(held.isFixed);
}

TEST(FrameScheduler, saysSo_withoutAGridToo)
{
    const std::vector queue{MediaTime(6 * Period), MediaTime(8 * Period)};
    ScheduleInput input = inputWith(queue);
    input.clock = clockFrom(Start);
    input.display.delay = Period;
    input.now = Start;
    FrameScheduler scheduler;
    EXPECT_TRUE(scheduler.decide(input).isFixed);
    input.now = Start + 6 * Period;
    input.display.untakenSince = Start + 5 * Period;
    const ScheduleDecision held = scheduler.decide(input);
    EXPECT_FALSE(held.show);
    EXPECT_FALSE(held.isFixed);
}

// A display that keeps times is given two pictures in advance, and none for later than in 100 ms.
TEST(FrameScheduler, commitsInAdvance_butNotTooMuch)
{
    struct Row {
        milliseconds due; // of the front picture, from now
        std::size_t ahead;
        bool show;
        milliseconds wake; // from now, else
    };
    for (const Row &row : {Row{milliseconds(60), 0, true, {}}, Row{milliseconds(60), 1, true, {}},
                           Row{milliseconds(60), 2, false, milliseconds(20)},
                           Row{milliseconds(400), 0, false, milliseconds(300)}}) {
        FrameScheduler scheduler;
        constexpr Nanoseconds Ten = milliseconds(10);
        const std::vector queue{MediaTime(row.due)};
        ScheduleInput input = inputWith(queue);
        input.clock = clockFrom(Start);
        input.pacing = Pacing::FifoTiming;
        input.display.grid = VsyncGrid{.phase = Start, .period = Ten};
        input.display.ahead = row.ahead;
        if (row.ahead > 0)
            input.display.nextTarget = Start + milliseconds(20);
        const ScheduleDecision decision = scheduler.decide(input);
        EXPECT_EQ(decision.show, row.show) << row.due << " with " << row.ahead;
        if (row.show) {
            EXPECT_EQ(decision.target, Start + row.due);
            EXPECT_EQ(decision.terms.notBefore, Start + row.due - Ten / 4);
        } else {
            EXPECT_EQ(decision.wakeAt, Start + row.wake);
        }
    }
}

// None replaces another: a commit may be made while the one for the refresh before still waits.
TEST(FrameScheduler, commitsARefreshEarlier_whenTheOneBeforeIsTakenAndKeepsItsTurn)
{
    for (const Pacing pacing : {Pacing::Timer, Pacing::Fifo}) {
        FrameScheduler scheduler;
        const std::vector queue{MediaTime(Period * 2)};
        ScheduleInput input = inputWith(queue);
        input.clock = clockFrom(Start);
        input.pacing = pacing;
        input.display.grid = VsyncGrid{.phase = Start, .period = Period};
        scheduler.noteCommit(Start + Period);
        input.now = Start + Period / 5;
        EXPECT_EQ(scheduler.decide(input).show, pacing == Pacing::Fifo) << pacingName(pacing);
    }
}

} // namespace
} // namespace weir
