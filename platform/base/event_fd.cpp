// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/event_fd.h"

#include <cerrno>
#include <cstdint>

#include <sys/eventfd.h>
#include <unistd.h>

namespace weir
{

Result<EventFd> EventFd::create()
{
    UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!fd.isValid())
        return failErrno(errno, "eventfd");
    return EventFd(std::move(fd));
}

void EventFd::signal() const
{
    const std::uint64_t one = 1;
    // EAGAIN means the counter is full, so the fd is readable already: nothing is lost.
    [[maybe_unused]] const auto written = ::write(m_fd.get(), &one, sizeof one);
}

bool EventFd::clear() const
{
    std::uint64_t count = 0;
    // EAGAIN means nobody signalled: clear already.
    return ::read(m_fd.get(), &count, sizeof count) == sizeof count;
}

} // namespace weir
