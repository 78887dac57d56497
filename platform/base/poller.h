// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <poll.h>

#include "platform/base/result.h"

namespace weir
{

// Waits for any of a small set of file descriptors with one ppoll(2) a call. The set is a plain
// list so that changing it costs no system call. Thread-bound.
class Poller
{
public:
    enum class Interest { Readable, Writable, Priority };

    // `fd` is borrowed and must stay open until removed. `token` is handed back when it is ready;
    // tokens need not be unique.
    void add(int fd, Interest interest, std::uint32_t token);
    void remove(int fd);
    // Removes all; keeps the memory, so that building the set anew costs nothing.
    void clear();

    struct Ready {
        std::uint32_t token = 0;
        bool failed = false; // POLLERR, POLLHUP or POLLNVAL
    };
    // Ready entries, in the order added; empty when the time ran out or a signal came. No timeout:
    // waits for ever; a negative one counts as 0. The span is valid until the next call.
    Result<std::span<const Ready>> wait(std::optional<std::chrono::nanoseconds> timeout);

private:
    std::vector<pollfd> m_pollFds; // kept, so that a wait builds nothing
    std::vector<std::uint32_t> m_tokens; // parallel to m_pollFds
    std::vector<Ready> m_ready;
};

// True when `fd` is ready for `interest` now (poll with no wait).
[[nodiscard]] bool isReadyNow(int fd, Poller::Interest interest);
// The same of several, in one call: bit i is that of fds[i]; of the first 64.
[[nodiscard]] std::uint64_t readyNow(std::span<const int> fds, Poller::Interest interest);

} // namespace weir
