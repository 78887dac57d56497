// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/idle_inhibitor.h"

#include "idle-inhibit-client.h"

namespace weir
{

Proxy<zwp_idle_inhibitor_v1> inhibitIdle(const Globals &globals, wl_surface *surface)
{
    if (globals.idleInhibit() == nullptr)
        return nullptr;
    return Proxy<zwp_idle_inhibitor_v1>(
        zwp_idle_inhibit_manager_v1_create_inhibitor(globals.idleInhibit(), surface));
}

} // namespace weir
