// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/commit_queue.h"

#include "platform/wayland/commit_timing.h"
#include "platform/wayland/fifo.h"

namespace weir
{

CommitQueue::CommitQueue(const Globals &globals, wl_surface *surface)
    : m_globals(globals)
{
    if (globals.fifoManager() != nullptr)
        m_fifo = createFifo(globals.fifoManager(), surface);
    // Timestamps are of the presentation clock: without wp_presentation nobody knows which that is.
    if (globals.commitTiming() != nullptr && globals.presentation() != nullptr)
        m_timer = createCommitTimer(globals.commitTiming(), surface);
}

void CommitQueue::set(const CommitTerms &terms)
{
    if (m_fifo && terms.order == CommitTerms::Order::InTurn)
        takeTurn(m_fifo.get());
    if (m_timer && terms.notBefore)
        setTimestamp(m_timer.get(), m_globals.presentationClock().stampOf(*terms.notBefore));
}

} // namespace weir
