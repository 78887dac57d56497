// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include <gtest/gtest.h>

#include "platform/base/poller.h"
#include "render/audio/audio_pump.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

constexpr AudioFormat Mono{.sampleRate = 1000, .channels = 1}; // one frame a millisecond

class AudioPumpTest : public testing::Test
{
protected:
    void makePump(SoundStart start)
    {
        pump = std::make_unique<AudioPump>(stream, clock, start, wake);
        pump->resume();
    }

    // One device cycle of 20 frames, heard 50 ms later. Returns the frames of sound in it.
    std::size_t cycle()
    {
        const std::size_t frames
            = pump->fill(out, {.now = now, .heardAt = now + Nanoseconds(50ms)});
        now += 20ms;
        return frames;
    }

    void write(std::size_t frames, Nanoseconds pts, Serial serial)
    {
        const std::vector<float> samples(frames, 0.5F);
        ASSERT_EQ(stream->write(samples, MediaTime(pts), serial), frames);
    }

    std::shared_ptr<AudioStream> stream = AudioStream::create(Mono, 1024).value();
    std::shared_ptr<MediaClock> clock = std::make_shared<MediaClock>();
    std::shared_ptr<const EventFd> wake
        = std::make_shared<const EventFd>(EventFd::create().value());
    std::unique_ptr<AudioPump> pump;
    MonotonicTime now = MonotonicClock::now();
    std::vector<float> out = std::vector<float>(20, 9.0F);
};

TEST_F(AudioPumpTest, clockTellsWhatIsHeardNotWhatIsWritten)
{
    makePump(SoundStart::AtOnce);
    write(100, 2s, 1);
    const MonotonicTime begin = now;
    EXPECT_EQ(cycle(), 20U);
    const auto reading = clock->read();
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->serial, 1U);
    EXPECT_EQ(reading->mediaTimeAt(begin + Nanoseconds(50ms)), MediaTime(2s));
}

TEST_F(AudioPumpTest, missingSoundIsSilence)
{
    makePump(SoundStart::AtOnce);
    write(5, 0s, 0);
    EXPECT_EQ(cycle(), 5U);
    EXPECT_EQ(out[4], 0.5F);
    EXPECT_EQ(out[5], 0.0F);
    EXPECT_EQ(out[19], 0.0F);
}

TEST_F(AudioPumpTest, pausedGivesSilenceAndKeepsTheSound)
{
    makePump(SoundStart::AtOnce);
    write(100, 0s, 0);
    cycle();
    pump->pause();
    EXPECT_EQ(clock->read()->rate, 0.0);
    EXPECT_EQ(cycle(), 0U);
    EXPECT_EQ(out[0], 0.0F);
    EXPECT_EQ(stream->queuedFrames(), 80U);
    EXPECT_EQ(clock->read()->rate, 0.0);
    pump->resume();
    EXPECT_EQ(cycle(), 20U);
    EXPECT_GT(clock->read()->rate, 0.9);
}

TEST_F(AudioPumpTest, soundWaitsForItsPicture)
{
    makePump(SoundStart::WithPicture);
    stream->flush(4);
    write(100, 0s, 4);
    EXPECT_EQ(cycle(), 0U);
    EXPECT_FALSE(clock->read().has_value());
    pump->startSerial(3); // an older one
    EXPECT_EQ(cycle(), 0U);
    pump->startSerial(4);
    EXPECT_EQ(cycle(), 20U);
}

TEST_F(AudioPumpTest, soundDoesNotWaitForAPictureForEver)
{
    makePump(SoundStart::WithPicture);
    stream->flush(4);
    write(100, 0s, 4);
    std::size_t frames = 0;
    int cycles = 0;
    while (frames == 0 && cycles < 100) {
        frames = cycle();
        ++cycles;
    }
    EXPECT_EQ(cycles, 51); // 1 s
}

TEST_F(AudioPumpTest, nextTurnOfALoopNeedsNoPicture)
{
    makePump(SoundStart::WithPicture);
    pump->startSerial(0);
    write(10, 0s, 0);
    write(50, 0s, 1);
    EXPECT_EQ(cycle(), 20U);
    EXPECT_EQ(clock->read()->serial, 1U);
}

TEST_F(AudioPumpTest, endIsToldOnceAndTimeGoesOn)
{
    makePump(SoundStart::AtOnce);
    write(10, 0s, 6);
    stream->end(6);
    EXPECT_EQ(pump->takeEnded(), std::nullopt);
    cycle();
    EXPECT_TRUE(isReadyNow(wake->fd(), Poller::Interest::Readable));
    EXPECT_EQ(pump->takeEnded(), 6U);
    cycle();
    EXPECT_EQ(pump->takeEnded(), std::nullopt);
    EXPECT_EQ(clock->read()->rate, 1.0);
}

TEST_F(AudioPumpTest, endIsToldAgainAfterASeekBack)
{
    makePump(SoundStart::AtOnce);
    write(10, 0s, 1);
    stream->end(1);
    cycle();
    EXPECT_EQ(pump->takeEnded(), 1U);
    stream->flush(2);
    write(10, 0s, 2);
    stream->end(2);
    cycle();
    EXPECT_EQ(pump->takeEnded(), 2U);
}

TEST_F(AudioPumpTest, clockWaitsWhenTheRingRunsDry)
{
    makePump(SoundStart::AtOnce);
    write(20, 0s, 0);
    for (int i = 0; i < 10; ++i)
        cycle();
    // 20 ms of sound and some cycles later the clock is near the end of the sound, not at 200 ms.
    EXPECT_LT(clock->read()->mediaTimeAt(now), MediaTime(50ms));
    EXPECT_GE(clock->read()->mediaTimeAt(now), MediaTime(20ms));
}

TEST_F(AudioPumpTest, nextFrameIsDueWhereTheClockWillBe)
{
    makePump(SoundStart::AtOnce);
    EXPECT_EQ(pump->nextDueAt(now), now);
    write(100, 0s, 0);
    const MonotonicTime begin = now;
    cycle();
    EXPECT_EQ(pump->nextDueAt(begin), begin + Nanoseconds(50ms + 20ms));
    EXPECT_EQ(pump->nextDueAt(begin + Nanoseconds(1s)), begin + Nanoseconds(70ms));
}

TEST_F(AudioPumpTest, seekWhilePausedIsHeardOnResume)
{
    makePump(SoundStart::AtOnce);
    write(1000, 0s, 0);
    cycle();
    pump->pause();
    stream->flush(1);
    write(1000, 90s, 1);
    pump->resume();
    const MonotonicTime begin = now;
    EXPECT_EQ(cycle(), 20U);
    EXPECT_EQ(clock->read()->serial, 1U);
    EXPECT_EQ(clock->read()->mediaTimeAt(begin + Nanoseconds(50ms)), MediaTime(90s));
}

} // namespace
} // namespace weir
