// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace weir
{

// One descriptor that polls readable while any of its members does (epoll(7)), for event loops
// that are not ours and take one descriptor. Thread-bound; members are borrowed and leave the set
// by themselves when they are closed.
class WaitSet
{
public:
    static Result<WaitSet> create();

    Result<void> add(int fd);
    [[nodiscard]] int fd() const { return m_fd.get(); }

private:
    explicit WaitSet(UniqueFd fd)
        : m_fd(std::move(fd))
    {
    }

    UniqueFd m_fd;
};

} // namespace weir
