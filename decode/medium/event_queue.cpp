// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/event_queue.h"

namespace weir
{

Result<std::unique_ptr<EventQueue>> EventQueue::create()
{
    return std::unique_ptr<EventQueue>(new EventQueue(TRY(EventFd::create())));
}

void EventQueue::put(MediumEvent event)
{
    const std::scoped_lock lock(m_mutex);
    m_events.push_back(std::move(event));
    m_wake.signal();
}

void EventQueue::fail(Error error)
{
    const std::scoped_lock lock(m_mutex);
    if (m_failed)
        return;
    m_failed = true;
    m_events.emplace_back(MediumFailed{.error = std::move(error)});
    m_wake.signal();
}

std::optional<MediumEvent> EventQueue::take()
{
    const std::scoped_lock lock(m_mutex);
    if (m_events.empty()) {
        m_wake.clear();
        return std::nullopt;
    }
    MediumEvent event = std::move(m_events.front());
    m_events.pop_front();
    return event;
}

} // namespace weir
