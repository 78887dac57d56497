// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/wayland/commit_terms.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// The terms on which commits of one surface are applied: wp_fifo_v1 and wp_commit_timer_v1, as far
// as the compositor has them. Goes before the surface does. Not thread-safe: the owner locks.
class CommitQueue
{
public:
    CommitQueue(const Globals &globals, wl_surface *surface);

    [[nodiscard]] bool keepsTurns() const { return m_fifo != nullptr; }
    [[nodiscard]] bool keepsTimes() const { return m_timer != nullptr; }
    // For the next wl_surface.commit; what the compositor cannot do is left out.
    void set(const CommitTerms &terms);

private:
    const Globals &m_globals;
    Proxy<wp_fifo_v1> m_fifo;
    Proxy<wp_commit_timer_v1> m_timer;
};

} // namespace weir
