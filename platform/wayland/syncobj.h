// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "platform/base/unique_fd.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// wp_linux_drm_syncobj_manager_v1, in a file of its own because the protocol may be missing on the
// machine that builds us: then the second implementation is compiled, which has none.

// Null: not known to this build.
[[nodiscard]] Proxy<wp_linux_drm_syncobj_manager_v1> bindSyncobjManager(wl_registry *registry,
                                                                        std::uint32_t name);

// For a surface that has none (a second one is a fatal error). As long as it lives every commit
// with a buffer needs both points, and the buffer must be a dma-buf. Goes before the surface does.
[[nodiscard]] Proxy<wp_linux_drm_syncobj_surface_v1>
createSyncobjSurface(wp_linux_drm_syncobj_manager_v1 *manager, wl_surface *surface);

// `fd`: of a timeline the compositor can import; else a fatal error.
[[nodiscard]] Proxy<wp_linux_drm_syncobj_timeline_v1>
importSyncobjTimeline(wp_linux_drm_syncobj_manager_v1 *manager, const UniqueFd &fd);

struct SyncPoint {
    wp_linux_drm_syncobj_timeline_v1 *timeline = nullptr;
    std::uint64_t value = 0;
};
// For the buffer of the next commit: it is not read before `acquire`, and is ours again after
// `release`.
void setSyncPoints(wp_linux_drm_syncobj_surface_v1 *surface, const SyncPoint &acquire,
                   const SyncPoint &release);

} // namespace weir
