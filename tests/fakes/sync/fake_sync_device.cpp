// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/sync/fake_sync_device.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "platform/base/poller.h"

namespace weir::fake
{

namespace
{

struct Waiter {
    std::uint64_t point = 0;
    UniqueFd eventFd;
};

struct Fence {
    std::uint64_t point = 0;
    UniqueFd fd;
};

// What both ends share. All of them are under one lock: they are few.
struct Shared {
    UniqueFd identity; // a memfd
    std::uint64_t signalled = 0;
    std::vector<Fence> fences;
    std::vector<Waiter> waiters;

    [[nodiscard]] std::uint64_t reached() const
    {
        std::uint64_t point = signalled;
        for (const Fence &fence : fences) { // in the order of their points
            if (!isReadyNow(fence.fd.get(), Poller::Interest::Readable))
                break;
            point = std::max(point, fence.point);
        }
        return point;
    }
    void wake()
    {
        const std::uint64_t now = reached();
        std::erase_if(waiters, [now](const Waiter &waiter) {
            return waiter.point <= now && eventfd_write(waiter.eventFd.get(), 1) == 0;
        });
    }
};

std::mutex registryMutex;
std::map<ino_t, std::weak_ptr<Shared>> registry; // under registryMutex

// Another descriptor of a file that is borrowed.
UniqueFd duplicateOf(int fd)
{
    return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

ino_t inodeOf(const UniqueFd &fd)
{
    struct stat status{};
    return fstat(fd.get(), &status) == 0 ? status.st_ino : 0;
}

class FakeTimeline final : public SyncTimeline
{
public:
    explicit FakeTimeline(std::shared_ptr<Shared> shared)
        : m_shared(std::move(shared))
    {
    }

    [[nodiscard]] Result<UniqueFd> exportFd() const override
    {
        return m_shared->identity.duplicate();
    }
    Result<void> setFence(std::uint64_t point, const SyncFile &fence) override
    {
        const std::scoped_lock lock(registryMutex);
        m_shared->fences.push_back({.point = point, .fd = duplicateOf(fence.fd())});
        return {};
    }
    Result<void> signal(std::uint64_t point) override
    {
        const std::scoped_lock lock(registryMutex);
        m_shared->signalled = std::max(m_shared->signalled, point);
        m_shared->wake();
        return {};
    }
    [[nodiscard]] Result<bool> isReached(std::uint64_t point) const override
    {
        const std::scoped_lock lock(registryMutex);
        return m_shared->reached() >= point;
    }
    // Of points that are reached by a fence nobody is told: only of those that are signalled.
    Result<void> notify(std::uint64_t point, int eventFd) override
    {
        const std::scoped_lock lock(registryMutex);
        m_shared->waiters.push_back({.point = point, .eventFd = duplicateOf(eventFd)});
        m_shared->wake();
        return {};
    }

private:
    std::shared_ptr<Shared> m_shared;
};

class FakeSyncDevice final : public SyncDevice
{
public:
    [[nodiscard]] Result<std::unique_ptr<SyncTimeline>> createTimeline() override
    {
        auto shared = std::make_shared<Shared>();
        shared->identity.reset(memfd_create("timeline", MFD_CLOEXEC));
        const std::scoped_lock lock(registryMutex);
        registry[inodeOf(shared->identity)] = shared;
        return std::make_unique<FakeTimeline>(std::move(shared));
    }
    [[nodiscard]] Result<std::unique_ptr<SyncTimeline>> importTimeline(UniqueFd fd) override
    {
        const std::scoped_lock lock(registryMutex);
        const auto found = registry.find(inodeOf(fd));
        std::shared_ptr<Shared> shared = found != registry.end() ? found->second.lock() : nullptr;
        if (shared == nullptr)
            return fail(ErrorKind::InvalidData, "the descriptor is no timeline");
        return std::make_unique<FakeTimeline>(std::move(shared));
    }
    [[nodiscard]] Result<SyncFile> exportFence(int dmabufFd) override
    {
        return SyncFile::adopt(duplicateOf(dmabufFd));
    }
};

} // namespace

std::unique_ptr<SyncDevice> makeSyncDevice()
{
    return std::make_unique<FakeSyncDevice>();
}

} // namespace weir::fake
