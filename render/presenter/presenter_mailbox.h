// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "platform/base/event_fd.h"
#include "render/presenter/presenter_event.h"
#include "render/presenter/presenter_report.h"

namespace weir
{

// What the owner wants of the presenter now. Value type.
struct PresenterControl {
    enum class Run : std::uint8_t { Playing, Paused } run = Run::Playing;
    enum class Window : std::uint8_t { Visible, Hidden } window = Window::Visible;
    std::uint64_t steps = 0; // single pictures asked for since the start
    bool stop = false;
};

// Between the presenter's owner and its thread: wishes one way, events and counts the other.
// Thread-safe, never blocks but for its short lock.
class PresenterMailbox
{
public:
    static Result<std::unique_ptr<PresenterMailbox>> create();

    // --- The owner's side ---
    void setRun(PresenterControl::Run run);
    void setWindow(PresenterControl::Window window);
    void step();
    void stop();
    [[nodiscard]] std::optional<PresenterEvent> takeEvent();
    [[nodiscard]] int eventFd() const { return m_events.fd(); }
    [[nodiscard]] PresenterReport report() const;

    // --- The present thread's side ---
    [[nodiscard]] int wakeFd() const { return m_wake.fd(); }
    [[nodiscard]] PresenterControl control();
    void post(PresenterEvent event);
    // Calls `change` on the report under the lock; it must be quick.
    template <typename Change>
    void update(Change change)
    {
        const std::scoped_lock lock(m_mutex);
        change(m_report);
    }

private:
    PresenterMailbox(EventFd wake, EventFd events);

    EventFd m_wake;
    EventFd m_events;
    mutable std::mutex m_mutex; // guards everything below
    PresenterControl m_control;
    std::deque<PresenterEvent> m_queue;
    PresenterReport m_report;
};

} // namespace weir
