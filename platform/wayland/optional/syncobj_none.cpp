// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/syncobj.h"

namespace weir
{

template <>
void ProxyDeleter<wp_linux_drm_syncobj_manager_v1>::operator()(
    wp_linux_drm_syncobj_manager_v1 *) const
{
}
template <>
void ProxyDeleter<wp_linux_drm_syncobj_surface_v1>::operator()(
    wp_linux_drm_syncobj_surface_v1 *) const
{
}
template <>
void ProxyDeleter<wp_linux_drm_syncobj_timeline_v1>::operator()(
    wp_linux_drm_syncobj_timeline_v1 *) const
{
}

Proxy<wp_linux_drm_syncobj_manager_v1> bindSyncobjManager(wl_registry *, std::uint32_t)
{
    return nullptr;
}

Proxy<wp_linux_drm_syncobj_surface_v1> createSyncobjSurface(wp_linux_drm_syncobj_manager_v1 *,
                                                            wl_surface *)
{
    return nullptr;
}

Proxy<wp_linux_drm_syncobj_timeline_v1> importSyncobjTimeline(wp_linux_drm_syncobj_manager_v1 *,
                                                              const UniqueFd &)
{
    return nullptr;
}

void setSyncPoints(wp_linux_drm_syncobj_surface_v1 *, const SyncPoint &, const SyncPoint &) { }

} // namespace weir
