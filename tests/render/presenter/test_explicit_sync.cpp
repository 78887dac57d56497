// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <sys/eventfd.h>

#include "tests/fakes/sync/fake_sync_device.h"
#include "tests/render/presenter/presenter_fixture.h"

namespace weir
{
namespace
{

using Kind = fake::SyncStep::Kind;

class ExplicitSyncTest : public PresenterTest
{
protected:
    static fake::Options syncOptions()
    {
        fake::Options options = usualOptions();
        options.with = {"wp_linux_drm_syncobj_manager_v1"};
        options.syncDevice = fake::makeSyncDevice();
        return options;
    }
    void startExplicit(const fake::Options &options = syncOptions())
    {
        m_openSync = [](std::optional<dev_t>) -> Result<std::unique_ptr<SyncDevice>> {
            return fake::makeSyncDevice();
        };
        start(options);
    }
    [[nodiscard]] std::size_t steps(Kind kind) const
    {
        const auto all = m_server->syncSteps();
        return static_cast<std::size_t>(std::ranges::count(all, kind, &fake::SyncStep::kind));
    }
    [[nodiscard]] FenceRegime regime() const { return m_presenter->report().fences.regime; }
};

TEST_F(ExplicitSyncTest, commitsWhatIsStillBeingWritten_andTheCompositorWaits)
{
    startExplicit();
    std::vector<BufferImage> images;
    images.push_back(allocateImage(SharedMemory(), planLayout(Nv12, PictureSize).value()).value());
    images.back().memory = BufferImage::Memory::Dmabuf;
    const UniqueFd fence(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); // polls readable once written to
    images.back().fds[0] = fence.duplicate();
    sendPool(1, std::move(images));
    send(1, 0, 0);
    ASSERT_TRUE(m_server->eventually([this] { return m_server->counts().commits == 1; }));
    for (int i = 0; i < 20; ++i)
        m_server->tick();
    EXPECT_EQ(m_server->shots().size(), 0U);
    EXPECT_EQ(steps(Kind::Acquired), 0U);
    ASSERT_EQ(eventfd_write(fence.get(), 1), 0);
    EXPECT_TRUE(ticksUntilShots(1));
    const auto fences = m_presenter->report().fences;
    EXPECT_EQ(fences.passedOn, 1U);
    EXPECT_EQ(fences.waited, 0U);
    EXPECT_EQ(fences.regime, FenceRegime::Explicit);
}

TEST_F(ExplicitSyncTest, releasesASlot_whenItsPointIsReached)
{
    fake::Options options = syncOptions();
    options.releaseDelay = 3;
    startExplicit(options);
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    ASSERT_TRUE(sendAndSee(1, 1, 1));
    EXPECT_EQ(releasedCount(), 0U);
    for (int i = 0; i < 3; ++i)
        m_server->tick();
    EXPECT_EQ(steps(Kind::Released), 1U);
    EXPECT_TRUE(m_server->eventually([this] { return releasedCount() == 1; }));
    EXPECT_EQ((m_released[{1, 0}]), 1U);
}

// Points are reached in an order of their own.
TEST_F(ExplicitSyncTest, mixesUpNoSlots_whenReleasesComeOutOfOrder)
{
    fake::Options options = syncOptions();
    options.releaseDelayMost = 5;
    startExplicit(options);
    constexpr std::uint16_t SyncSlots = 8;
    sendPool(1, SyncSlots);
    for (int i = 0; i < 60; ++i) {
        const auto slot = static_cast<std::uint16_t>(i % SyncSlots);
        ASSERT_TRUE(m_server->eventually([&] { // nobody decodes into a slot that is shown
            m_server->tick();
            collectReleases();
            return m_released[{1, slot}] == m_sent[{1, slot}];
        }));
        ASSERT_TRUE(sendAndSee(1, slot, i));
        const std::uint64_t home = releasedCount();
        ASSERT_LE(home, steps(Kind::Released)) << "a slot came home while it was in use";
    }
    EXPECT_EQ(m_server->counts().changedWhileHeld, 0U);
    EXPECT_EQ(m_presenter->report().buffersMade, SyncSlots);
    EXPECT_EQ(steps(Kind::Committed), 60U);
    EXPECT_EQ(steps(Kind::Acquired), 60U);
}

TEST_F(ExplicitSyncTest, isLeftForSharedMemory_andComesBack)
{
    fake::Options options = syncOptions();
    options.shmFormats = {Nv12};
    startExplicit(options);
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(regime(), FenceRegime::Explicit);
    sendPool(2, 2, BufferImage::Memory::SharedMemory);
    ASSERT_TRUE(sendAndSee(2, 0, 1));
    EXPECT_EQ(regime(), FenceRegime::None);
    ASSERT_TRUE(sendAndSee(2, 1, 2));
    sendPool(3, 2);
    ASSERT_TRUE(sendAndSee(3, 0, 3));
    EXPECT_EQ(regime(), FenceRegime::Explicit);
    EXPECT_EQ(steps(Kind::Committed), 2U);
    EXPECT_TRUE(m_server->eventually([this] {
        m_server->tick();
        return releasedCount() == 3;
    }));
}

TEST_F(ExplicitSyncTest, isNotUsed_whenTheKernelHasNoTimelines)
{
    m_openSync = [](std::optional<dev_t>) -> Result<std::unique_ptr<SyncDevice>> {
        return fail(ErrorKind::NotFound, "no render node has timelines");
    };
    start(syncOptions());
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(regime(), FenceRegime::Implicit);
    EXPECT_EQ(m_server->syncSteps().size(), 0U);
}

TEST_F(ExplicitSyncTest, isNotUsed_whenTheCompositorDoesNotSpeakIt)
{
    bool asked = false;
    m_openSync = [&asked](std::optional<dev_t>) -> Result<std::unique_ptr<SyncDevice>> {
        asked = true;
        return fake::makeSyncDevice();
    };
    start();
    sendPool(1, 2);
    ASSERT_TRUE(sendAndSee(1, 0, 0));
    EXPECT_EQ(regime(), FenceRegime::Implicit);
    EXPECT_FALSE(asked) << "it costs nothing where it is not used";
    EXPECT_EQ(m_display->stage().releaseFd(), -1);
}

// Makes so many timelines, then no more.
class ExhaustedDevice final : public SyncDevice
{
public:
    explicit ExhaustedDevice(int timelines)
        : m_left(timelines)
    {
    }
    [[nodiscard]] Result<std::unique_ptr<SyncTimeline>> createTimeline() override
    {
        if (m_left-- <= 0)
            return fail(ErrorKind::NoMemory, "no more timelines");
        return m_device->createTimeline();
    }
    [[nodiscard]] Result<std::unique_ptr<SyncTimeline>> importTimeline(UniqueFd fd) override
    {
        return m_device->importTimeline(std::move(fd));
    }
    [[nodiscard]] Result<SyncFile> exportFence(int dmabufFd) override
    {
        return m_device->exportFence(dmabufFd);
    }

private:
    std::unique_ptr<SyncDevice> m_device = fake::makeSyncDevice();
    int m_left;
};

TEST_F(ExplicitSyncTest, goesOnWithout_whenTimelinesRunOut)
{
    m_openSync = [](std::optional<dev_t>) -> Result<std::unique_ptr<SyncDevice>> {
        return std::make_unique<ExhaustedDevice>(3); // two for acquiring, one for a buffer
    };
    start(syncOptions());
    sendPool(1, 3);
    for (std::uint16_t i = 0; i < 3; ++i)
        ASSERT_TRUE(sendAndSee(1, i, i));
    EXPECT_EQ(regime(), FenceRegime::Implicit);
    EXPECT_EQ(steps(Kind::Committed), 1U);
    EXPECT_TRUE(m_server->eventually([this] {
        m_server->tick();
        return releasedCount() == 2;
    })) << "by a point, and by an event";
}

} // namespace
} // namespace weir
