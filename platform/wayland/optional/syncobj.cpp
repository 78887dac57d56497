// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/syncobj.h"

#include <wayland-client.h>

#include "linux-drm-syncobj-client.h"

namespace weir
{

template <>
void ProxyDeleter<wp_linux_drm_syncobj_manager_v1>::operator()(
    wp_linux_drm_syncobj_manager_v1 *proxy) const
{
    wp_linux_drm_syncobj_manager_v1_destroy(proxy);
}
template <>
void ProxyDeleter<wp_linux_drm_syncobj_surface_v1>::operator()(
    wp_linux_drm_syncobj_surface_v1 *proxy) const
{
    wp_linux_drm_syncobj_surface_v1_destroy(proxy);
}
template <>
void ProxyDeleter<wp_linux_drm_syncobj_timeline_v1>::operator()(
    wp_linux_drm_syncobj_timeline_v1 *proxy) const
{
    wp_linux_drm_syncobj_timeline_v1_destroy(proxy);
}

Proxy<wp_linux_drm_syncobj_manager_v1> bindSyncobjManager(wl_registry *registry, std::uint32_t name)
{
    return Proxy<wp_linux_drm_syncobj_manager_v1>(static_cast<wp_linux_drm_syncobj_manager_v1 *>(
        wl_registry_bind(registry, name, &wp_linux_drm_syncobj_manager_v1_interface, 1)));
}

Proxy<wp_linux_drm_syncobj_surface_v1>
createSyncobjSurface(wp_linux_drm_syncobj_manager_v1 *manager, wl_surface *surface)
{
    return Proxy<wp_linux_drm_syncobj_surface_v1>(
        wp_linux_drm_syncobj_manager_v1_get_surface(manager, surface));
}

Proxy<wp_linux_drm_syncobj_timeline_v1>
importSyncobjTimeline(wp_linux_drm_syncobj_manager_v1 *manager, const UniqueFd &fd)
{
    return Proxy<wp_linux_drm_syncobj_timeline_v1>(
        wp_linux_drm_syncobj_manager_v1_import_timeline(manager, fd.get()));
}

void setSyncPoints(wp_linux_drm_syncobj_surface_v1 *surface, const SyncPoint &acquire,
                   const SyncPoint &release)
{
    const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32U); };
    const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
    wp_linux_drm_syncobj_surface_v1_set_acquire_point(surface, acquire.timeline,
                                                      high(acquire.value), low(acquire.value));
    wp_linux_drm_syncobj_surface_v1_set_release_point(surface, release.timeline,
                                                      high(release.value), low(release.value));
}

} // namespace weir
