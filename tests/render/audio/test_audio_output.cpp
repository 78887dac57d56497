// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <vector>

#include <gtest/gtest.h>

#include "platform/base/poller.h"
#include "render/audio/audio_output.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

constexpr AudioFormat Stereo{.sampleRate = 48000, .channels = 2};

class AudioOutputTest : public testing::Test
{
protected:
    // No daemon answers at a place that does not exist.
    void SetUp() override { setenv("PIPEWIRE_REMOTE", "weir-test-no-such-daemon", 1); }
    void TearDown() override { unsetenv("PIPEWIRE_REMOTE"); }

    std::optional<AudioEvent> waitForEvent(AudioOutput &output)
    {
        Poller poller;
        poller.add(output.eventFd(), Poller::Interest::Readable, 0);
        static_cast<void>(poller.wait(5s));
        return output.takeEvent();
    }

    std::shared_ptr<AudioStream> stream = AudioStream::create(Stereo, 24000).value();
    std::shared_ptr<MediaClock> clock = std::make_shared<MediaClock>();
};

TEST_F(AudioOutputTest, withoutADaemonTimeGoesOnAndItIsSaidOnce)
{
    const auto output = AudioOutput::create({.start = SoundStart::AtOnce}, clock, stream).value();
    EXPECT_EQ(output->kind(), AudioKind::Silent);
    auto event = output->takeEvent();
    ASSERT_TRUE(event && std::holds_alternative<SoundLost>(*event));
    EXPECT_EQ(std::get<SoundLost>(*event).reason.kind(), ErrorKind::Gone);
    EXPECT_FALSE(output->takeEvent().has_value());

    const std::vector<float> samples(std::size_t{4800} * 2, 0.1F); // 100 ms
    ASSERT_EQ(stream->write(samples, MediaTime{}, 0), 4800U);
    stream->end(0);
    output->play();
    event = waitForEvent(*output);
    ASSERT_TRUE(event && std::holds_alternative<SoundEnded>(*event));
    ASSERT_TRUE(clock->read().has_value());
}

TEST_F(AudioOutputTest, silentSinkKeepsTheMachinesPace)
{
    const auto output
        = AudioOutput::create({.preference = AudioPreference::Silent, .start = SoundStart::AtOnce},
                              clock, stream)
              .value();
    const std::vector<float> samples(std::size_t{14400} * 2, 0.1F); // 300 ms
    ASSERT_EQ(stream->write(samples, MediaTime{}, 0), 14400U);
    stream->end(0);
    const MonotonicTime begin = MonotonicClock::now();
    output->play();
    ASSERT_TRUE(waitForEvent(*output).has_value());
    // The last block of 40 ms is taken when it begins.
    const Nanoseconds took = MonotonicClock::now() - begin;
    EXPECT_GT(took, Nanoseconds(250ms));
    EXPECT_LT(took, Nanoseconds(2s)) << "generous: the machine may be busy";
    const MonotonicTime now = MonotonicClock::now();
    const Nanoseconds error = clock->read()->mediaTimeAt(now) - MediaTime(now - begin);
    EXPECT_LT(std::abs(error.count()), Nanoseconds(100ms).count());
}

TEST_F(AudioOutputTest, daemonAskedForByNameMustBeThere)
{
    const auto output
        = AudioOutput::create({.preference = AudioPreference::PipeWire}, clock, stream);
    ASSERT_FALSE(output.has_value());
    EXPECT_EQ(output.error().kind(), ErrorKind::Gone);
}

TEST_F(AudioOutputTest, withoutSoundPicturesDriveTheClock)
{
    const auto output = AudioOutput::create({}, clock, nullptr).value();
    EXPECT_EQ(output->kind(), AudioKind::NoSound);
    output->play();
    EXPECT_FALSE(clock->read().has_value());
    output->pictureShown(1, MediaTime(3s), MonotonicTime(10s));
    output->pictureShown(1, MediaTime(4s), MonotonicTime(12s));
    EXPECT_EQ(clock->read()->mediaTimeAt(MonotonicTime(11s)), MediaTime(4s));
    output->pause();
    EXPECT_EQ(clock->read()->rate, 0.0);
}

TEST_F(AudioOutputTest, comesAndGoesWithoutLeakingThreads)
{
    for (int i = 0; i < 50; ++i) {
        const auto output
            = AudioOutput::create({.preference = AudioPreference::Silent}, clock, stream).value();
        output->play();
    }
}

} // namespace
} // namespace weir
