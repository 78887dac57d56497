// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/presenter_mailbox.h"

namespace weir
{

PresenterMailbox::PresenterMailbox(EventFd wake, EventFd events)
    : m_wake(std::move(wake))
    , m_events(std::move(events))
{
}

Result<std::unique_ptr<PresenterMailbox>> PresenterMailbox::create()
{
    EventFd wake = TRY(EventFd::create());
    EventFd events = TRY(EventFd::create());
    return std::unique_ptr<PresenterMailbox>(
        new PresenterMailbox(std::move(wake), std::move(events)));
}

void PresenterMailbox::setRun(PresenterControl::Run run)
{
    const std::scoped_lock lock(m_mutex);
    m_control.run = run;
    m_wake.signal();
}

void PresenterMailbox::setWindow(PresenterControl::Window window)
{
    const std::scoped_lock lock(m_mutex);
    m_control.window = window;
    m_wake.signal();
}

void PresenterMailbox::step()
{
    const std::scoped_lock lock(m_mutex);
    ++m_control.steps;
    m_wake.signal();
}

void PresenterMailbox::stop()
{
    const std::scoped_lock lock(m_mutex);
    m_control.stop = true;
    m_wake.signal();
}

std::optional<PresenterEvent> PresenterMailbox::takeEvent()
{
    const std::scoped_lock lock(m_mutex);
    if (m_queue.empty()) {
        m_events.clear();
        return std::nullopt;
    }
    PresenterEvent event = std::move(m_queue.front());
    m_queue.pop_front();
    return event;
}

PresenterReport PresenterMailbox::report() const
{
    const std::scoped_lock lock(m_mutex);
    return m_report;
}

PresenterControl PresenterMailbox::control()
{
    const std::scoped_lock lock(m_mutex);
    m_wake.clear();
    return m_control;
}

void PresenterMailbox::post(PresenterEvent event)
{
    const std::scoped_lock lock(m_mutex);
    m_queue.push_back(std::move(event));
    m_events.signal();
}

} // namespace weir
