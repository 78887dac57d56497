// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

namespace weir
{

void UniqueFd::reset(int fd)
{
    const int old = std::exchange(m_fd, fd);
    if (old >= 0 && old != fd)
        ::close(old); // Linux frees the number even when close reports EINTR: never retried.
}

UniqueFd UniqueFd::duplicate() const
{
    return UniqueFd(m_fd < 0 ? -1 : ::fcntl(m_fd, F_DUPFD_CLOEXEC, 0));
}

} // namespace weir
