// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger and scheduler against a simulated display and a simulated thread of ours that wakes up
// late: no real time passes, each run is the same.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "render/presenter/commit_ledger.h"

namespace weir
{
namespace
{

using std::chrono::milliseconds;

constexpr Nanoseconds Refresh(16'666'667);
const MonotonicTime Begin(std::chrono::seconds(100));

// What the display does with commits: wp_fifo_v1 and wp_commit_timer_v1 as they are written, and a
// deadline before each refresh.
class SimulatedDisplay
{
public:
    struct Update {
        std::uint64_t id;
        CommitTerms terms;
        MonotonicTime committed;
    };
    struct Answer {
        std::uint64_t id;
        std::optional<std::int64_t> refresh; // nothing: discarded
    };
    // A timestamp means the drawing, not the light, of a server that is wrong by a refresh.
    Nanoseconds timestampError{0};
    std::vector<std::int64_t> missed; // refreshes that it does not draw

    void commit(const Update &update) { m_waiting.push_back(update); }

    // The refresh of that number; what it shows, and what it does not.
    std::vector<Answer> refresh(std::int64_t number)
    {
        std::vector<Answer> answers;
        const MonotonicTime time = Begin + Refresh * number;
        if (std::ranges::contains(missed, number))
            return answers;
        std::optional<std::uint64_t> applied;
        while (!m_waiting.empty() && isReady(m_waiting.front(), time)) {
            if (applied)
                answers.push_back({.id = *applied, .refresh = std::nullopt});
            applied = m_waiting.front().id;
            m_barrier = m_waiting.front().terms.order == CommitTerms::Order::InTurn;
            m_waiting.pop_front();
        }
        m_barrier = false;
        if (applied)
            answers.push_back({.id = *applied, .refresh = number});
        return answers;
    }

private:
    [[nodiscard]] bool isReady(const Update &update, MonotonicTime refresh) const
    {
        constexpr Nanoseconds Deadline = milliseconds(7);
        if (update.committed > refresh - Deadline)
            return false;
        if (update.terms.order == CommitTerms::Order::InTurn && m_barrier)
            return false;
        return !update.terms.notBefore || *update.terms.notBefore + timestampError <= refresh;
    }

    std::deque<Update> m_waiting;
    bool m_barrier = false;
};

// Plays pictures as the present thread does.
class Playing
{
public:
    // To wake-up number i delays[i % size] is added; empty: nothing.
    Playing(int picturesPerSecond, PacingInput offer, std::vector<Nanoseconds> delays = {})
        : m_interval(Nanoseconds(std::chrono::seconds(1)) / picturesPerSecond)
        , m_offer(offer)
        , m_delays(std::move(delays))
    {
    }

    // For each picture the refreshes it was on screen; 0: never.
    std::vector<std::int64_t> play(int pictures)
    {
        for (int i = 0; i < pictures; ++i)
            m_queue.emplace_back(m_interval * i);
        m_shownAt.assign(m_queue.size(), -1);
        MonotonicTime now = Begin;
        for (int i = 0; m_next < m_queue.size() && i < 100 * pictures; ++i) {
            const std::optional<MonotonicTime> wakeAt = act(now);
            const MonotonicTime answer = Begin + Refresh * (m_refresh + 1);
            const MonotonicTime wake = std::min(wakeAt.value_or(answer), answer);
            const Nanoseconds late
                = m_delays.empty() ? Nanoseconds(0) : m_delays[m_wakes++ % m_delays.size()];
            now = std::max(now, wake) + late;
            advanceDisplay(now);
        }
        advanceDisplay(now + milliseconds(500));
        return stays();
    }

    SimulatedDisplay display;
    std::size_t mostQueued = 0;
    std::uint64_t discarded = 0;
    std::vector<Nanoseconds> lateness; // of each answer, against its target

private:
    void advanceDisplay(MonotonicTime now)
    {
        while (Begin + Refresh * (m_refresh + 1) <= now) {
            ++m_refresh;
            for (const auto &answer : display.refresh(m_refresh))
                take(answer);
        }
    }

    void take(const SimulatedDisplay::Answer &answer)
    {
        --m_unanswered;
        if (!answer.refresh) {
            ++discarded;
            m_ledger.answer(answer.id, std::nullopt);
            return;
        }
        m_shownAt[m_pictureOf[answer.id]] = *answer.refresh;
        lateness.push_back(Begin + Refresh * *answer.refresh - m_targets[answer.id]);
        m_ledger.answer(answer.id,
                        Presented{.time = Begin + Refresh * *answer.refresh,
                                  .refresh = Refresh,
                                  .vsync = true});
    }

    std::optional<MonotonicTime> act(MonotonicTime now)
    {
        while (m_next < m_queue.size()) {
            const ScheduleDecision decision = decide(now);
            m_next += decision.skip;
            if (!decision.show)
                return decision.wakeAt;
            const std::uint64_t id = m_pictureOf.size();
            m_targets.push_back(decision.target.value_or(now));
            m_pictureOf.push_back(m_next++);
            display.commit({.id = id, .terms = decision.terms, .committed = now});
            m_ledger.add(
                id,
                {.committed = now, .target = decision.target, .due = {}, .terms = decision.terms});
            m_ledger.noteTaken(id);
            m_scheduler.noteCommit(decision.target);
            mostQueued = std::max(mostQueued, ++m_unanswered);
        }
        return std::nullopt;
    }

    ScheduleDecision decide(MonotonicTime now)
    {
        ScheduleInput input{
            .now = now,
            .queued
            = std::span(m_queue).subspan(m_next, std::min<std::size_t>(3, m_queue.size() - m_next)),
            .clock = ClockReading{.anchorTime = Begin + Refresh / 3, .anchorMedia = {}},
            .display = m_ledger.timing(now)};
        m_offer.gridKnown = input.display.grid.has_value();
        m_offer.steady = true;
        input.pacing = choosePacing(m_offer);
        if (m_unanswered >= mostUnanswered(input.pacing))
            input.commits = ScheduleInput::Commits::Blocked;
        input.screen
            = m_pictureOf.empty() ? ScheduleInput::Screen::Empty : ScheduleInput::Screen::Showing;
        return m_scheduler.decide(input);
    }

    [[nodiscard]] std::vector<std::int64_t> stays() const
    {
        std::vector<std::int64_t> counts;
        for (std::size_t i = 0; i + 1 < m_shownAt.size(); ++i) {
            const auto next
                = std::ranges::find_if(m_shownAt.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                       m_shownAt.end(), [](auto at) { return at >= 0; });
            if (next != m_shownAt.end())
                counts.push_back(m_shownAt[i] < 0 ? 0 : *next - m_shownAt[i]);
        }
        return counts;
    }

    Nanoseconds m_interval;
    PacingInput m_offer;
    std::vector<Nanoseconds> m_delays;
    std::unique_ptr<PresenterMailbox> m_mailbox = PresenterMailbox::create().value();
    CommitLedger m_ledger{*m_mailbox};
    FrameScheduler m_scheduler;
    std::vector<MediaTime> m_queue;
    std::vector<std::size_t> m_pictureOf; // by commit
    std::vector<MonotonicTime> m_targets; // parallel
    std::vector<std::int64_t> m_shownAt;
    std::size_t m_next = 0;
    std::size_t m_unanswered = 0;
    std::size_t m_wakes = 0;
    std::int64_t m_refresh = 0;
};

constexpr PacingInput Everything{.keepsTurns = true, .keepsTimes = true};
constexpr PacingInput FifoOnly{.keepsTurns = true, .keepsTimes = false};
constexpr PacingInput Nothing{};
// The grid has to be learnt first.
constexpr std::size_t Learning = 12;

// Wake-ups that are late by more than a refresh, one in four of them. Two pictures of 60 a second
// are queued for 33 ms, of which a commit takes ten.
std::vector<Nanoseconds> jitter()
{
    return {milliseconds(0), milliseconds(1),  milliseconds(0), milliseconds(20),
            milliseconds(2), milliseconds(0),  milliseconds(0), milliseconds(19),
            milliseconds(1), milliseconds(14), milliseconds(0)};
}

// Each picture is on screen for the refreshes that its cadence gives it.
std::size_t wrongStays(const std::vector<std::int64_t> &stays, int perSecond)
{
    std::size_t wrong = 0;
    for (std::size_t i = Learning; i + 1 < stays.size(); ++i) {
        const std::int64_t pair = stays[i] + stays[i + 1];
        const bool isRight
            = perSecond == 24 ? pair == 5 && stays[i] >= 2 : stays[i] == 60 / perSecond;
        wrong += isRight ? 0U : 1U;
    }
    return wrong;
}

class PacedRate : public testing::TestWithParam<int>
{
};

TEST_P(PacedRate, isExact_whenOurThreadIsLate)
{
    Playing run(GetParam(), Everything, jitter());
    const auto stays = run.play(300);
    ASSERT_GE(stays.size(), 298U);
    EXPECT_EQ(wrongStays(stays, GetParam()), 0U);
    EXPECT_EQ(run.discarded, 0U);
    EXPECT_LE(run.mostQueued, 4U);
}

TEST_P(PacedRate, isNotExact_whenOurThreadIsLateAndTheDisplayKeepsNoTimes)
{
    Playing run(GetParam(), Nothing, jitter());
    EXPECT_GT(wrongStays(run.play(300), GetParam()), 10U);
}

TEST_P(PacedRate, isExact_whenOurThreadIsInTime)
{
    for (const PacingInput &offer : {Everything, FifoOnly, Nothing}) {
        Playing run(GetParam(), offer);
        EXPECT_EQ(wrongStays(run.play(300), GetParam()), 0U)
            << "turns " << offer.keepsTurns << " times " << offer.keepsTimes;
    }
}

INSTANTIATE_TEST_SUITE_P(OnSixtyHertz, PacedRate, testing::Values(24, 30, 60));

TEST(Pacing, losesNoPicture_withTurnsAlone)
{
    const std::vector<Nanoseconds> late{milliseconds(0), milliseconds(12), milliseconds(3)};
    Playing with(60, FifoOnly, late);
    Playing without(60, Nothing, late);
    const auto lost = [](const std::vector<std::int64_t> &stays) {
        return std::count(stays.begin() + Learning, stays.end(), 0);
    };
    EXPECT_EQ(lost(with.play(300)), 0);
    EXPECT_EQ(with.discarded, 0U);
    EXPECT_GT(lost(without.play(300)), 10);
}

TEST(Pacing, isBackInStep_afterTheDisplayMissedARefresh)
{
    Playing run(60, Everything);
    run.display.missed = {100};
    const auto stays = run.play(300);
    EXPECT_EQ(std::count(stays.begin() + Learning, stays.end(), 0), 1)
        << "one is left out, so that the rest is not late";
    EXPECT_EQ(std::accumulate(stays.begin() + Learning, stays.end(), std::int64_t{0}),
              static_cast<std::int64_t>(stays.size() - Learning));
}

TEST(Pacing, followsADisplayWhoseTimestampsMeanTheDrawing)
{
    Playing run(30, Everything);
    run.display.timestampError = Refresh;
    static_cast<void>(run.play(300));
    constexpr std::size_t Noticed = 40; // it takes some answers
    ASSERT_GT(run.lateness.size(), Noticed);
    for (std::size_t i = Noticed; i < run.lateness.size(); ++i)
        EXPECT_LT(std::chrono::abs(run.lateness[i]), Refresh / 2) << i;
}

TEST(CommitLedger, learnsNoDelay_ofACommitThatWaitedItsTurn)
{
    const auto mailbox = PresenterMailbox::create().value();
    CommitLedger ledger(*mailbox);
    const CommitTerms inTurn{.order = CommitTerms::Order::InTurn, .notBefore = {}};
    const CommitLedger::Entry entry{.committed = Begin, .target = {}, .due = {}, .terms = inTurn};
    for (std::uint64_t id = 0; id < 20; id += 2) {
        ledger.add(id, entry);
        ledger.add(id + 1, entry);
        ledger.answer(id, Presented{.time = Begin + milliseconds(10)});
        ledger.answer(id + 1, Presented{.time = Begin + milliseconds(30)});
    }
    EXPECT_EQ(ledger.timing(Begin).delay, milliseconds(10));
}

} // namespace
} // namespace weir
