// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>

#include "platform/base/time.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// When and how a commit became visible.
struct Presented {
    MonotonicTime time;
    Nanoseconds refresh{0}; // until the next refresh at the earliest; 0: unknown or variable
    std::uint64_t sequence = 0; // of the output's refreshes; 0 where the server has none
    bool vsync = false; // the time is that of a vertical blank: usable as a phase
    bool hardwareClock = false;
    bool hardwareCompletion = false;
    bool zeroCopy = false; // the display scanned our buffer out
    bool measured = true; // false: from a frame callback, the server has no wp_presentation
};

// Asks how commits fare: by wp_presentation.feedback, or by wl_surface.frame where there is no
// wp_presentation. Thread-bound (present); answers come while dispatching, each id once.
// A server whose stamps are no vertical blanks has no refresh that commits could be timed by; of it
// wl_surface.frame is asked too, which says that a refresh has taken the commit.
class PresentationFeedback
{
public:
    // Nothing: the commit was discarded, a later one replaced it or the surface is not visible.
    using Answer = std::function<void(std::uint64_t id, std::optional<Presented>)>;
    // The next commit replaces no commit up to this one: it was taken, or is not asked about.
    using Taken = std::function<void(std::uint64_t id)>;
    PresentationFeedback(const Globals &globals, Answer answer, Taken taken);
    ~PresentationFeedback();
    PresentationFeedback(const PresentationFeedback &) = delete;
    PresentationFeedback &operator=(const PresentationFeedback &) = delete;
    PresentationFeedback(PresentationFeedback &&) = delete;
    PresentationFeedback &operator=(PresentationFeedback &&) = delete;

    // To be called before the wl_surface.commit that it is about.
    void request(wl_surface *surface, std::uint64_t id);
    [[nodiscard]] std::size_t unanswered() const { return m_requests.size(); }

private:
    struct Request;
    struct Listener;
    friend struct Listener;
    void finish(const Request &request, std::optional<Presented> result);

    const Globals &m_globals;
    Answer m_answer;
    Taken m_taken;
    bool m_hasVsync = false; // by the last answer
    std::list<std::unique_ptr<Request>> m_requests;
};

} // namespace weir
