// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/audio/audio_timeline.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

constexpr std::uint32_t Rate = 1000; // one frame a millisecond

MediaTime at(Nanoseconds time)
{
    return MediaTime(time);
}

TEST(AudioTimeline, beginsWithTheFirstFrames_whenNoStartIsGiven)
{
    AudioTimeline timeline(Rate);
    const auto placement = timeline.place(at(700ms), 10);
    EXPECT_EQ(placement.pts, at(700ms));
    EXPECT_EQ(placement.silenceFrames, 0U);
    EXPECT_EQ(placement.skipFrames, 0U);
}

TEST(AudioTimeline, missingTimestampsGoOn)
{
    AudioTimeline timeline(Rate);
    timeline.place(at(0ms), 10);
    timeline.place(std::nullopt, 10);
    EXPECT_EQ(timeline.place(std::nullopt, 10).pts, at(20ms));
}

TEST(AudioTimeline, roundedTimestampsNeitherAddNorDropFrames)
{
    AudioTimeline timeline(44100);
    for (int i = 0; i < 4000; ++i) {
        const Nanoseconds exact = Nanoseconds(1024LL * i * 1'000'000'000 / 44100);
        const auto rounded = std::chrono::round<std::chrono::milliseconds>(exact);
        const auto placement = timeline.place(at(rounded), 1024);
        ASSERT_EQ(placement.silenceFrames, 0U) << i;
        ASSERT_EQ(placement.skipFrames, 0U) << i;
        ASSERT_EQ(placement.pts, at(exact)) << i;
    }
}

struct Step {
    const char *name;
    Nanoseconds pts;
    Nanoseconds expectedPts;
    std::uint64_t silence;
    std::size_t skip;
};

class AfterOneSecond : public testing::TestWithParam<Step>
{
};

TEST_P(AfterOneSecond, isPlaced)
{
    AudioTimeline timeline(Rate);
    timeline.place(at(0ms), 1000);
    const auto placement = timeline.place(at(GetParam().pts), 100);
    EXPECT_EQ(placement.pts, at(GetParam().expectedPts));
    EXPECT_EQ(placement.silenceFrames, GetParam().silence);
    EXPECT_EQ(placement.skipFrames, GetParam().skip);
    const MediaTime end = placement.pts
        + std::chrono::milliseconds(placement.silenceFrames + 100 - placement.skipFrames);
    EXPECT_EQ(timeline.place(std::nullopt, 1).pts, end);
}

INSTANTIATE_TEST_SUITE_P(AudioTimeline, AfterOneSecond,
                         testing::Values(Step{"exact", 1000ms, 1000ms, 0, 0},
                                         Step{"slightlyLate", 1030ms, 1000ms, 0, 0},
                                         Step{"slightlyEarly", 970ms, 1000ms, 0, 0},
                                         Step{"gapIsFilled", 1040ms, 1000ms, 40, 0},
                                         Step{"longGapIsFilled", 11s, 1000ms, 10000, 0},
                                         Step{"brokenGapIsFollowed", 12s, 12s, 0, 0},
                                         Step{"overlapIsCut", 950ms, 1000ms, 0, 50},
                                         Step{"wholeFrameIsCut", 500ms, 1000ms, 0, 100},
                                         Step{"stepBackIsFollowed", 100ms, 100ms, 0, 0}),
                         [](const auto &tested) { return tested.param.name; });

TEST(AudioTimeline, soundBeforeTheStartIsCutToTheFrame)
{
    AudioTimeline timeline(Rate);
    timeline.restart(at(5s));
    EXPECT_EQ(timeline.place(at(3s), 100).skipFrames, 100U);
    const auto placement = timeline.place(at(4990ms), 100);
    EXPECT_EQ(placement.skipFrames, 10U);
    EXPECT_EQ(placement.pts, at(5s));
}

TEST(AudioTimeline, lateBeginningIsFilledWithSilence)
{
    AudioTimeline timeline(Rate);
    timeline.restart(at(0s));
    const auto placement = timeline.place(at(62s), 100);
    EXPECT_EQ(placement.pts, at(0s));
    EXPECT_EQ(placement.silenceFrames, 62000U);
}

TEST(AudioTimeline, restartForgetsTheOldLine)
{
    AudioTimeline timeline(Rate);
    timeline.place(at(0s), 1000);
    timeline.restart(std::nullopt);
    EXPECT_EQ(timeline.place(at(90ms), 10).pts, at(90ms));
}

} // namespace
} // namespace weir
