// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/wait_set.h"

#include <cerrno>

#include <sys/epoll.h>

namespace weir
{

Result<WaitSet> WaitSet::create()
{
    UniqueFd fd(::epoll_create1(EPOLL_CLOEXEC));
    if (!fd.isValid())
        return failErrno(errno, "epoll_create1");
    return WaitSet(std::move(fd));
}

Result<void> WaitSet::add(int fd)
{
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    if (::epoll_ctl(m_fd.get(), EPOLL_CTL_ADD, fd, &event) < 0)
        return failErrno(errno, "EPOLL_CTL_ADD");
    return {};
}

} // namespace weir
