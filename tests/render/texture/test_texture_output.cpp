// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "platform/base/poller.h"
#include "platform/dmabuf/picture_memory.h"
#include "render/texture/texture_output.h"

namespace weir
{
namespace
{

constexpr std::uint32_t Nv12 = 0x3231564e;
constexpr std::size_t Slots = 4;
constexpr MonotonicTime Later = MonotonicTime(std::chrono::seconds(5));

// Writes down what it is told.
class Ledger final : public PictureOutput::Listener
{
public:
    void slotReleased(SlotName slot) override { ++released[slot.index]; }
    void commitAnswered(std::uint64_t commitId, std::optional<Presented> result) override
    {
        answers[commitId].push_back(result.transform([](const Presented &at) { return at.time; }));
    }
    void commitTaken(std::uint64_t commitId) override { taken.push_back(commitId); }
    void colorShown(const ColorReport &color) override { colors.push_back(color); }

    using Answers = std::vector<std::optional<MonotonicTime>>;
    std::map<std::uint16_t, int> released;
    std::map<std::uint64_t, Answers> answers;
    std::vector<std::uint64_t> taken;
    std::vector<ColorReport> colors;
};

class TextureOutputTest : public testing::Test
{
protected:
    void SetUp() override
    {
        m_stage = TextureStage::create().value();
        m_stage->setFrameRequest([this] { ++m_frameRequests; });
        m_output.emplace(*m_stage, TextureSource::Imported, m_ledger);
        addPool(*m_output, 1);
    }
    static void addPool(TextureOutput &output, std::uint32_t generation)
    {
        const Size size{.width = 64, .height = 32};
        std::vector<BufferImage> images;
        images.reserve(Slots);
        for (std::size_t i = 0; i < Slots; ++i)
            images.push_back(allocateImage(SharedMemory(), planLayout(Nv12, size).value()).value());
        VideoFormat format;
        format.codedSize = size;
        format.visible = {.x = 0, .y = 0, .width = 64, .height = 32};
        output.addPool(generation, format,
                       std::make_shared<const std::vector<BufferImage>>(std::move(images)));
    }
    // The scene tries what it is asked to.
    void tryPools(bool works)
    {
        for (const auto &pool : m_stage->takeWork().toTry)
            m_stage->answer(PoolTried{.pool = pool, .works = works});
        m_stage->dispatch();
    }
    PictureOutput::Shown show(std::uint16_t index, std::uint64_t commitId)
    {
        return m_output->show({.slot = {.generation = 1, .index = index}, .pts = {}, .visible = {}},
                              {.id = commitId, .terms = {}});
    }
    // Ticket of the picture that the next frame takes; 0: none.
    std::uint64_t take()
    {
        const TextureStage::Work work = m_stage->takeWork();
        return work.picture ? work.picture->ticket : 0;
    }
    void answer(const SceneAnswer &answer)
    {
        m_stage->answer(answer);
        m_stage->dispatch();
    }

    std::shared_ptr<TextureStage> m_stage;
    int m_frameRequests = 0;
    Ledger m_ledger;
    std::optional<TextureOutput> m_output;
};

TEST_F(TextureOutputTest, waitsForTheSceneToTryAPool)
{
    EXPECT_EQ(m_frameRequests, 1);
    EXPECT_EQ(m_output->poolState(1), PictureOutput::PoolState::Pending);
    tryPools(true);
    EXPECT_EQ(m_output->poolState(1), PictureOutput::PoolState::Ready);
    EXPECT_EQ(m_output->poolState(2), PictureOutput::PoolState::Refused);
}

TEST_F(TextureOutputTest, refusesAPoolThatTheSceneCannotDraw)
{
    tryPools(false);
    EXPECT_EQ(m_output->poolState(1), PictureOutput::PoolState::Refused);
}

TEST_F(TextureOutputTest, doesNotMixUpTheTrialsOfTwoOutputs)
{
    TextureOutput copies(*m_stage, TextureSource::Uploaded, m_ledger);
    addPool(copies, 1);
    const TextureStage::Work work = m_stage->takeWork();
    ASSERT_EQ(work.toTry.size(), 2U);
    for (const auto &pool : work.toTry)
        answer(PoolTried{.pool = pool, .works = pool->source == TextureSource::Uploaded});
    EXPECT_EQ(m_output->poolState(1), PictureOutput::PoolState::Refused);
    EXPECT_EQ(copies.poolState(1), PictureOutput::PoolState::Ready);
}

TEST_F(TextureOutputTest, answersWhenDrawn_andReleasesWhenTold)
{
    ASSERT_EQ(show(0, 7), PictureOutput::Shown::Committed);
    EXPECT_EQ(m_output->unanswered(), 1U);
    const std::uint64_t ticket = take();
    answer(PictureTaken{ticket});
    EXPECT_EQ(m_ledger.taken, std::vector<std::uint64_t>{7});
    answer(PictureDrawn{.ticket = ticket, .swapped = Later});
    EXPECT_EQ(m_ledger.answers[7], Ledger::Answers{Later});
    EXPECT_EQ(m_output->unanswered(), 0U);
    EXPECT_EQ(m_ledger.released[0], 0) << "it is still on the screen";
    answer(PictureReleased{ticket});
    EXPECT_EQ(m_ledger.released[0], 1);
}

TEST_F(TextureOutputTest, answersACopiedPictureThatWasReleasedFirst)
{
    show(0, 7);
    const std::uint64_t ticket = take();
    answer(PictureReleased{ticket});
    EXPECT_EQ(m_ledger.released[0], 1);
    EXPECT_EQ(m_output->unanswered(), 1U);
    // Its slot may have another picture now: no repetition.
    EXPECT_EQ(show(0, 8), PictureOutput::Shown::Committed);
    answer(PictureDrawn{.ticket = ticket, .swapped = Later});
    EXPECT_EQ(m_ledger.answers[7], Ledger::Answers{Later});
    EXPECT_EQ(m_ledger.released[0], 1);
}

TEST_F(TextureOutputTest, dropsAPictureThatANewerOneReplaces)
{
    show(0, 1);
    show(1, 2);
    m_stage->dispatch();
    EXPECT_EQ(m_ledger.answers[1], Ledger::Answers{std::nullopt});
    EXPECT_EQ(m_ledger.released[0], 1);
    EXPECT_EQ(m_ledger.released[1], 0);
    const TextureStage::Work work = m_stage->takeWork();
    ASSERT_TRUE(work.picture.has_value());
    EXPECT_EQ(work.picture->index, 1);
    EXPECT_EQ(work.picture->visible.width, 64) << "the pool's, where the picture says nothing";
}

TEST_F(TextureOutputTest, tellsTheColoursOfAPoolOnce)
{
    show(0, 1);
    show(1, 2);
    ASSERT_EQ(m_ledger.colors.size(), 1U);
    EXPECT_EQ(m_ledger.colors[0].matrix, "bt601");
    EXPECT_FALSE(m_ledger.colors[0].told);
    EXPECT_NE(m_ledger.colors[0].note.find("by weir"), std::string::npos);
}

TEST_F(TextureOutputTest, countsARepeatedSlot)
{
    show(0, 1);
    EXPECT_EQ(show(0, 2), PictureOutput::Shown::Repeated);
    const std::uint64_t ticket = take();
    answer(PictureDrawn{.ticket = ticket, .swapped = Later});
    answer(PictureReleased{ticket});
    EXPECT_EQ(m_ledger.released[0], 2);
}

TEST_F(TextureOutputTest, asksForOneFrameUntilItBegins)
{
    static_cast<void>(take());
    m_frameRequests = 0;
    show(0, 1);
    show(1, 2);
    EXPECT_EQ(m_frameRequests, 1);
    static_cast<void>(take());
    show(2, 3);
    EXPECT_EQ(m_frameRequests, 2);
}

TEST_F(TextureOutputTest, wakesThePresentThreadForAnswersOnly)
{
    EXPECT_FALSE(isReadyNow(m_stage->eventFd(), Poller::Interest::Readable));
    show(0, 1);
    m_stage->answer(PictureTaken{take()});
    EXPECT_TRUE(isReadyNow(m_stage->eventFd(), Poller::Interest::Readable));
    m_stage->dispatch();
    EXPECT_FALSE(isReadyNow(m_stage->eventFd(), Poller::Interest::Readable));
}

TEST_F(TextureOutputTest, releasesEachSlotOnce_whenItGoesWithPicturesInTheScene)
{
    show(0, 1);
    const std::uint64_t first = take();
    show(1, 2);
    m_output.reset();
    EXPECT_EQ(m_ledger.released[0], 1);
    EXPECT_EQ(m_ledger.released[1], 1);
    const TextureStage::Work work = m_stage->takeWork();
    EXPECT_TRUE(work.isCleared);
    EXPECT_FALSE(work.picture.has_value());
    answer(PictureDrawn{.ticket = first, .swapped = Later});
    answer(PictureReleased{first});
    EXPECT_EQ(m_ledger.released[0], 1) << "what the scene says later counts no more";
    EXPECT_TRUE(m_ledger.answers[1].empty());
}

TEST_F(TextureOutputTest, takesWhatItCannotShow)
{
    EXPECT_EQ(m_output->show({.slot = {.generation = 9, .index = 0}, .pts = {}, .visible = {}},
                             {.id = 1, .terms = {}}),
              PictureOutput::Shown::Failed);
    EXPECT_EQ(show(Slots, 2), PictureOutput::Shown::Failed);
    EXPECT_EQ(m_ledger.released[0], 1);
    EXPECT_EQ(m_ledger.released[Slots], 1);
}

TEST_F(TextureOutputTest, letsGoOfAPoolThatIsRetired)
{
    const std::weak_ptr<const TexturePool> pool = m_stage->takeWork().toTry.at(0);
    m_frameRequests = 0;
    m_output->retirePool(1);
    EXPECT_TRUE(pool.expired());
    EXPECT_EQ(m_frameRequests, 1) << "in which the scene drops its textures";
}

} // namespace
} // namespace weir
