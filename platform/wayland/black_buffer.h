// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// A buffer of one opaque black pixel, to be scaled by a viewport: wp_single_pixel_buffer where
// the compositor has it (it can then leave it out of scanout decisions), wl_shm elsewhere. It is
// never written again, so its release does not matter.
[[nodiscard]] Result<Proxy<wl_buffer>> createBlackBuffer(const Globals &globals);

} // namespace weir
