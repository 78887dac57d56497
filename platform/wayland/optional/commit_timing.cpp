// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/commit_timing.h"

#include <wayland-client.h>

#include "commit-timing-client.h"

namespace weir
{

template <>
void ProxyDeleter<wp_commit_timing_manager_v1>::operator()(wp_commit_timing_manager_v1 *proxy) const
{
    wp_commit_timing_manager_v1_destroy(proxy);
}
template <>
void ProxyDeleter<wp_commit_timer_v1>::operator()(wp_commit_timer_v1 *proxy) const
{
    wp_commit_timer_v1_destroy(proxy);
}

Proxy<wp_commit_timing_manager_v1> bindCommitTiming(wl_registry *registry, std::uint32_t name)
{
    return Proxy<wp_commit_timing_manager_v1>(static_cast<wp_commit_timing_manager_v1 *>(
        wl_registry_bind(registry, name, &wp_commit_timing_manager_v1_interface, 1)));
}

Proxy<wp_commit_timer_v1> createCommitTimer(wp_commit_timing_manager_v1 *manager,
                                            wl_surface *surface)
{
    return Proxy<wp_commit_timer_v1>(wp_commit_timing_manager_v1_get_timer(manager, surface));
}

void setTimestamp(wp_commit_timer_v1 *timer, Nanoseconds stamp)
{
    const auto whole = std::chrono::floor<std::chrono::seconds>(stamp);
    const auto seconds = static_cast<std::uint64_t>(whole.count());
    wp_commit_timer_v1_set_timestamp(timer, static_cast<std::uint32_t>(seconds >> 32U),
                                     static_cast<std::uint32_t>(seconds),
                                     static_cast<std::uint32_t>((stamp - whole).count()));
}

} // namespace weir
