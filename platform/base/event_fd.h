// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace weir
{

// A wake-up between threads: eventfd(2). `signal` is thread-safe and never blocks; the fd polls
// readable until `clear`. Carries no data: state lives in the queue beside it.
class EventFd
{
public:
    static Result<EventFd> create();

    void signal() const;
    // True: it had been signalled.
    bool clear() const;
    [[nodiscard]] int fd() const { return m_fd.get(); }

private:
    explicit EventFd(UniqueFd fd)
        : m_fd(std::move(fd))
    {
    }

    UniqueFd m_fd;
};

} // namespace weir
