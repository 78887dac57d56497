// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

#include "platform/base/event_fd.h"

namespace weir
{

// Wakes one thread that waits in poll(2); costs no system call while it does not wait.
class LoopWake
{
public:
    explicit LoopWake(EventFd fd)
        : m_fd(std::move(fd))
    {
    }

    // Any thread: there is something to look at.
    void wake()
    {
        m_pending.store(true);
        if (m_waiting.exchange(false))
            m_fd.signal();
    }

    // The waiting thread, before it polls fd(). False: somebody woke it meanwhile, do not wait.
    [[nodiscard]] bool prepareToWait()
    {
        m_waiting.store(true); // before m_pending is read: a wake in between sees one or the other
        if (!m_pending.exchange(false))
            return true;
        m_waiting.store(false);
        return false;
    }
    // After the poll.
    void finishWaiting() { m_waiting.store(false); }
    void clear() { m_fd.clear(); }
    [[nodiscard]] int fd() const { return m_fd.fd(); }

private:
    // Sequentially consistent with each other, see prepareToWait.
    std::atomic<bool> m_waiting{false};
    std::atomic<bool> m_pending{false};
    EventFd m_fd;
};

} // namespace weir
