// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "platform/wayland/proxy.h"

namespace weir
{

// wp_single_pixel_buffer_manager_v1, in a file of its own because the protocol may be missing on
// the machine that builds us: then the second implementation is compiled, which has none.

// Null: not known to this build.
[[nodiscard]] Proxy<wp_single_pixel_buffer_manager_v1> bindSinglePixelManager(wl_registry *registry,
                                                                              std::uint32_t name);

// A 1x1 buffer of opaque black. Null: not known to this build, or no memory.
[[nodiscard]] Proxy<wl_buffer> createBlackPixel(wp_single_pixel_buffer_manager_v1 *manager);

} // namespace weir
