// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/commit_timing.h"

namespace weir
{

template <>
void ProxyDeleter<wp_commit_timing_manager_v1>::operator()(wp_commit_timing_manager_v1 *) const
{
}
template <>
void ProxyDeleter<wp_commit_timer_v1>::operator()(wp_commit_timer_v1 *) const
{
}

Proxy<wp_commit_timing_manager_v1> bindCommitTiming(wl_registry *, std::uint32_t)
{
    return nullptr;
}

Proxy<wp_commit_timer_v1> createCommitTimer(wp_commit_timing_manager_v1 *, wl_surface *)
{
    return nullptr;
}

void setTimestamp(wp_commit_timer_v1 *, Nanoseconds) { }

} // namespace weir
