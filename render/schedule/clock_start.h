// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "platform/base/time.h"

namespace weir
{

// What is known of the first picture when a clock is to start with it.
struct ClockStartInput {
    MonotonicTime visible; // since when it is on the screen
    MonotonicTime now; // later than that: the answer took its time, or other pictures did
    Nanoseconds refresh{0}; // between two refreshes of the screen; 0: unknown
    std::optional<Nanoseconds> interval; // to the picture behind it; nothing: not known
};
// When the clock should pass the first picture's time: since it is visible, or so many whole
// refreshes later that the picture behind it can still be committed for its own.
[[nodiscard]] MonotonicTime clockStart(const ClockStartInput &input);

} // namespace weir
