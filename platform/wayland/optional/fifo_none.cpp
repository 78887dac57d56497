// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/fifo.h"

namespace weir
{

template <>
void ProxyDeleter<wp_fifo_manager_v1>::operator()(wp_fifo_manager_v1 *) const
{
}
template <>
void ProxyDeleter<wp_fifo_v1>::operator()(wp_fifo_v1 *) const
{
}

Proxy<wp_fifo_manager_v1> bindFifoManager(wl_registry *, std::uint32_t)
{
    return nullptr;
}

Proxy<wp_fifo_v1> createFifo(wp_fifo_manager_v1 *, wl_surface *)
{
    return nullptr;
}

void takeTurn(wp_fifo_v1 *) { }

} // namespace weir
