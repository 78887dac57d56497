// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "gl_context.h"
#include "render/quick/scene_renderer.h"
#include "test_picture.h"

namespace weir
{
namespace
{

constexpr Size Window{.width = 16, .height = 8};
constexpr std::uint32_t Untouched = 0xff0000ffU; // blue

// The scene's part. OpenGL by software imports a memfd as if it were a dma-buf.
class SceneRendererTest : public testing::Test, private TextureStage::Listener
{
protected:
    SceneRendererTest()
        : m_context(GlContext::Api::OpenGl, Window)
        , m_stage(TextureStage::create().value())
        , m_renderer(std::make_unique<SceneRenderer>(m_stage))
        , m_white(PixelFormat::Nv12, Window)
    {
        std::ranges::fill(m_white.memory().plane(0), std::byte{235});
        std::ranges::fill(m_white.memory().plane(1), std::byte{128});
        m_stage->addListener(*this);
        m_renderer->noteFrame(
            {.pixels = Window,
             .area = {.x = 0, .y = 0, .width = Window.width, .height = Window.height}});
    }
    ~SceneRendererTest() override { m_renderer->invalidate(); }

    std::shared_ptr<const TexturePool> pool(TextureSource source = TextureSource::Uploaded)
    {
        return m_white.picture(source).pool;
    }
    // One frame; its middle.
    std::uint32_t frame()
    {
        glClearColor(0, 0, 1, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        m_renderer->draw();
        const std::uint32_t middle = m_context.pixels().at(4 * 16 + 8);
        m_renderer->noteSwapped();
        m_stage->dispatch();
        return middle;
    }
    void sceneAnswered(const SceneAnswer &answer) override { m_answers.push_back(answer); }
    template <typename Answer>
    [[nodiscard]] std::size_t count() const
    {
        return static_cast<std::size_t>(std::ranges::count_if(
            m_answers, [](const auto &answer) { return std::holds_alternative<Answer>(answer); }));
    }

    GlContext m_context;
    std::shared_ptr<TextureStage> m_stage;
    std::unique_ptr<SceneRenderer> m_renderer;
    TestPicture m_white;
    std::vector<SceneAnswer> m_answers;
};

TEST_F(SceneRendererTest, drawsNothing_untilThereIsAPicture)
{
    EXPECT_EQ(frame(), Untouched);
    EXPECT_TRUE(m_answers.empty());
}

TEST_F(SceneRendererTest, answersOnce_andDrawsThePictureInEveryFrame)
{
    m_stage->put(pool(), 0, {});
    EXPECT_EQ(frame(), 0xffffffffU);
    EXPECT_EQ(frame(), 0xffffffffU);
    EXPECT_EQ(count<PictureTaken>(), 1U);
    EXPECT_EQ(count<PictureDrawn>(), 1U);
    EXPECT_EQ(count<PictureReleased>(), 1U) << "it was copied";
}

TEST_F(SceneRendererTest, stopsDrawing_whenTheStageIsCleared)
{
    m_stage->put(pool(), 0, {});
    EXPECT_EQ(frame(), 0xffffffffU);
    m_stage->clear();
    EXPECT_EQ(frame(), Untouched);
}

TEST_F(SceneRendererTest, triesWhatItIsAskedTo)
{
    TestPicture tiled(PixelFormat::Nv12, Window);
    tiled.setModifier(5);
    m_stage->tryPool(pool());
    m_stage->tryPool(pool(TextureSource::Imported));
    m_stage->tryPool(tiled.picture(TextureSource::Imported).pool);
    EXPECT_EQ(frame(), Untouched);
    ASSERT_EQ(count<PoolTried>(), 3U);
    EXPECT_TRUE(std::get<PoolTried>(m_answers[0]).works);
    EXPECT_TRUE(std::get<PoolTried>(m_answers[1]).works);
    EXPECT_FALSE(std::get<PoolTried>(m_answers[2]).works);
}

TEST_F(SceneRendererTest, keepsImportedMemory_untilALaterFrameWasDrawnWithoutIt)
{
    const auto imported = pool(TextureSource::Imported);
    const std::uint64_t first = m_stage->put(imported, 0, {});
    EXPECT_EQ(frame(), 0xffffffffU);
    EXPECT_EQ(frame(), 0xffffffffU);
    EXPECT_EQ(count<PictureReleased>(), 0U);
    m_stage->put(imported, 0, {});
    for (int i = 0; i < 100 && count<PictureReleased>() == 0; ++i) // until the GPU has done with it
        EXPECT_EQ(frame(), 0xffffffffU);
    ASSERT_EQ(count<PictureReleased>(), 1U);
    for (const SceneAnswer &answer : m_answers) {
        if (const auto *released = std::get_if<PictureReleased>(&answer)) {
            EXPECT_EQ(released->ticket, first);
        }
    }
    m_stage->clear();
    for (int i = 0; i < 100 && count<PictureReleased>() == 1; ++i)
        EXPECT_EQ(frame(), Untouched);
    EXPECT_EQ(count<PictureReleased>(), 2U);
}

TEST_F(SceneRendererTest, seesWhatIsWrittenIntoImportedMemory)
{
    const auto imported = pool(TextureSource::Imported);
    m_stage->put(imported, 0, {});
    EXPECT_EQ(frame(), 0xffffffffU);
    std::ranges::fill(m_white.memory().plane(0).first(m_white.memory().strideBytes(0) * 8),
                      std::byte{16});
    m_stage->put(imported, 0, {});
    EXPECT_EQ(frame(), 0xff000000U);
}

TEST_F(SceneRendererTest, forgetsAPoolThatNobodyElseHolds)
{
    auto imported = pool(TextureSource::Imported);
    const std::weak_ptr<const TexturePool> watched = imported;
    m_stage->put(std::exchange(imported, nullptr), 0, {});
    EXPECT_EQ(frame(), 0xffffffffU);
    m_stage->put(pool(), 0, {});
    frame();
    EXPECT_TRUE(watched.expired());
}

TEST_F(SceneRendererTest, givesBackWhatItCannotDraw)
{
    m_stage->put(pool(), 9, {}); // there is no such slot
    EXPECT_EQ(frame(), Untouched);
    EXPECT_EQ(count<PictureDropped>(), 1U);
    EXPECT_EQ(count<PictureReleased>(), 1U);
    EXPECT_EQ(count<PictureDrawn>(), 0U);
}

TEST_F(SceneRendererTest, beginsAnew_afterItsContextWent)
{
    m_stage->put(pool(), 0, {});
    m_renderer->draw();
    m_renderer->invalidate(); // before the frame was swapped
    EXPECT_EQ(frame(), Untouched);
    EXPECT_EQ(count<PictureDropped>(), 1U);
    EXPECT_EQ(count<PictureReleased>(), 1U);
    EXPECT_EQ(count<PictureDrawn>(), 0U);
    m_stage->put(pool(), 0, {});
    EXPECT_EQ(frame(), 0xffffffffU);
}

} // namespace
} // namespace weir
