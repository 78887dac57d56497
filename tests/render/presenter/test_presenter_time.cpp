// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include "tests/render/presenter/presenter_fixture.h"

namespace weir
{
namespace
{

TEST_F(PresenterTest, countsPresentedAndDiscarded)
{
    start();
    sendPool(1, 4);
    send(1, 0, 0);
    send(1, 1, 1);
    // Two may be unanswered: the second replaces the first before any refresh.
    ASSERT_TRUE(m_server->eventually([this] { return m_server->counts().commits == 2; }));
    ASSERT_TRUE(ticksUntilShots(1));
    ASSERT_TRUE(m_server->eventually([this] { return m_presenter->report().presented == 1; }));
    EXPECT_EQ(m_presenter->report().discarded, 1U);
    EXPECT_EQ(m_presenter->report().submitted, 2U);
}

TEST_F(PresenterTest, showsTheNewest_afterTheWindowWasCovered)
{
    start();
    m_server->withhold(true);
    sendPool(1, 6);
    for (int i = 0; i < 6; ++i)
        send(1, static_cast<std::uint16_t>(i), i);
    ASSERT_TRUE(m_server->eventually([this] { return m_presenter->report().submitted == 6; }));
    m_server->withhold(false);
    ASSERT_TRUE(ticksUntilShots(1));
    EXPECT_EQ(m_server->shots().front().inode, (m_inodes[{1, 5}]));
}

TEST_F(PresenterTest, commitsNothing_whileHidden)
{
    start();
    m_presenter->setWindow(PresenterControl::Window::Hidden);
    sendPool(1, 2);
    send(1, 0, 0);
    for (int i = 0; i < 20; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->counts().commits, 0U);
    m_presenter->setWindow(PresenterControl::Window::Visible);
    EXPECT_TRUE(ticksUntilShots(1));
}

TEST_F(PresenterTest, neverShowsWhatIsOlderThanAFlush)
{
    m_clock = std::make_shared<MediaClock>();
    m_clock->publish({.serial = 1, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    start();
    sendPool(1, 6);
    for (int i = 0; i < 5; ++i) // all but the first are due in minutes
        send(1, static_cast<std::uint16_t>(i), i * 5000, 1);
    ASSERT_TRUE(ticksUntilShots(1));
    m_stream->put(Flushed{.serial = 2});
    send(1, 5, 100, 2);
    ASSERT_TRUE(ticksUntilShots(2));
    EXPECT_EQ(m_server->shots()[1].inode, (m_inodes[{1, 5}]));
    EXPECT_EQ(m_presenter->report().stale, 4U);
    send(1, 1, 6000, 1); // late from the decoder
    EXPECT_TRUE(m_server->eventually([this] { return m_presenter->report().stale == 5; }));
}

TEST_F(PresenterTest, showsOnlyTheFirst_beforeTheClockStarts)
{
    m_clock = std::make_shared<MediaClock>();
    start();
    sendPool(1, 3);
    for (int i = 0; i < 3; ++i) // so far apart that a slow machine passes none over
        send(1, static_cast<std::uint16_t>(i), i * 5);
    ASSERT_TRUE(ticksUntilShots(1));
    for (int i = 0; i < 10; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->shots().size(), 1U);
    const auto first = awaitEvent<FirstPicture>();
    ASSERT_TRUE(first.has_value());
    m_clock->publish({.serial = 0, .anchorTime = MonotonicClock::now(), .anchorMedia = first->pts});
    EXPECT_TRUE(ticksUntilShots(3));
}

TEST_F(PresenterTest, startsTheClock_onlyWhenPicturesWaitBehindTheFirst)
{
    m_clock = std::make_shared<MediaClock>();
    start();
    sendPool(1, 4);
    send(1, 0, 0);
    send(1, 1, 1);
    const MonotonicTime begun = MonotonicClock::now();
    ASSERT_TRUE(ticksUntilShots(1));
    m_server->tick();
    ASSERT_TRUE(m_server->eventually([this] { return m_presenter->report().presented == 1; }));
    std::this_thread::sleep_for(milliseconds(20));
    const MonotonicTime sent = MonotonicClock::now();
    send(1, 2, 2);
    send(1, 3, 3);
    const auto first = awaitEvent<FirstPicture>();
    ASSERT_TRUE(first.has_value());
    // On a machine so slow the clock need not have waited for them.
    const bool tooLate = sent - begun >= milliseconds(200);
    EXPECT_TRUE(tooLate || first->visible >= sent)
        << "not when it was seen: the decoder was not ready then";
}

TEST_F(PresenterTest, dropsTheRestOfARound_whenTheClockIsInTheNext)
{
    m_clock = std::make_shared<MediaClock>();
    m_clock->publish({.serial = 0, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    start();
    sendPool(1, 4);
    send(1, 0, 0, 0);
    send(1, 1, 5000, 0); // due in minutes
    ASSERT_TRUE(ticksUntilShots(1));
    m_clock->publish({.serial = 1, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    send(1, 2, 0, 1);
    ASSERT_TRUE(ticksUntilShots(2));
    send(1, 3, 2, 1);
    ASSERT_TRUE(ticksUntilShots(3));
    EXPECT_EQ(m_server->shots()[1].inode, (m_inodes[{1, 2}]));
    EXPECT_EQ(m_presenter->report().skipped, 1U);
}

TEST_F(PresenterTest, startsTheNextRound_whenTheLastPictureHadItsTime)
{
    m_clock = std::make_shared<MediaClock>();
    start();
    sendPool(1, 2);
    send(1, 0, 0, 0);
    const auto first = awaitEvent<FirstPicture>();
    ASSERT_TRUE(first.has_value());
    m_clock->publish({.serial = 0, .anchorTime = first->visible, .anchorMedia = {}});
    send(1, 1, 0, 1); // nothing but a picture moves this clock on
    const auto second = awaitEvent<FirstPicture>();
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->serial, 1U);
    EXPECT_GE(second->visible - first->visible, milliseconds(20));
}

TEST_F(PresenterTest, stepsOnePictureAtATime_whilePaused)
{
    m_clock = std::make_shared<MediaClock>();
    start();
    m_presenter->pause();
    sendPool(1, 4);
    for (int i = 0; i < 4; ++i)
        send(1, static_cast<std::uint16_t>(i), i);
    ASSERT_TRUE(ticksUntilShots(1));
    for (std::size_t step = 1; step <= 2; ++step) {
        m_presenter->step();
        ASSERT_TRUE(ticksUntilShots(step + 1));
        for (int i = 0; i < 5; ++i)
            m_server->tick();
        EXPECT_EQ(m_server->shots().size(), step + 1);
    }
}

TEST_F(PresenterTest, saysThatAllWereShown_onceTheLastPictureHadItsTimeAndWasSeen)
{
    m_clock = std::make_shared<MediaClock>();
    start();
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    const MonotonicTime begin = MonotonicClock::now();
    m_clock->publish({.serial = 0, .anchorTime = begin, .anchorMedia = {}});
    send(1, 1, 3);
    m_stream->put(PicturesEnded{.serial = 0});
    ASSERT_TRUE(ticksUntilShots(2));
    ASSERT_TRUE(awaitEvent<AllShown>().has_value());
    EXPECT_GE(MonotonicClock::now() - begin, 4 * Interval);
    EXPECT_EQ(m_presenter->report().presented, 2U);
}

TEST_F(PresenterTest, doesNotSayThatAllWereShown_whilePausedOnTheLast)
{
    m_clock = std::make_shared<MediaClock>();
    start();
    sendPool(1, 1);
    send(1, 0, 0);
    m_stream->put(PicturesEnded{.serial = 0});
    m_presenter->pause();
    m_clock->publish(
        {.serial = 0, .anchorTime = MonotonicClock::now(), .anchorMedia = {}, .rate = 0.0});
    ASSERT_TRUE(ticksUntilShots(1));
    std::this_thread::sleep_for(4 * Interval);
    while (const auto event = m_presenter->takeEvent())
        EXPECT_FALSE(std::holds_alternative<AllShown>(*event));
    m_clock->publish({.serial = 0, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    m_presenter->play();
    EXPECT_TRUE(awaitEvent<AllShown>().has_value());
}

TEST_F(PresenterTest, saysThatAllWereShown_whenTheWindowIsCovered)
{
    start();
    m_server->withhold(true);
    sendPool(1, 2);
    send(1, 0, 0);
    m_stream->put(PicturesEnded{.serial = 0});
    EXPECT_TRUE(awaitEvent<AllShown>().has_value());
}

TEST_F(PresenterTest, saysWhenAllWereShown)
{
    start();
    sendPool(1, 2);
    send(1, 0, 0);
    send(1, 1, 1);
    m_stream->put(PicturesEnded{.serial = 0});
    const auto end = awaitEvent<AllShown>();
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->end, MediaTime(2 * Interval));
}

} // namespace
} // namespace weir
