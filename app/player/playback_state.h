// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace weir
{

// What the player does, as the user sees it.
enum class PlaybackState : std::uint8_t {
    Empty, // nothing is open
    Opening, // a file was named, it is not known yet what is in it
    Playing,
    Paused,
    Ended, // all was shown; the last picture stays
    Failed, // cannot be played; there is a sentence that says why
};

enum class PlaybackInput : std::uint8_t {
    Open, // the user names a file
    OpenedPlaying, // its content is known, and it plays
    OpenedPaused, // its content is known, and it waits
    Play,
    Pause,
    Seek,
    End,
    Fail,
    Close,
};

// What comes after `state` when `input` happens; `state` itself where it makes no sense. Pure.
[[nodiscard]] PlaybackState nextState(PlaybackState state, PlaybackInput input);

} // namespace weir
