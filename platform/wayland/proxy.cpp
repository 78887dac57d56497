// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/proxy.h"

#include <wayland-client.h>

#include "idle-inhibit-client.h"
#include "linux-dmabuf-client.h"
#include "presentation-time-client.h"
#include "viewporter-client.h"
#include "xdg-shell-client.h"

namespace weir
{

namespace
{

// For interfaces whose first version has no destructor request.
template <typename T>
void destroyLocally(T *proxy)
{
    wl_proxy_destroy(reinterpret_cast<wl_proxy *>(proxy)); // every proxy starts with one
}

} // namespace

template <>
void ProxyDeleter<wl_buffer>::operator()(wl_buffer *proxy) const
{
    wl_buffer_destroy(proxy);
}
template <>
void ProxyDeleter<wl_callback>::operator()(wl_callback *proxy) const
{
    wl_callback_destroy(proxy);
}
template <>
void ProxyDeleter<wl_compositor>::operator()(wl_compositor *proxy) const
{
    wl_compositor_destroy(proxy);
}
template <>
void ProxyDeleter<wl_event_queue>::operator()(wl_event_queue *queue) const
{
    wl_event_queue_destroy(queue);
}
template <>
void ProxyDeleter<wl_registry>::operator()(wl_registry *proxy) const
{
    wl_registry_destroy(proxy);
}
template <>
void ProxyDeleter<wl_shm>::operator()(wl_shm *proxy) const
{
    destroyLocally(proxy);
}
template <>
void ProxyDeleter<wl_shm_pool>::operator()(wl_shm_pool *proxy) const
{
    wl_shm_pool_destroy(proxy);
}
template <>
void ProxyDeleter<wl_subcompositor>::operator()(wl_subcompositor *proxy) const
{
    wl_subcompositor_destroy(proxy);
}
template <>
void ProxyDeleter<wl_subsurface>::operator()(wl_subsurface *proxy) const
{
    wl_subsurface_destroy(proxy);
}
template <>
void ProxyDeleter<wl_surface>::operator()(wl_surface *proxy) const
{
    wl_surface_destroy(proxy);
}
template <>
void ProxyDeleter<wp_presentation>::operator()(wp_presentation *proxy) const
{
    wp_presentation_destroy(proxy);
}
template <>
void ProxyDeleter<struct wp_presentation_feedback>::operator()(
    struct wp_presentation_feedback *proxy) const
{
    wp_presentation_feedback_destroy(proxy);
}
template <>
void ProxyDeleter<wp_viewport>::operator()(wp_viewport *proxy) const
{
    wp_viewport_destroy(proxy);
}
template <>
void ProxyDeleter<wp_viewporter>::operator()(wp_viewporter *proxy) const
{
    wp_viewporter_destroy(proxy);
}
template <>
void ProxyDeleter<xdg_surface>::operator()(xdg_surface *proxy) const
{
    xdg_surface_destroy(proxy);
}
template <>
void ProxyDeleter<xdg_toplevel>::operator()(xdg_toplevel *proxy) const
{
    xdg_toplevel_destroy(proxy);
}
template <>
void ProxyDeleter<xdg_wm_base>::operator()(xdg_wm_base *proxy) const
{
    xdg_wm_base_destroy(proxy);
}
template <>
void ProxyDeleter<zwp_idle_inhibit_manager_v1>::operator()(zwp_idle_inhibit_manager_v1 *proxy) const
{
    zwp_idle_inhibit_manager_v1_destroy(proxy);
}
template <>
void ProxyDeleter<zwp_idle_inhibitor_v1>::operator()(zwp_idle_inhibitor_v1 *proxy) const
{
    zwp_idle_inhibitor_v1_destroy(proxy);
}
template <>
void ProxyDeleter<zwp_linux_buffer_params_v1>::operator()(zwp_linux_buffer_params_v1 *proxy) const
{
    zwp_linux_buffer_params_v1_destroy(proxy);
}
template <>
void ProxyDeleter<zwp_linux_dmabuf_feedback_v1>::operator()(
    zwp_linux_dmabuf_feedback_v1 *proxy) const
{
    zwp_linux_dmabuf_feedback_v1_destroy(proxy);
}
template <>
void ProxyDeleter<zwp_linux_dmabuf_v1>::operator()(zwp_linux_dmabuf_v1 *proxy) const
{
    zwp_linux_dmabuf_v1_destroy(proxy);
}

} // namespace weir
