// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "platform/base/time.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// wp_commit_timing_manager_v1, in a file of its own because the protocol may be missing on the
// machine that builds us: then the second implementation is compiled, which has none.

// Null: not known to this build.
[[nodiscard]] Proxy<wp_commit_timing_manager_v1> bindCommitTiming(wl_registry *registry,
                                                                  std::uint32_t name);

// For a surface that has none yet (a second one is a fatal error). Goes before the surface does.
[[nodiscard]] Proxy<wp_commit_timer_v1> createCommitTimer(wp_commit_timing_manager_v1 *manager,
                                                          wl_surface *surface);

// wp_commit_timer_v1.set_timestamp: the next commit is not shown before `stamp`, a time of the
// presentation clock. Once a commit.
void setTimestamp(wp_commit_timer_v1 *timer, Nanoseconds stamp);

} // namespace weir
