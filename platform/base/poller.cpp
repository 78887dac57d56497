// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/poller.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

namespace weir
{

namespace
{

short eventsOf(Poller::Interest interest)
{
    switch (interest) {
    case Poller::Interest::Readable:
        return POLLIN;
    case Poller::Interest::Writable:
        return POLLOUT;
    case Poller::Interest::Priority:
        break;
    }
    return POLLPRI;
}

// Nanoseconds, since frame pacing needs better than poll's milliseconds.
timespec toTimespec(std::chrono::nanoseconds duration)
{
    const auto positive = std::max(duration, std::chrono::nanoseconds::zero());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(positive);
    return {.tv_sec = seconds.count(), .tv_nsec = (positive - seconds).count()};
}

} // namespace

void Poller::add(int fd, Interest interest, std::uint32_t token)
{
    m_tokens.push_back(token);
    m_pollFds.push_back({.fd = fd, .events = eventsOf(interest), .revents = 0});
}

void Poller::remove(int fd)
{
    for (std::size_t i = m_pollFds.size(); i-- > 0;) {
        if (m_pollFds[i].fd != fd)
            continue;
        m_pollFds.erase(m_pollFds.begin() + static_cast<std::ptrdiff_t>(i));
        m_tokens.erase(m_tokens.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void Poller::clear()
{
    m_pollFds.clear();
    m_tokens.clear();
}

Result<std::span<const Poller::Ready>> Poller::wait(std::optional<std::chrono::nanoseconds> timeout)
{
    m_ready.clear();
    const timespec limit = toTimespec(timeout.value_or(std::chrono::nanoseconds::zero()));
    const int count
        = ::ppoll(m_pollFds.data(), m_pollFds.size(), timeout ? &limit : nullptr, nullptr);
    if (count < 0 && errno != EINTR)
        return failErrno(errno, "ppoll");
    if (count <= 0)
        return std::span<const Ready>(m_ready);
    for (std::size_t i = 0; i < m_pollFds.size(); ++i) {
        const short revents = m_pollFds[i].revents;
        if (revents != 0)
            m_ready.push_back(
                {.token = m_tokens[i], .failed = (revents & (POLLERR | POLLHUP | POLLNVAL)) != 0});
    }
    return std::span<const Ready>(m_ready);
}

bool isReadyNow(int fd, Poller::Interest interest)
{
    pollfd entry{.fd = fd, .events = eventsOf(interest), .revents = 0};
    return ::poll(&entry, 1, 0) > 0 && (entry.revents & entry.events) != 0;
}

std::uint64_t readyNow(std::span<const int> fds, Poller::Interest interest)
{
    std::array<pollfd, 64> entries{};
    const std::size_t count = std::min(fds.size(), entries.size());
    for (std::size_t i = 0; i < count; ++i)
        entries.at(i) = {.fd = fds[i], .events = eventsOf(interest), .revents = 0};
    if (::poll(entries.data(), count, 0) <= 0)
        return 0;
    std::uint64_t ready = 0;
    for (std::size_t i = 0; i < count; ++i)
        ready |= (entries.at(i).revents & entries.at(i).events) != 0 ? std::uint64_t{1} << i : 0U;
    return ready;
}

} // namespace weir
