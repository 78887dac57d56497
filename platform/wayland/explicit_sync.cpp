// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/explicit_sync.h"

#include <algorithm>
#include <utility>

#include "platform/wayland/syncobj.h"

namespace weir
{

// Ours and the compositor's end of it.
struct ExplicitSync::Timeline {
    std::unique_ptr<SyncTimeline> ours;
    Proxy<wp_linux_drm_syncobj_timeline_v1> theirs;
    std::uint64_t newest = 0; // point in use
};

ExplicitSync::ExplicitSync(const Globals &globals, wl_surface *surface,
                           std::unique_ptr<SyncDevice> device, EventFd released)
    : m_globals(globals)
    , m_surface(surface)
    , m_device(std::move(device))
    , m_released(std::move(released))
{
}

ExplicitSync::~ExplicitSync() = default;

Result<std::unique_ptr<ExplicitSync>>
ExplicitSync::create(const Globals &globals, wl_surface *surface, const OpenDevice &openDevice)
{
    if (globals.syncobjManager() == nullptr)
        return fail(ErrorKind::Unsupported,
                    "the compositor has no wp_linux_drm_syncobj_manager_v1");
    auto device = TRY(openDevice(globals.mainDevice()));
    EventFd released = TRY(EventFd::create());
    std::unique_ptr<ExplicitSync> sync(
        new ExplicitSync(globals, surface, std::move(device), std::move(released)));
    TRY(sync->makeAcquireTimelines());
    return sync;
}

Result<void> ExplicitSync::makeAcquireTimelines()
{
    m_written = TRY(makeTimeline());
    m_written->newest = 1;
    TRY(m_written->ours->signal(m_written->newest));
    m_writing = TRY(makeTimeline());
    return {};
}

Result<std::shared_ptr<ExplicitSync::Timeline>> ExplicitSync::makeTimeline()
{
    auto timeline = std::make_shared<Timeline>();
    timeline->ours = TRY(m_device->createTimeline());
    const UniqueFd fd = TRY(timeline->ours->exportFd());
    timeline->theirs = importSyncobjTimeline(m_globals.syncobjManager(), fd);
    return timeline;
}

// Which point stands for the end of the writes. That of finished ones costs no system call.
Result<std::pair<ExplicitSync::Timeline *, std::uint64_t>>
ExplicitSync::acquireBy(const SyncFile *writes)
{
    if (writes == nullptr)
        return std::pair(m_written.get(), m_written->newest);
    TRY(m_writing->ours->setFence(m_writing->newest + 1, *writes));
    return std::pair(m_writing.get(), ++m_writing->newest);
}

// A timeline a buffer, since buffers need not be released in their order.
Result<void> ExplicitSync::attach(Buffer &buffer, const SyncFile *writes)
{
    if (buffer.memory() != BufferImage::Memory::Dmabuf) {
        leave();
        return {};
    }
    auto release = std::static_pointer_cast<Timeline>(buffer.companion());
    if (release == nullptr)
        release = TRY(makeTimeline());
    const std::uint64_t point = release->newest + 1;
    const auto [acquire, acquirePoint] = TRY(acquireBy(writes));
    TRY(release->ours->notify(point, m_released.fd()));
    release->newest = point;
    if (!m_proxy)
        m_proxy = createSyncobjSurface(m_globals.syncobjManager(), m_surface);
    setSyncPoints(m_proxy.get(), {.timeline = acquire->theirs.get(), .value = acquirePoint},
                  {.timeline = release->theirs.get(), .value = point});
    m_uses.push_back({.timeline = release, .point = point, .buffer = &buffer});
    buffer.setCompanion(std::move(release));
    buffer.markBusy(Buffer::FreedBy::Owner);
    return {};
}

void ExplicitSync::leave()
{
    m_proxy.reset();
}

std::vector<Buffer *> ExplicitSync::takeReleased()
{
    m_released.clear();
    std::vector<Buffer *> released;
    std::erase_if(m_uses, [&released](const Use &use) {
        const std::shared_ptr<Timeline> timeline = use.timeline.lock();
        if (timeline == nullptr)
            return true;
        // A device that cannot answer any more (unplugged) will not release anything either.
        if (!timeline->ours->isReached(use.point).value_or(true))
            return false;
        released.push_back(use.buffer);
        return true;
    });
    return released;
}

Result<SyncFile> ExplicitSync::exportWrites(int dmabufFd)
{
    return m_device->exportFence(dmabufFd);
}

} // namespace weir
