// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/single_pixel.h"

#include <limits>

#include <wayland-client.h>

#include "single-pixel-buffer-client.h"

namespace weir
{

template <>
void ProxyDeleter<wp_single_pixel_buffer_manager_v1>::operator()(
    wp_single_pixel_buffer_manager_v1 *proxy) const
{
    wp_single_pixel_buffer_manager_v1_destroy(proxy);
}

Proxy<wp_single_pixel_buffer_manager_v1> bindSinglePixelManager(wl_registry *registry,
                                                                std::uint32_t name)
{
    return Proxy<wp_single_pixel_buffer_manager_v1>(
        static_cast<wp_single_pixel_buffer_manager_v1 *>(
            wl_registry_bind(registry, name, &wp_single_pixel_buffer_manager_v1_interface, 1)));
}

Proxy<wl_buffer> createBlackPixel(wp_single_pixel_buffer_manager_v1 *manager)
{
    constexpr std::uint32_t Opaque = std::numeric_limits<std::uint32_t>::max();
    return Proxy<wl_buffer>(
        wp_single_pixel_buffer_manager_v1_create_u32_rgba_buffer(manager, 0, 0, 0, Opaque));
}

} // namespace weir
