// SPDX-License-Identifier: GPL-3.0-or-later
// When the screen is kept on, in front of the test compositor.
#include <gtest/gtest.h>

#include "app/session/idle_policy.h"
#include "app/session/session.h"
#include "fake_compositor.h"
#include "tests/support/clip.h"

namespace weir
{
namespace
{

using fake::FakeCompositor;
using std::chrono::milliseconds;
using Window = PresenterControl::Window;

TEST(IdlePolicy, keepsAwakeOnlyWhileSomebodyWatches)
{
    EXPECT_TRUE(keepsAwake({.isPlaying = true, .isVisible = true, .isShowing = true}));
    EXPECT_FALSE(keepsAwake({.isPlaying = false, .isVisible = true, .isShowing = true}));
    EXPECT_FALSE(keepsAwake({.isPlaying = true, .isVisible = false, .isShowing = true}));
    EXPECT_FALSE(keepsAwake({.isPlaying = true, .isVisible = true, .isShowing = false}));
}

class SessionAwake : public testing::Test
{
protected:
    void open(const std::string &clip, PresenterForce force = PresenterForce::Auto)
    {
        ASSERT_FALSE(clip.empty()) << "no ffmpeg";
        fake::Options options;
        options.drive = fake::Options::Drive::Timer;
        m_server = std::make_unique<FakeCompositor>(options);
        auto connection = Connection::connectTo(m_server->takeClientSocket()).value();
        Session::Setup setup;
        setup.file = clip;
        setup.medium.decoder = DecoderPreference::Software;
        m_display = VideoDisplay::openWindow(connection,
                                             {.title = "test", .size = {.width = 64, .height = 64}})
                        .value();
        setup.places.display = m_display;
        setup.presenter = force;
        setup.sound = AudioPreference::Silent;
        m_session = Session::open(std::move(setup)).value();
    }
    [[nodiscard]] bool isAwakeSoon(bool awake)
    {
        return FakeCompositor::eventually([&] {
            takeEvents();
            return m_server->counts().inhibitors == (awake ? 1 : 0);
        });
    }
    [[nodiscard]] bool endsSoon()
    {
        return FakeCompositor::eventually([&] {
            takeEvents();
            return m_ended;
        });
    }
    void takeEvents()
    {
        while (const auto event = m_session->takeEvent())
            m_ended = m_ended || std::holds_alternative<SessionEnded>(*event);
    }

    std::unique_ptr<FakeCompositor> m_server;
    std::shared_ptr<VideoDisplay> m_display; // outlives sessions, as the player's does
    std::unique_ptr<Session> m_session;
    bool m_ended = false;
};

constexpr auto Film = "-f lavfi -i testsrc2=size=64x48:rate=25:duration=20 -c:v libx264 "
                      "-preset ultrafast -pix_fmt yuv420p";
constexpr auto SoundOnly = "-f lavfi -i sine=frequency=440:duration=2 -c:a aac";

TEST_F(SessionAwake, isWhilePlayingInSight)
{
    open(test::makeClip("awake.mp4", Film));
    EXPECT_TRUE(isAwakeSoon(true));
    m_session->pause();
    EXPECT_TRUE(isAwakeSoon(false));
    m_session->play();
    EXPECT_TRUE(isAwakeSoon(true));
    m_session->setWindow(Window::Hidden);
    EXPECT_TRUE(isAwakeSoon(false));
    m_session->setWindow(Window::Visible);
    EXPECT_TRUE(isAwakeSoon(true));
    m_session.reset();
    EXPECT_TRUE(FakeCompositor::eventually([this] { return m_server->counts().inhibitors == 0; }));
}

TEST_F(SessionAwake, isNotAtTheEnd_butAfterASeekBack)
{
    open(test::makeClip("awake.mp4", Film));
    EXPECT_TRUE(isAwakeSoon(true));
    m_session->seek(MediaTime(milliseconds(19'800)), Medium::SeekMode::Exact);
    ASSERT_TRUE(endsSoon());
    EXPECT_TRUE(isAwakeSoon(false));
    m_session->seek(MediaTime(), Medium::SeekMode::Exact);
    EXPECT_TRUE(isAwakeSoon(true));
}

TEST_F(SessionAwake, isNotForSoundAlone)
{
    open(test::makeClip("sound.m4a", SoundOnly));
    bool wasAwake = false;
    EXPECT_TRUE(FakeCompositor::eventually([&] {
        takeEvents();
        wasAwake = wasAwake || m_server->counts().inhibitors != 0;
        return m_ended;
    }));
    EXPECT_FALSE(wasAwake);
}

// The compositor of the tests takes no dma-bufs: the pictures are taken and dropped in their time.
TEST_F(SessionAwake, isNot_whenNothingCanBeShown)
{
    open(test::makeClip("awake.mp4", Film), PresenterForce::Subsurface);
    bool wasAwake = false;
    EXPECT_TRUE(FakeCompositor::eventually([&] {
        takeEvents();
        wasAwake = wasAwake || m_server->counts().inhibitors != 0;
        return m_session->position() > MediaTime(milliseconds(300));
    }));
    EXPECT_FALSE(wasAwake);
}

} // namespace
} // namespace weir
