// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/render/presenter/presenter_fixture.h"

namespace weir
{
namespace
{

class HintTest : public PresenterTest
{
protected:
    // Somebody else's window, as Qt's is one.
    void startOnAWindow()
    {
        m_server = std::make_unique<FakeCompositor>(usualOptions());
        m_stream = PictureStream::create().value();
        m_display
            = VideoDisplay::create(Connection::connectTo(m_server->takeClientSocket()).value())
                  .value();
        m_window = Toplevel::create(m_display->globals(),
                                    {.title = "test", .size = {.width = 128, .height = 128}})
                       .value();
        m_display->stage().setArea({.x = 0, .y = 0, .width = 128, .height = 128});
        attach();
        create(PresenterForce::Auto);
    }
    void attach()
    {
        m_display->stage().attachTo(m_window->surface(), VideoSurfaces::Stacking::BelowParent);
        m_display->stage().commitParent();
    }
    void TearDown() override
    {
        m_presenter.reset();
        if (m_window) {
            m_display->stage().detach();
            m_window.reset();
        }
        PresenterTest::TearDown();
    }
    [[nodiscard]] bool isAwakeSoon(bool awake)
    {
        return m_server->eventually(
            [&] { return m_server->counts().inhibitors == (awake ? 1 : 0); });
    }

    std::unique_ptr<Toplevel> m_window;
};

TEST_F(HintTest, marksTheVideo)
{
    start();
    sendPool(1, 1);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(m_server->shots().front().contentType, 2U); // video
}

TEST_F(HintTest, keepsTheScreenOn_whenAskedTo)
{
    start();
    m_display->stage().setKeepsAwake(true);
    m_display->stage().setKeepsAwake(true);
    EXPECT_TRUE(isAwakeSoon(true));
    m_display->stage().setKeepsAwake(false);
    EXPECT_TRUE(isAwakeSoon(false));
}

TEST_F(HintTest, followsTheWindowsSurface)
{
    startOnAWindow();
    m_display->stage().setKeepsAwake(true);
    EXPECT_TRUE(isAwakeSoon(true));
    m_display->stage().detach();
    EXPECT_TRUE(isAwakeSoon(false));
    attach();
    EXPECT_TRUE(isAwakeSoon(true));
    m_display->stage().detach();
    m_display->stage().setKeepsAwake(false);
    attach();
    EXPECT_TRUE(isAwakeSoon(false));
}

TEST_F(HintTest, playsAllTheSame_withoutThem)
{
    fake::Options options = usualOptions();
    options.without = {"wp_content_type_manager_v1", "zwp_idle_inhibit_manager_v1"};
    start(options);
    m_display->stage().setKeepsAwake(true);
    sendPool(1, 1);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(m_server->shots().front().contentType, 0U);
    EXPECT_EQ(m_server->counts().inhibitors, 0);
}

} // namespace
} // namespace weir
