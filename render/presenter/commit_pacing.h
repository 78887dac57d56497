// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "platform/base/time.h"
#include "render/presenter/presenter_mailbox.h"
#include "render/presenter/video_display.h"
#include "render/schedule/pacing.h"

namespace weir
{

// How commits are paced at the moment, by what the display can do and what goes on; the report
// tells it. Thread-bound (present).
class CommitPacing
{
public:
    // `display` may be null, outlives it.
    CommitPacing(const VideoDisplay *display, PresenterMailbox &mailbox);

    enum class Playing : std::uint8_t { Steadily, Otherwise };
    // To be asked anew for each decision. Steadily: by a running clock, on a surface that is seen.
    Pacing update(MonotonicTime now, Playing playing, bool gridKnown);
    // Of this display, whatever goes on: what it was given in advance may still be with it.
    [[nodiscard]] std::uint32_t mostUnanswered() const { return m_mostUnanswered; }
    void displayLost() { m_stage = nullptr; }

private:
    const VideoStage *m_stage; // null: none, or lost
    PresenterMailbox &m_mailbox;
    PacingInput m_offer;
    std::uint32_t m_mostUnanswered;
    Pacing m_reported = Pacing::Timer;
};

} // namespace weir
