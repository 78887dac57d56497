// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/fifo.h"

#include <wayland-client.h>

#include "fifo-client.h"

namespace weir
{

template <>
void ProxyDeleter<wp_fifo_manager_v1>::operator()(wp_fifo_manager_v1 *proxy) const
{
    wp_fifo_manager_v1_destroy(proxy);
}
template <>
void ProxyDeleter<wp_fifo_v1>::operator()(wp_fifo_v1 *proxy) const
{
    wp_fifo_v1_destroy(proxy);
}

Proxy<wp_fifo_manager_v1> bindFifoManager(wl_registry *registry, std::uint32_t name)
{
    return Proxy<wp_fifo_manager_v1>(static_cast<wp_fifo_manager_v1 *>(
        wl_registry_bind(registry, name, &wp_fifo_manager_v1_interface, 1)));
}

Proxy<wp_fifo_v1> createFifo(wp_fifo_manager_v1 *manager, wl_surface *surface)
{
    return Proxy<wp_fifo_v1>(wp_fifo_manager_v1_get_fifo(manager, surface));
}

void takeTurn(wp_fifo_v1 *fifo)
{
    wp_fifo_v1_wait_barrier(fifo);
    wp_fifo_v1_set_barrier(fifo);
}

} // namespace weir
