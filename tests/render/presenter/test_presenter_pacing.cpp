// SPDX-License-Identifier: GPL-3.0-or-later
// The present thread in front of a display that keeps turns and times. In real time, but slowly: a
// refresh takes 40 ms, a picture is to stay for two of them.
#include <algorithm>
#include <atomic>
#include <ctime>
#include <deque>
#include <thread>

#include "tests/render/presenter/presenter_fixture.h"

namespace weir
{
namespace
{

constexpr Nanoseconds SlowRefresh = milliseconds(40);
constexpr int RefreshesPerPicture = 2;
// The first ten or so find their rhythm: the refreshes have to be learnt, and the window must have
// had its size for a while.
constexpr int Pictures = 28;
constexpr int LongRun = 8;

// Reading it keeps the thread that shows pictures from its work, now and then.
class HoldingClock final : public ClockReader
{
public:
    HoldingClock(std::shared_ptr<MediaClock> clock, Nanoseconds delay)
        : m_clock(std::move(clock))
        , m_delay(delay)
    {
    }
    [[nodiscard]] std::optional<ClockReading> read() const override
    {
        if (++m_reads % 5 == 0)
            std::this_thread::sleep_for(m_delay);
        return m_clock->read();
    }

    [[nodiscard]] int reads() const { return m_reads; }

private:
    std::shared_ptr<MediaClock> m_clock;
    Nanoseconds m_delay;
    mutable std::atomic<int> m_reads = 0;
};

class PresenterPacing : public PresenterTest
{
protected:
    void startWith(std::vector<std::string> globals, Nanoseconds delay)
    {
        fake::Options options = usualOptions();
        options.with = std::move(globals);
        options.clockId = m_clockId;
        options.refresh = SlowRefresh;
        options.drive = fake::Options::Drive::Timer;
        m_driver = std::make_shared<MediaClock>();
        m_holding = std::make_shared<HoldingClock>(m_driver, delay);
        m_reader = m_holding;
        start(options);
        sendPool(1, Slots);
        for (std::uint16_t i = 0; i < Slots; ++i)
            m_free.push_back(i);
    }

    // Sends what there are slots for, and starts the clock.
    void feed(int until, Serial serial = 0)
    {
        std::vector<SlotName> slots;
        m_stream->takeReleased(slots);
        for (const SlotName &slot : slots) {
            ++m_released[{slot.generation, slot.index}];
            m_free.push_back(slot.index);
        }
        for (; m_next < until && !m_free.empty(); ++m_next) {
            send(1, m_free.front(), m_next * RefreshesPerPicture, serial);
            m_free.pop_front();
        }
        while (const auto event = m_presenter->takeEvent()) {
            if (const auto *first = std::get_if<FirstPicture>(&*event))
                m_driver->publish({.serial = first->serial,
                                   .anchorTime = first->visible,
                                   .anchorMedia = first->pts});
        }
    }

    [[nodiscard]] bool feedUntil(int pictures, const std::function<bool()> &condition)
    {
        return FakeCompositor::eventually([&] {
            feed(pictures);
            return condition();
        });
    }

    void playAll()
    {
        EXPECT_TRUE(feedUntil(Pictures, [this] {
            const auto report = m_presenter->report();
            return report.taken == Pictures
                && report.presented + report.discarded + report.skipped == Pictures;
        }));
    }

    // The most pictures on end that were on screen for just their refreshes. A machine with other
    // things to do breaks the one or other run.
    [[nodiscard]] int longestExactRun() const
    {
        const auto shots = m_server->shots();
        int run = 0;
        int longest = 0;
        for (std::size_t i = 0; i + 1 < shots.size(); ++i) {
            const auto stay = shots[i + 1].refresh - shots[i].refresh;
            run = stay == RefreshesPerPicture ? run + 1 : 0;
            longest = std::max(longest, run);
        }
        return longest;
    }

    static constexpr std::uint16_t Slots = 10;
    std::uint32_t m_clockId = CLOCK_MONOTONIC;
    std::shared_ptr<MediaClock> m_driver;
    std::shared_ptr<HoldingClock> m_holding;
    std::deque<std::uint16_t> m_free;
    int m_next = 0;
};

const std::vector<std::string> Fifo{"wp_fifo_manager_v1"};
const std::vector<std::string> FifoAndTiming{"wp_fifo_manager_v1", "wp_commit_timing_manager_v1"};

TEST_F(PresenterPacing, isExact_whenTheDisplayKeepsTimes_althoughOurThreadIsLate)
{
    startWith(FifoAndTiming, milliseconds(50));
    playAll();
    EXPECT_GE(longestExactRun(), LongRun);
    EXPECT_EQ(m_presenter->report().pacing, Pacing::FifoTiming);
    const fake::Counts counts = m_server->counts();
    EXPECT_GE(counts.timed, LongRun);
    EXPECT_GE(counts.inTurn, counts.timed); // the first ones, while the refreshes are learnt
}

// A decoder that is far ahead leaves pictures in the stream; they must not keep us awake.
TEST_F(PresenterPacing, sleeps_whileMorePicturesWaitThanItTakes)
{
    constexpr int MostLooks = 30; // a picture
    startWith({}, milliseconds(0));
    playAll();
    EXPECT_LT(m_holding->reads(), Pictures * MostLooks);
}

TEST_F(PresenterPacing, convertsTimestamps_whenThePresentationClockIsAnother)
{
    m_clockId = CLOCK_MONOTONIC_RAW;
    startWith(FifoAndTiming, Nanoseconds(0));
    playAll();
    EXPECT_GE(longestExactRun(), LongRun);
    EXPECT_GE(m_server->counts().timed, LongRun);
}

TEST_F(PresenterPacing, replacesNoPicture_whenTheDisplayKeepsTurnsOnly)
{
    startWith(Fifo, milliseconds(50));
    ASSERT_TRUE(feedUntil(Pictures, [this] { return m_server->counts().inTurn > 1; }));
    const std::uint64_t before = m_server->counts().replaced;
    playAll();
    EXPECT_EQ(m_presenter->report().pacing, Pacing::Fifo);
    EXPECT_EQ(m_server->counts().replaced, before);
    EXPECT_EQ(m_server->counts().timed, 0U);
}

TEST_F(PresenterPacing, leavesItToItsTimer_whenTheDisplayKeepsNothing)
{
    startWith({}, Nanoseconds(0));
    playAll();
    EXPECT_EQ(m_presenter->report().pacing, Pacing::Timer);
    EXPECT_EQ(m_server->counts().inTurn, 0U);
}

TEST_F(PresenterPacing, showsTheTargetOfASeekSoon_whatEverIsQueued)
{
    startWith(FifoAndTiming, Nanoseconds(0));
    ASSERT_TRUE(feedUntil(Pictures, [this] { return m_server->counts().timed > 4; }));
    m_stream->put(Flushed{.serial = 1});
    const std::size_t before = m_server->shots().size();
    const std::uint64_t timed = m_server->counts().timed;
    sendPool(2, 1); // of its own: it can be told from what is queued
    send(2, 0, 500, 1);
    const auto isTarget = [this](const fake::Shot &shot) { return shot.inode == m_inodes[{2, 0}]; };
    ASSERT_TRUE(feedUntil(0, [&] { return std::ranges::any_of(m_server->shots(), isTarget); }));
    const auto shots = m_server->shots();
    // Two that were with the display already, at most.
    EXPECT_LE(std::ranges::find_if(shots, isTarget) - shots.begin()
                  - static_cast<std::ptrdiff_t>(before),
              2);
    EXPECT_EQ(m_server->counts().timed, timed);
}

TEST_F(PresenterPacing, commitsAtOnce_whileALayoutWaitsForTheWindow)
{
    startWith(FifoAndTiming, Nanoseconds(0));
    ASSERT_TRUE(feedUntil(Pictures, [this] { return m_server->counts().timed > 4; }));
    m_display->stage().beginLayout({.x = 0, .y = 0, .width = 100, .height = 100});
    std::this_thread::sleep_for(2 * SlowRefresh); // what was sent before has arrived
    const fake::Counts before = m_server->counts();
    ASSERT_TRUE(feedUntil(Pictures, [&] { // the layout's own commits have no picture
        return m_server->counts().commits >= before.commits + 2;
    }));
    EXPECT_EQ(m_server->counts().timed, before.timed);
    EXPECT_EQ(m_server->counts().inTurn, before.inTurn);
    m_display->stage().endLayout();
}

TEST_F(PresenterPacing, commitsAtOnce_whilePaused)
{
    startWith(FifoAndTiming, Nanoseconds(0));
    ASSERT_TRUE(feedUntil(Pictures, [this] { return m_server->counts().timed > 4; }));
    m_presenter->pause();
    m_driver->publish({.serial = 0,
                       .anchorTime = MonotonicClock::now(),
                       .anchorMedia = m_driver->read()->mediaTimeAt(MonotonicClock::now()),
                       .rate = 0.0});
    // What is under way is committed and answered first.
    ASSERT_TRUE(m_server->eventually([this] {
        const auto report = m_presenter->report();
        return report.presented + report.discarded == report.submitted;
    }));
    std::this_thread::sleep_for(2 * SlowRefresh);
    const fake::Counts before = m_server->counts();
    m_presenter->step();
    ASSERT_TRUE(
        m_server->eventually([&] { return m_server->counts().commits == before.commits + 1; }));
    EXPECT_EQ(m_server->counts().timed, before.timed);
    EXPECT_EQ(m_server->counts().inTurn, before.inTurn);
}

} // namespace
} // namespace weir
