// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/wayland/globals.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// zwp_idle_inhibit_manager_v1.create_inhibitor: while it lives and the user sees `surface` (a
// window's), the screen is not switched off for want of input. Null: the compositor has no such
// thing.
[[nodiscard]] Proxy<zwp_idle_inhibitor_v1> inhibitIdle(const Globals &globals, wl_surface *surface);

} // namespace weir
