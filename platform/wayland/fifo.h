// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "platform/wayland/proxy.h"

namespace weir
{

// wp_fifo_manager_v1, in a file of its own because the protocol may be missing on the machine that
// builds us: then the second implementation is compiled, which has none.

// Null: not known to this build.
[[nodiscard]] Proxy<wp_fifo_manager_v1> bindFifoManager(wl_registry *registry, std::uint32_t name);

// For a surface that has none yet (a second one is a fatal error). Goes before the surface does.
[[nodiscard]] Proxy<wp_fifo_v1> createFifo(wp_fifo_manager_v1 *manager, wl_surface *surface);

// wp_fifo_v1.set_barrier and wait_barrier: the next commit is shown for one refresh at least, and
// not before what came before it was.
void takeTurn(wp_fifo_v1 *fifo);

} // namespace weir
