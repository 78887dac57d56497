// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <gtest/gtest.h>

#include "app/player/playback_state.h"

namespace weir
{
namespace
{

using enum PlaybackState;
using Input = PlaybackInput;

constexpr std::array States{Empty, Opening, Playing, Paused, Ended, Failed};

TEST(PlaybackState, everyStateOpensAndCloses)
{
    for (const PlaybackState state : States) {
        EXPECT_EQ(nextState(state, Input::Open), Opening);
        EXPECT_EQ(nextState(state, Input::Close), Empty);
    }
}

TEST(PlaybackState, whatIsOpenCanFail)
{
    for (const PlaybackState state : {Opening, Playing, Paused, Ended, Failed})
        EXPECT_EQ(nextState(state, Input::Fail), Failed);
    EXPECT_EQ(nextState(Empty, Input::Fail), Empty) << "a late word of a medium that was closed";
}

TEST(PlaybackState, openingEndsAsItWasMeant)
{
    EXPECT_EQ(nextState(Opening, Input::OpenedPlaying), Playing);
    EXPECT_EQ(nextState(Opening, Input::OpenedPaused), Paused);
    EXPECT_EQ(nextState(Failed, Input::OpenedPlaying), Failed);
}

TEST(PlaybackState, pauseAndPlayAnswerEachOther)
{
    EXPECT_EQ(nextState(Playing, Input::Pause), Paused);
    EXPECT_EQ(nextState(Paused, Input::Play), Playing);
    EXPECT_EQ(nextState(Playing, Input::Play), Playing);
    EXPECT_EQ(nextState(Paused, Input::Pause), Paused);
}

TEST(PlaybackState, nothingPlaysWithoutAMedium)
{
    for (const Input input : {Input::Play, Input::Pause, Input::Seek, Input::End}) {
        EXPECT_EQ(nextState(Empty, input), Empty);
        EXPECT_EQ(nextState(Failed, input), Failed);
    }
}

TEST(PlaybackState, theEndIsLeftByPlayAndSeek)
{
    EXPECT_EQ(nextState(Playing, Input::End), Ended);
    EXPECT_EQ(nextState(Ended, Input::Play), Playing);
    EXPECT_EQ(nextState(Ended, Input::Seek), Playing);
    EXPECT_EQ(nextState(Ended, Input::Pause), Ended);
}

TEST(PlaybackState, seekKeepsPlayingAndPaused)
{
    EXPECT_EQ(nextState(Playing, Input::Seek), Playing);
    EXPECT_EQ(nextState(Paused, Input::Seek), Paused);
}

} // namespace
} // namespace weir
