// SPDX-License-Identifier: GPL-3.0-or-later
// The same claims about the kernel's timelines and about those that stand in for them elsewhere.
// The kernel's, which need a render node with DRM_CAP_SYNCOBJ_TIMELINE, are tried where
// $WEIR_TEST_TIMELINES is "kernel": suite sync does so in the lab.
#include <cstdlib>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

#include <gtest/gtest.h>

#include "platform/base/event_fd.h"
#include "platform/base/poller.h"
#include "platform/drm/drm_sync_device.h"
#include "tests/fakes/sync/fake_sync_device.h"

namespace weir
{
namespace
{

enum class Maker : std::uint8_t { Fake, Kernel };

// A fence of which the test says when it is over: sw_sync's (drivers/dma-buf/sw_sync.c), whose
// header the kernel does not export; for the stand-in an eventfd.
class ManualFence
{
public:
    explicit ManualFence(Maker maker)
        : m_maker(maker)
        , m_source(maker == Maker::Fake
                       ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
                       : open("/sys/kernel/debug/sync/sw_sync", O_RDWR | O_CLOEXEC))
    {
    }
    [[nodiscard]] bool isThere() const { return m_source.isValid(); }
    [[nodiscard]] SyncFile syncFile() const
    {
        if (m_maker == Maker::Fake)
            return SyncFile::adopt(m_source.duplicate());
        struct {
            std::uint32_t value = 1;
            char name[32] = "test";
            std::int32_t fence = -1;
        } request;
        EXPECT_EQ(
            ioctl(m_source.get(), _IOC(_IOC_READ | _IOC_WRITE, 'W', 0, sizeof request), &request),
            0);
        return SyncFile::adopt(UniqueFd(request.fence));
    }
    void end() const
    {
        if (m_maker == Maker::Fake) {
            EXPECT_EQ(eventfd_write(m_source.get(), 1), 0);
            return;
        }
        std::uint32_t step = 1;
        EXPECT_EQ(ioctl(m_source.get(), _IOC(_IOC_WRITE, 'W', 1, sizeof step), &step), 0);
    }

private:
    Maker m_maker;
    UniqueFd m_source;
};

class SyncTimelines : public testing::TestWithParam<Maker>
{
protected:
    void SetUp() override
    {
        if (GetParam() == Maker::Fake) {
            m_device = fake::makeSyncDevice();
        } else {
            auto device = openDrmSyncDevice(std::nullopt);
            ASSERT_TRUE(device.has_value()) << device.error().message();
            m_device = *std::move(device);
        }
        m_timeline = m_device->createTimeline().value();
    }
    [[nodiscard]] bool isReached(std::uint64_t point) const
    {
        return m_timeline->isReached(point).value();
    }

    std::unique_ptr<SyncDevice> m_device;
    std::unique_ptr<SyncTimeline> m_timeline;
};

TEST_P(SyncTimelines, haveReachedWhatWasSignalled_andAllBefore)
{
    EXPECT_FALSE(isReached(1));
    ASSERT_TRUE(m_timeline->signal(3).has_value());
    EXPECT_TRUE(isReached(1));
    EXPECT_TRUE(isReached(3));
    EXPECT_FALSE(isReached(4));
}

TEST_P(SyncTimelines, areTheSameForBothEnds)
{
    const auto other = m_device->importTimeline(m_timeline->exportFd().value());
    ASSERT_TRUE(other.has_value()) << other.error().message();
    ASSERT_TRUE((*other)->signal(2).has_value());
    EXPECT_TRUE(isReached(2));
}

TEST_P(SyncTimelines, areNotMadeOfAnything)
{
    const auto other = m_device->importTimeline(UniqueFd(eventfd(0, EFD_CLOEXEC)));
    ASSERT_FALSE(other.has_value());
    EXPECT_EQ(other.error().kind(), ErrorKind::InvalidData);
}

TEST_P(SyncTimelines, tellAnEventFd_ofPastAndFuturePoints)
{
    const EventFd event = EventFd::create().value();
    ASSERT_TRUE(m_timeline->notify(1, event.fd()).has_value());
    EXPECT_FALSE(isReadyNow(event.fd(), Poller::Interest::Readable));
    ASSERT_TRUE(m_timeline->signal(1).has_value());
    EXPECT_TRUE(isReadyNow(event.fd(), Poller::Interest::Readable));
    event.clear();
    ASSERT_TRUE(m_timeline->notify(1, event.fd()).has_value());
    EXPECT_TRUE(isReadyNow(event.fd(), Poller::Interest::Readable));
}

TEST_P(SyncTimelines, reachAPointWithItsFence)
{
    const ManualFence fence(GetParam());
    ASSERT_TRUE(fence.isThere());
    ASSERT_TRUE(m_timeline->setFence(5, fence.syncFile()).has_value());
    EXPECT_FALSE(isReached(5));
    fence.end();
    EXPECT_TRUE(isReached(5));
    EXPECT_TRUE(isReached(1));
}

std::vector<Maker> makers()
{
    const char *wanted = std::getenv("WEIR_TEST_TIMELINES");
    if (wanted != nullptr && std::string_view(wanted) == "kernel")
        return {Maker::Kernel};
    return {Maker::Fake};
}

INSTANTIATE_TEST_SUITE_P(Of, SyncTimelines, testing::ValuesIn(makers()), [](const auto &row) {
    return std::string(row.param == Maker::Fake ? "fake" : "kernel");
});

} // namespace
} // namespace weir
