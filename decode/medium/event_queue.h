// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <mutex>
#include <optional>

#include "decode/medium/medium.h"
#include "platform/base/event_fd.h"

namespace weir
{

// MediumEvents on their way to the app. Thread-safe.
class EventQueue
{
public:
    static Result<std::unique_ptr<EventQueue>> create();

    void put(MediumEvent event);
    // Only the first failure is passed on: what follows is its consequence.
    void fail(Error error);
    std::optional<MediumEvent> take();
    [[nodiscard]] int fd() const { return m_wake.fd(); }

private:
    explicit EventQueue(EventFd wake)
        : m_wake(std::move(wake))
    {
    }

    std::mutex m_mutex; // guards the queue and m_failed
    std::deque<MediumEvent> m_events;
    bool m_failed = false;
    EventFd m_wake;
};

} // namespace weir
