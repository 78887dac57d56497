// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <sys/types.h>

#include "platform/base/event_fd.h"
#include "platform/base/result.h"
#include "platform/drm/sync_timeline.h"
#include "platform/wayland/buffer.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// Says to the compositor when it may read a dma-buf of one surface, and is told when it has done
// so, by points of timelines (linux-drm-syncobj-v1): a buffer may be committed while it is still
// being written. Goes before the surface does. Not thread-safe: the owner locks.
class ExplicitSync
{
public:
    // Opens what timelines are made with; given the compositor's main device, if it told one.
    using OpenDevice
        = std::function<Result<std::unique_ptr<SyncDevice>>(std::optional<dev_t> mainDevice)>;
    // Errors: Unsupported when the compositor does not speak it, or as OpenDevice says.
    static Result<std::unique_ptr<ExplicitSync>> create(const Globals &globals, wl_surface *surface,
                                                        const OpenDevice &openDevice);
    ~ExplicitSync();
    ExplicitSync(const ExplicitSync &) = delete;
    ExplicitSync &operator=(const ExplicitSync &) = delete;
    ExplicitSync(ExplicitSync &&) = delete;
    ExplicitSync &operator=(ExplicitSync &&) = delete;

    // To be called after the attach, before the commit. `writes`: of the producer, still pending;
    // null: none are. The buffer is then busy until takeReleased names it. What is no dma-buf takes
    // the surface out of explicit sync, until the next one comes.
    Result<void> attach(Buffer &buffer, const SyncFile *writes);
    // Without explicit sync from now on; buffers that are busy stay so until they are released.
    void leave();

    // Polls readable when the compositor may have released something.
    [[nodiscard]] int releaseFd() const { return m_released.fd(); }
    // Buffers it is done with, for the caller to free. None of them was destroyed meanwhile.
    [[nodiscard]] std::vector<Buffer *> takeReleased();
    // What a reader of that dma-buf has to wait for.
    [[nodiscard]] Result<SyncFile> exportWrites(int dmabufFd);

private:
    struct Timeline;
    ExplicitSync(const Globals &globals, wl_surface *surface, std::unique_ptr<SyncDevice> device,
                 EventFd released);
    Result<std::shared_ptr<Timeline>> makeTimeline();
    Result<void> makeAcquireTimelines();
    [[nodiscard]] Result<std::pair<Timeline *, std::uint64_t>> acquireBy(const SyncFile *writes);

    // One use of a buffer, which may be destroyed before its end.
    struct Use {
        std::weak_ptr<Timeline> timeline; // the buffer's: gone with it
        std::uint64_t point = 0;
        Buffer *buffer = nullptr;
    };

    const Globals &m_globals;
    wl_surface *m_surface;
    std::unique_ptr<SyncDevice> m_device;
    EventFd m_released;
    std::shared_ptr<Timeline> m_written; // its first point is reached: nothing is pending
    std::shared_ptr<Timeline> m_writing; // a point for each buffer that is still being written
    Proxy<wp_linux_drm_syncobj_surface_v1> m_proxy; // null: the surface is without
    std::vector<Use> m_uses;
};

} // namespace weir
