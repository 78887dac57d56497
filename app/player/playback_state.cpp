// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/player/playback_state.h"

#include <algorithm>
#include <array>

namespace weir
{

namespace
{

struct Row {
    PlaybackState from;
    PlaybackInput input;
    PlaybackState to;
};

using enum PlaybackState;
using Input = PlaybackInput;

// Open, Fail and Close lead away from every state and are not listed.
constexpr std::array Table{
    Row{Opening, Input::OpenedPlaying, Playing}, //
    Row{Opening, Input::OpenedPaused, Paused}, //
    Row{Playing, Input::Pause, Paused}, //
    Row{Playing, Input::End, Ended}, //
    Row{Paused, Input::Play, Playing}, //
    Row{Paused, Input::End, Ended}, // stepped to the end
    Row{Ended, Input::Play, Playing}, // from the beginning
    Row{Ended, Input::Seek, Playing}, //
};

} // namespace

PlaybackState nextState(PlaybackState state, PlaybackInput input)
{
    if (input == Input::Open)
        return Opening;
    if (input == Input::Close)
        return Empty;
    if (input == Input::Fail)
        return state == Empty ? Empty : Failed;
    const auto *row = std::ranges::find_if(Table, [&](const Row &candidate) {
        return candidate.from == state && candidate.input == input;
    });
    return row == Table.end() ? state : row->to;
}

} // namespace weir
