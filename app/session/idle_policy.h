// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace weir
{

struct IdleFacts {
    bool isPlaying = false; // not paused
    bool isVisible = false; // the window
    bool isShowing = false; // a picture is on screen, and not all have been shown
};

// The screen stays on: somebody watches. Paused, hidden, at the end and without pictures it may
// sleep. Pure.
[[nodiscard]] constexpr bool keepsAwake(const IdleFacts &facts)
{
    return facts.isPlaying && facts.isVisible && facts.isShowing;
}

} // namespace weir
