// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

struct wl_buffer;
struct wl_callback;
struct wl_compositor;
struct wl_display;
struct wl_event_queue;
struct wl_registry;
struct wl_shm;
struct wl_shm_pool;
struct wl_subcompositor;
struct wl_subsurface;
struct wl_surface;
struct wp_commit_timer_v1;
struct wp_commit_timing_manager_v1;
struct wp_fifo_manager_v1;
struct wp_fifo_v1;
struct wp_linux_drm_syncobj_manager_v1;
struct wp_linux_drm_syncobj_surface_v1;
struct wp_linux_drm_syncobj_timeline_v1;
struct wp_presentation;
struct wp_presentation_feedback;
struct wp_single_pixel_buffer_manager_v1;
struct wp_viewport;
struct wp_viewporter;
struct xdg_surface;
struct xdg_toplevel;
struct xdg_wm_base;
struct zwp_idle_inhibit_manager_v1;
struct zwp_idle_inhibitor_v1;
struct zwp_linux_buffer_params_v1;
struct zwp_linux_dmabuf_feedback_v1;
struct zwp_linux_dmabuf_v1;

namespace weir
{

// Destroys a protocol object by its destructor request where it has one. Specialised in proxy.cpp,
// so that no header of ours needs the protocols' own.
template <typename T>
struct ProxyDeleter {
    void operator()(T *proxy) const;
};

template <>
void ProxyDeleter<wl_buffer>::operator()(wl_buffer *) const;
template <>
void ProxyDeleter<wl_callback>::operator()(wl_callback *) const;
template <>
void ProxyDeleter<wl_compositor>::operator()(wl_compositor *) const;
template <>
void ProxyDeleter<wl_event_queue>::operator()(wl_event_queue *) const;
template <>
void ProxyDeleter<wl_registry>::operator()(wl_registry *) const;
template <>
void ProxyDeleter<wl_shm>::operator()(wl_shm *) const;
template <>
void ProxyDeleter<wl_shm_pool>::operator()(wl_shm_pool *) const;
template <>
void ProxyDeleter<wl_subcompositor>::operator()(wl_subcompositor *) const;
template <>
void ProxyDeleter<wl_subsurface>::operator()(wl_subsurface *) const;
template <>
void ProxyDeleter<wl_surface>::operator()(wl_surface *) const;
template <>
void ProxyDeleter<wp_commit_timer_v1>::operator()(wp_commit_timer_v1 *) const;
template <>
void ProxyDeleter<wp_commit_timing_manager_v1>::operator()(wp_commit_timing_manager_v1 *) const;
template <>
void ProxyDeleter<wp_fifo_manager_v1>::operator()(wp_fifo_manager_v1 *) const;
template <>
void ProxyDeleter<wp_fifo_v1>::operator()(wp_fifo_v1 *) const;
template <>
void ProxyDeleter<wp_linux_drm_syncobj_manager_v1>::operator()(
    wp_linux_drm_syncobj_manager_v1 *) const;
template <>
void ProxyDeleter<wp_linux_drm_syncobj_surface_v1>::operator()(
    wp_linux_drm_syncobj_surface_v1 *) const;
template <>
void ProxyDeleter<wp_linux_drm_syncobj_timeline_v1>::operator()(
    wp_linux_drm_syncobj_timeline_v1 *) const;
template <>
void ProxyDeleter<wp_presentation>::operator()(wp_presentation *) const;
template <>
void ProxyDeleter<wp_presentation_feedback>::operator()(wp_presentation_feedback *) const;
template <>
void ProxyDeleter<wp_single_pixel_buffer_manager_v1>::operator()(
    wp_single_pixel_buffer_manager_v1 *) const;
template <>
void ProxyDeleter<wp_viewport>::operator()(wp_viewport *) const;
template <>
void ProxyDeleter<wp_viewporter>::operator()(wp_viewporter *) const;
template <>
void ProxyDeleter<xdg_surface>::operator()(xdg_surface *) const;
template <>
void ProxyDeleter<xdg_toplevel>::operator()(xdg_toplevel *) const;
template <>
void ProxyDeleter<xdg_wm_base>::operator()(xdg_wm_base *) const;
template <>
void ProxyDeleter<zwp_idle_inhibit_manager_v1>::operator()(zwp_idle_inhibit_manager_v1 *) const;
template <>
void ProxyDeleter<zwp_idle_inhibitor_v1>::operator()(zwp_idle_inhibitor_v1 *) const;
template <>
void ProxyDeleter<zwp_linux_buffer_params_v1>::operator()(zwp_linux_buffer_params_v1 *) const;
template <>
void ProxyDeleter<zwp_linux_dmabuf_feedback_v1>::operator()(zwp_linux_dmabuf_feedback_v1 *) const;
template <>
void ProxyDeleter<zwp_linux_dmabuf_v1>::operator()(zwp_linux_dmabuf_v1 *) const;

// Sole owner of one client-side protocol object.
template <typename T>
using Proxy = std::unique_ptr<T, ProxyDeleter<T>>;

} // namespace weir
