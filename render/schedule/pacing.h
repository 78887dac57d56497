// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "platform/base/time.h"
#include "platform/wayland/commit_terms.h"
#include "render/schedule/vsync_model.h"

namespace weir
{

// How commits are kept apart and in time.
enum class Pacing : std::uint8_t {
    Timer, // our own timer alone: of two commits within a refresh the second replaces the first
    Fifo, // one ahead: the compositor lets none replace another
    FifoTiming, // two ahead: it keeps each until its time as well
};
// "timer", "fifo", "fifo+timing".
[[nodiscard]] std::string_view pacingName(Pacing pacing);

struct PacingInput {
    bool keepsTurns = false; // the compositor has wp_fifo_v1
    bool keepsTimes = false; // it has wp_commit_timer_v1
    bool gridKnown = false; // of its refreshes
    // Playing by a running clock in a window that is visible and keeps its size. Otherwise commits
    // are to be applied at once.
    bool steady = false;
};
// Pure.
[[nodiscard]] Pacing choosePacing(const PacingInput &input);

// The best that is ever chosen, for such a display.
[[nodiscard]] Pacing bestPacing(PacingInput offer);

// With more commits than this unanswered the compositor is busy or does not show us: it gets no
// further ones, so that slots are not all stuck with it.
[[nodiscard]] std::uint32_t mostUnanswered(Pacing pacing);
// A commit for `target`; `grid` null: none is known. refreshesLate: of the display's, see
// VsyncModel. Pure.
[[nodiscard]] CommitTerms termsFor(Pacing pacing, std::optional<MonotonicTime> target,
                                   const VsyncGrid *grid, int refreshesLate);

// When the last of some commits will be on screen, each of which is shown for one refresh at least,
// after something was shown at `shown`. `targets`: theirs, oldest first. Pure.
[[nodiscard]] MonotonicTime lastOfQueue(MonotonicTime shown, Nanoseconds period,
                                        std::span<const MonotonicTime> targets);

} // namespace weir
