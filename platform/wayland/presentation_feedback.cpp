// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/presentation_feedback.h"

#include <algorithm>

#include <wayland-client.h>

#include "presentation-time-client.h"

namespace weir
{

struct PresentationFeedback::Request {
    PresentationFeedback *owner;
    std::uint64_t id;
    Proxy<struct wp_presentation_feedback> feedback;
    Proxy<wl_callback> frame;
};

namespace
{

// The protocol splits 64-bit numbers into words.
std::uint64_t join(std::uint32_t high, std::uint32_t low)
{
    return std::uint64_t{high} << 32U | low;
}

// Keeps a nonsensical stamp within nanoseconds of 63 bits.
constexpr std::uint64_t MaximumSeconds = 4'000'000'000;

} // namespace

struct PresentationFeedback::Listener {
    static void finish(void *data, std::optional<Presented> result)
    {
        const auto &request = *static_cast<Request *>(data);
        request.owner->finish(request, result);
    }
    static void syncOutput(void *, struct wp_presentation_feedback *, wl_output *) { }
    // NOLINTNEXTLINE(readability-function-size): the protocol's arguments
    static void presented(void *data, struct wp_presentation_feedback *, std::uint32_t secondsHigh,
                          std::uint32_t secondsLow, std::uint32_t nanoseconds,
                          std::uint32_t refresh, std::uint32_t sequenceHigh,
                          std::uint32_t sequenceLow, std::uint32_t flags)
    {
        const auto &request = *static_cast<Request *>(data);
        const std::uint64_t seconds = std::min(join(secondsHigh, secondsLow), MaximumSeconds);
        const Nanoseconds stamp = std::chrono::seconds(seconds) + Nanoseconds(nanoseconds);
        finish(data,
               Presented{
                   .time = request.owner->m_globals.presentationClock().convert(stamp),
                   .refresh = Nanoseconds(refresh),
                   .sequence = join(sequenceHigh, sequenceLow),
                   .vsync = (flags & WP_PRESENTATION_FEEDBACK_KIND_VSYNC) != 0,
                   .hardwareClock = (flags & WP_PRESENTATION_FEEDBACK_KIND_HW_CLOCK) != 0,
                   .hardwareCompletion = (flags & WP_PRESENTATION_FEEDBACK_KIND_HW_COMPLETION) != 0,
                   .zeroCopy = (flags & WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY) != 0,
                   .measured = true,
               });
    }
    static void discarded(void *data, struct wp_presentation_feedback *)
    {
        finish(data, std::nullopt);
    }
    static constexpr wp_presentation_feedback_listener Table{
        .sync_output = syncOutput, .presented = presented, .discarded = discarded};

    static void frameDone(void *data, wl_callback *, std::uint32_t)
    {
        auto &request = *static_cast<Request *>(data);
        if (!request.feedback) {
            finish(data, Presented{.time = MonotonicClock::now(), .measured = false});
            return;
        }
        request.frame.reset();
        request.owner->m_taken(request.id);
    }
    static constexpr wl_callback_listener Frame{.done = frameDone};
};

PresentationFeedback::PresentationFeedback(const Globals &globals, Answer answer, Taken taken)
    : m_globals(globals)
    , m_answer(std::move(answer))
    , m_taken(std::move(taken))
{
}

PresentationFeedback::~PresentationFeedback() = default;

void PresentationFeedback::request(wl_surface *surface, std::uint64_t id)
{
    auto request
        = std::make_unique<Request>(Request{.owner = this, .id = id, .feedback = {}, .frame = {}});
    if (m_globals.presentation() != nullptr) {
        request->feedback.reset(wp_presentation_feedback(m_globals.presentation(), surface));
        wp_presentation_feedback_add_listener(request->feedback.get(), &Listener::Table,
                                              request.get());
    }
    if (m_hasVsync) {
        m_taken(id);
    } else {
        request->frame.reset(wl_surface_frame(surface));
        wl_callback_add_listener(request->frame.get(), &Listener::Frame, request.get());
    }
    m_requests.push_back(std::move(request));
}

void PresentationFeedback::finish(const Request &request, std::optional<Presented> result)
{
    const std::uint64_t id = request.id;
    if (result)
        m_hasVsync = result->vsync;
    const auto found = std::ranges::find(m_requests, &request, &std::unique_ptr<Request>::get);
    // The server destroys a feedback object with its last event; ours goes here, too.
    m_requests.erase(found);
    m_answer(id, result);
}

} // namespace weir
