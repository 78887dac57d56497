// SPDX-License-Identifier: GPL-3.0-or-later
#include <optional>

#include "presenter_fixture.h"

namespace weir
{
namespace
{

// A window that draws pictures, by hand: one frame at a time, whenever the test says so.
class ScenePresenterTest : public PresenterTest
{
protected:
    void SetUp() override { m_scene = TextureStage::create().value(); }
    // Without any compositor.
    void startAlone(PresenterForce force = PresenterForce::Auto)
    {
        m_stream = PictureStream::create().value();
        create(force);
    }
    // The picture before this frame's has left the GPU when the frame is swapped.
    void drawFrame()
    {
        const TextureStage::Work work = m_scene->takeWork();
        for (const auto &pool : work.toTry)
            m_scene->answer(PoolTried{.pool = pool, .works = pool->source == m_works});
        if (!work.picture && !work.isCleared)
            return;
        const std::optional<std::uint64_t> before = std::exchange(m_onScreen, std::nullopt);
        if (work.picture) {
            m_onScreen = work.picture->ticket;
            m_drawn.push_back(work.picture->index);
            m_scene->answer(PictureTaken{*m_onScreen});
            m_scene->answer(PictureDrawn{.ticket = *m_onScreen, .swapped = MonotonicClock::now()});
        }
        if (before)
            m_scene->answer(PictureReleased{*before});
    }
    [[nodiscard]] bool framesUntil(const std::function<bool()> &condition)
    {
        return FakeCompositor::eventually([&] {
            drawFrame();
            return condition();
        });
    }
    [[nodiscard]] bool framesUntilDrawn(std::size_t count)
    {
        return framesUntil([&] { return m_drawn.size() >= count; });
    }

    TextureSource m_works = TextureSource::Imported; // what the scene can do
    std::optional<std::uint64_t> m_onScreen;
    std::vector<std::uint16_t> m_drawn; // slots
};

TEST_F(ScenePresenterTest, drawsPicturesInOrder_withoutACompositor)
{
    startAlone();
    sendPool(1, 3);
    for (std::uint16_t i = 0; i < 3; ++i) {
        send(1, i, i);
        ASSERT_TRUE(framesUntilDrawn(i + 1U));
    }
    EXPECT_EQ(m_drawn, (std::vector<std::uint16_t>{0, 1, 2}));
    EXPECT_TRUE(framesUntil([this] { return releasedCount() == 2; }));
    EXPECT_TRUE(framesUntil([this] { return m_presenter->report().presented == 3; }));
    EXPECT_EQ(m_presenter->report().path, PresentPath::Texture);
    EXPECT_NE(m_presenter->report().reason.find("no Wayland compositor"), std::string::npos);
}

TEST_F(ScenePresenterTest, tellsTheFirstPicture_whenItsFrameWasSwapped)
{
    startAlone();
    sendPool(1, 2);
    send(1, 0, 0);
    const MonotonicTime before = MonotonicClock::now();
    ASSERT_TRUE(framesUntilDrawn(1));
    const auto first = awaitEvent<FirstPicture>();
    ASSERT_TRUE(first.has_value());
    EXPECT_GE(first->visible, before);
}

TEST_F(ScenePresenterTest, copies_whenTheImportFails_andSaysSo)
{
    m_works = TextureSource::Uploaded;
    startAlone();
    sendPool(1, 2);
    send(1, 0, 0);
    ASSERT_TRUE(framesUntilDrawn(1));
    EXPECT_EQ(m_presenter->report().path, PresentPath::CopiedTexture);
    EXPECT_NE(m_presenter->report().reason.find("copied to the GPU"), std::string::npos);
    const auto chosen = awaitEvent<PathChosen>();
    ASSERT_TRUE(chosen.has_value());
    EXPECT_EQ(chosen->path, PresentPath::Texture);
    EXPECT_EQ(awaitEvent<PathChosen>().value().path, PresentPath::CopiedTexture);
}

TEST_F(ScenePresenterTest, takesOver_whenTheCompositorRefusesTheFirstBuffer)
{
    fake::Options options = usualOptions();
    options.import = fake::Options::Import::Refuse;
    start(options);
    sendPool(1, 2);
    send(1, 0, 0);
    ASSERT_TRUE(framesUntilDrawn(1));
    EXPECT_EQ(m_presenter->report().path, PresentPath::Texture);
    EXPECT_NE(m_presenter->report().reason.find("refused"), std::string::npos);
}

// HDR on a compositor with or without color-management.
class HdrPresenterTest : public ScenePresenterTest
{
protected:
    [[nodiscard]] PresentPath pathOn(const std::vector<std::string> &without)
    {
        constexpr std::uint32_t P010Code = 0x30313050;
        fake::Options options = usualOptions();
        options.dmabufFormats = {{.fourcc = P010Code, .modifier = 0}};
        options.without = without;
        start(options);
        VideoFormat format = usualFormat();
        format.pixelFormat = PixelFormat::P010;
        format.color = {.primaries = 9, .transfer = 16, .matrix = 9};
        sendPool(1, 1, BufferImage::Memory::Dmabuf, format);
        const auto chosen = awaitEvent<PathChosen>();
        return chosen ? chosen->path : PresentPath::Null;
    }
};

TEST_F(HdrPresenterTest, isDrawn_whereTheCompositorCannotBeTold)
{
    EXPECT_EQ(pathOn({"wp_color_manager_v1"}), PresentPath::Texture);
}

TEST_F(HdrPresenterTest, goesToTheCompositor_whenItTakesHdr)
{
    EXPECT_EQ(pathOn({}), PresentPath::Dmabuf);
}

TEST_F(ScenePresenterTest, clearsTheScene_whenTheNextPoolGoesToTheCompositor)
{
    start();
    std::vector<BufferImage> images;
    images.push_back(
        allocateImage(weir::SharedMemory(), planLayout(Nv12, PictureSize).value()).value());
    images.back().memory = BufferImage::Memory::Dmabuf;
    images.back().modifier = 5; // which the compositor does not take
    sendPool(1, std::move(images));
    send(1, 0, 0);
    ASSERT_TRUE(framesUntilDrawn(1));
    sendPool(2, 2);
    ASSERT_TRUE(sendAndSee(2, 0, 1));
    EXPECT_TRUE(framesUntil([this] { return releasedCount() == 1; }));
    EXPECT_FALSE(m_onScreen.has_value());
}

TEST_F(ScenePresenterTest, doesNotTouchTheScene_whileTheCompositorTakesAll)
{
    start();
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    drawFrame();
    int requests = 0;
    m_scene->setFrameRequest([&requests] { ++requests; });
    ASSERT_TRUE(sendAndSee(1, 1, 1));
    ASSERT_TRUE(sendAndSee(1, 0, 2));
    EXPECT_EQ(requests, 0);
    EXPECT_TRUE(m_drawn.empty());
}

// What the compositor can do for commits says nothing of the window's own drawing.
TEST_F(ScenePresenterTest, isGivenNothingInAdvance_whateverTheCompositorKeeps)
{
    fake::Options options = usualOptions();
    options.with = {"wp_fifo_manager_v1", "wp_commit_timing_manager_v1"};
    m_clock = std::make_shared<MediaClock>();
    start(options, PresenterForce::Texture);
    sendPool(1, 2);
    send(1, 0, 0);
    ASSERT_TRUE(framesUntilDrawn(1));
    m_clock->publish({.serial = 0, .anchorTime = MonotonicClock::now(), .anchorMedia = {}});
    send(1, 1, 18); // after 720 ms: the window had its size for long enough
    ASSERT_TRUE(framesUntilDrawn(2));
    EXPECT_EQ(m_presenter->report().pacing, Pacing::Timer);
}

// The fixture counts what comes back.
TEST_F(ScenePresenterTest, givesEverythingBack_whenTheSceneAnswersNothing)
{
    startAlone();
    sendPool(1, 4);
    send(1, 0, 0);
    ASSERT_TRUE(framesUntilDrawn(1));
    for (std::uint16_t i = 1; i < 4; ++i)
        send(1, i, i);
    ASSERT_TRUE(framesUntil([this] { return m_presenter->report().submitted >= 2; }));
    m_presenter.reset();
    EXPECT_EQ(releasedCount(), 4U);
    drawFrame(); // late
    m_scene->dispatch();
}

TEST_F(ScenePresenterTest, saysWhatIsMissing_whenItIsForced)
{
    m_scene.reset();
    start(usualOptions(), PresenterForce::Texture);
    sendPool(1, 2);
    const auto error = awaitEvent<CannotPresent>();
    ASSERT_TRUE(error.has_value());
    EXPECT_NE(error->error.message().find("no window that OpenGL draws"), std::string::npos);
}

} // namespace
} // namespace weir
