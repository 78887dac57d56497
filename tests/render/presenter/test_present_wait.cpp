// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <wayland-client.h>

#include "fake_compositor.h"
#include "platform/base/event_fd.h"
#include "render/presenter/present_wait.h"

namespace weir
{
namespace
{

using std::chrono::milliseconds;

constexpr Nanoseconds Short = milliseconds(60);
constexpr Nanoseconds Long = std::chrono::seconds(20);

class PresentWaitTest : public testing::Test
{
protected:
    // The compositor answers at once.
    void ask()
    {
        static const wl_callback_listener listener{
            .done
            = [](void *data, wl_callback *, std::uint32_t) { *static_cast<bool *>(data) = true; }};
        m_question = m_display->connection().createSync();
        wl_callback_add_listener(m_question.get(), &listener, &m_isAnswered);
    }

    fake::FakeCompositor m_server{fake::Options{}};
    std::shared_ptr<VideoDisplay> m_display
        = VideoDisplay::create(Connection::connectTo(m_server.takeClientSocket()).value()).value();
    EventFd m_mailbox = EventFd::create().value();
    EventFd m_stream = EventFd::create().value();
    PresentWait m_wait{{.mailboxFd = m_mailbox.fd(),
                        .streamFd = m_stream.fd(),
                        .display = m_display.get(),
                        .scene = nullptr}};
    Proxy<wl_callback> m_question;
    bool m_isAnswered = false;
    const MonotonicTime m_start = MonotonicClock::now();
};

TEST_F(PresentWaitTest, isWokenByTheDisplay)
{
    ask();
    while (!m_isAnswered && MonotonicClock::now() < m_start + Long)
        ASSERT_TRUE(m_wait.sleep(m_start + Long).has_value());
    EXPECT_TRUE(m_isAnswered);
    EXPECT_LT(MonotonicClock::now(), m_start + Long);
}

TEST_F(PresentWaitTest, isNotWhenDeaf_butHearsItAfterwards)
{
    ask();
    ASSERT_TRUE(m_wait.sleepDeaf(m_start + Short).has_value());
    EXPECT_GE(MonotonicClock::now(), m_start + Short);
    EXPECT_TRUE(m_isAnswered);
}

TEST_F(PresentWaitTest, isWokenByTheOthers_deafOrNot)
{
    m_stream.signal();
    const auto byStream = m_wait.sleepDeaf(m_start + Long);
    ASSERT_TRUE(byStream.has_value());
    EXPECT_TRUE(byStream->byStream);
    EXPECT_FALSE(byStream->byMailbox);
    m_stream.clear();
    m_mailbox.signal();
    const auto byMailbox = m_wait.sleep(m_start + Long);
    ASSERT_TRUE(byMailbox.has_value());
    EXPECT_TRUE(byMailbox->byMailbox);
    EXPECT_FALSE(byMailbox->byStream);
}

} // namespace
} // namespace weir
