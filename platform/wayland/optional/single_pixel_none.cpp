// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/single_pixel.h"

namespace weir
{

template <>
void ProxyDeleter<wp_single_pixel_buffer_manager_v1>::operator()(
    wp_single_pixel_buffer_manager_v1 *) const
{
}

Proxy<wp_single_pixel_buffer_manager_v1> bindSinglePixelManager(wl_registry *, std::uint32_t)
{
    return nullptr;
}

Proxy<wl_buffer> createBlackPixel(wp_single_pixel_buffer_manager_v1 *)
{
    return nullptr;
}

} // namespace weir
