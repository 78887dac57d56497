// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/drm/drm_sync_device.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <xf86drm.h>

#include "platform/base/event_fd.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

namespace fs = std::filesystem;

// libdrm's functions return 0 or a negative errno, or -1 with errno set.
Result<void> check(int code, std::string_view call)
{
    if (code == 0)
        return {};
    return failErrno(code == -1 ? errno : -code, call);
}

class DrmSyncTimeline final : public SyncTimeline
{
public:
    // `node` is shared by all timelines of a device.
    DrmSyncTimeline(std::shared_ptr<const UniqueFd> node, std::uint32_t handle)
        : m_node(std::move(node))
        , m_handle(handle)
    {
    }
    ~DrmSyncTimeline() override { drmSyncobjDestroy(m_node->get(), m_handle); }
    DrmSyncTimeline(const DrmSyncTimeline &) = delete;
    DrmSyncTimeline &operator=(const DrmSyncTimeline &) = delete;
    DrmSyncTimeline(DrmSyncTimeline &&) = delete;
    DrmSyncTimeline &operator=(DrmSyncTimeline &&) = delete;

    [[nodiscard]] Result<UniqueFd> exportFd() const override
    {
        int fd = -1;
        TRY(check(drmSyncobjHandleToFD(m_node->get(), m_handle, &fd),
                  "DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD"));
        return UniqueFd(fd);
    }

    // A sync file becomes the fence of a plain object first, which is then moved to the point.
    Result<void> setFence(std::uint64_t point, const SyncFile &fence) override
    {
        std::uint32_t handle = 0;
        TRY(check(drmSyncobjCreate(m_node->get(), 0, &handle), "DRM_IOCTL_SYNCOBJ_CREATE"));
        const DrmSyncTimeline plain(m_node, handle);
        TRY(check(drmSyncobjImportSyncFile(m_node->get(), handle, fence.fd()),
                  "DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE"));
        return check(drmSyncobjTransfer(m_node->get(), m_handle, point, handle, 0, 0),
                     "DRM_IOCTL_SYNCOBJ_TRANSFER");
    }

    Result<void> signal(std::uint64_t point) override
    {
        return check(drmSyncobjTimelineSignal(m_node->get(), &m_handle, &point, 1),
                     "DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL");
    }

    [[nodiscard]] Result<bool> isReached(std::uint64_t point) const override
    {
        std::uint32_t handle = m_handle; // not changed, but libdrm asks for a place to write to
        std::uint64_t reached = 0;
        TRY(check(drmSyncobjQuery(m_node->get(), &handle, &reached, 1), "DRM_IOCTL_SYNCOBJ_QUERY"));
        return reached >= point;
    }

    Result<void> notify(std::uint64_t point, int eventFd) override
    {
        return check(drmSyncobjEventfd(m_node->get(), m_handle, point, eventFd, 0),
                     "DRM_IOCTL_SYNCOBJ_EVENTFD");
    }

private:
    std::shared_ptr<const UniqueFd> m_node;
    std::uint32_t m_handle;
};

class DrmSyncDevice final : public SyncDevice
{
public:
    explicit DrmSyncDevice(UniqueFd node)
        : m_node(std::make_shared<const UniqueFd>(std::move(node)))
    {
    }

    [[nodiscard]] Result<std::unique_ptr<SyncTimeline>> createTimeline() override
    {
        std::uint32_t handle = 0;
        TRY(check(drmSyncobjCreate(m_node->get(), 0, &handle), "DRM_IOCTL_SYNCOBJ_CREATE"));
        return std::make_unique<DrmSyncTimeline>(m_node, handle);
    }

    [[nodiscard]] Result<std::unique_ptr<SyncTimeline>> importTimeline(UniqueFd fd) override
    {
        std::uint32_t handle = 0;
        if (drmSyncobjFDToHandle(m_node->get(), fd.get(), &handle) != 0)
            return fail(ErrorKind::InvalidData, "the descriptor is no timeline");
        return std::make_unique<DrmSyncTimeline>(m_node, handle);
    }

    [[nodiscard]] Result<SyncFile> exportFence(int dmabufFd) override
    {
        return SyncFile::exportFrom(dmabufFd, SyncFile::Access::Read);
    }

private:
    std::shared_ptr<const UniqueFd> m_node;
};

// The directory of the device that a node belongs to; empty when it is unknown.
fs::path deviceOf(dev_t node)
{
    std::error_code error;
    return fs::canonical(formatText("/sys/dev/char/{}:{}/device", major(node), minor(node)), error);
}

// Those of the main device first, then by number.
std::vector<fs::path> renderNodes(std::optional<dev_t> mainDevice)
{
    std::vector<fs::path> nodes;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator("/dev/dri", error)) {
        if (entry.path().filename().string().starts_with("renderD"))
            nodes.push_back(entry.path());
    }
    std::ranges::sort(nodes);
    const fs::path main = mainDevice ? deviceOf(*mainDevice) : fs::path();
    std::ranges::stable_partition(nodes, [&](const fs::path &node) {
        struct stat status{};
        return !main.empty() && ::stat(node.c_str(), &status) == 0
            && deviceOf(status.st_rdev) == main;
    });
    return nodes;
}

// A first timeline tells whether all that is needed is there.
Result<void> tryOut(SyncDevice &device)
{
    const auto timeline = TRY(device.createTimeline());
    const EventFd event = TRY(EventFd::create());
    TRY(timeline->signal(1));
    TRY(timeline->notify(1, event.fd()));
    return {};
}

} // namespace

Result<std::unique_ptr<SyncDevice>> openDrmSyncDevice(std::optional<dev_t> mainDevice)
{
    Error reason(ErrorKind::NotFound, "no render node has timelines");
    for (const fs::path &path : renderNodes(mainDevice)) {
        UniqueFd node(::open(path.c_str(), O_RDWR | O_CLOEXEC));
        if (!node.isValid()) {
            reason = Error::fromErrno(errno, path.string());
            continue;
        }
        std::uint64_t hasTimelines = 0;
        if (drmGetCap(node.get(), DRM_CAP_SYNCOBJ_TIMELINE, &hasTimelines) != 0
            || hasTimelines == 0)
            continue;
        auto device = std::make_unique<DrmSyncDevice>(std::move(node));
        if (const Result<void> tried = tryOut(*device); !tried) {
            reason = tried.error();
            continue;
        }
        return device;
    }
    return std::unexpected(std::move(reason));
}

} // namespace weir
