// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "decode/frame/audio_stream.h"
#include "platform/base/poller.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

constexpr AudioFormat Mono{.sampleRate = 1000, .channels = 1}; // one frame a millisecond

std::shared_ptr<AudioStream> makeStream(std::size_t capacity, AudioFormat format = Mono)
{
    return AudioStream::create(format, capacity).value();
}

std::vector<float> ramp(std::size_t count, float first = 0)
{
    std::vector<float> samples(count);
    for (float &sample : samples)
        sample = first++;
    return samples;
}

bool spaceComes(const AudioStream &stream)
{
    Poller poller;
    poller.add(stream.spaceFd(), Poller::Interest::Readable, 0);
    return !poller.wait(10s).value().empty();
}

TEST(AudioStream, framesComeOutInOrderWithTheirTime)
{
    const auto stream = makeStream(16);
    EXPECT_EQ(stream->write(ramp(10), MediaTime(100ms), 3), 10U);
    std::vector<float> out(4);
    auto chunk = stream->read(out);
    EXPECT_EQ(chunk.frames, 4U);
    EXPECT_EQ(chunk.pts, MediaTime(100ms));
    EXPECT_EQ(chunk.serial, 3U);
    EXPECT_EQ(out, ramp(4));
    chunk = stream->read(out);
    EXPECT_EQ(chunk.pts, MediaTime(104ms));
    EXPECT_EQ(out, ramp(4, 4));
}

TEST(AudioStream, capacityIsRoundedUpToAPowerOfTwo)
{
    EXPECT_EQ(makeStream(1000)->capacityFrames(), 1024U);
}

TEST(AudioStream, impossibleFormatsAreRefused)
{
    EXPECT_FALSE(AudioStream::create({.sampleRate = 48000, .channels = 0}, 64).has_value());
    EXPECT_FALSE(AudioStream::create({.sampleRate = 48000, .channels = 9}, 64).has_value());
    EXPECT_FALSE(AudioStream::create({.sampleRate = 0, .channels = 2}, 64).has_value());
}

TEST(AudioStream, wrapsAroundWithoutMixingChannels)
{
    const auto stream = makeStream(4, {.sampleRate = 1000, .channels = 3});
    std::vector<float> out(9);
    float value = 0;
    for (int round = 0; round < 20; ++round) {
        ASSERT_EQ(stream->write(ramp(9, value), MediaTime(round * 3ms), 0), 3U);
        ASSERT_EQ(stream->read(out).frames, 3U);
        ASSERT_EQ(out, ramp(9, value));
        value += 9;
    }
}

TEST(AudioStream, fullRingTakesOnlyWhatFits)
{
    const auto stream = makeStream(8);
    EXPECT_EQ(stream->write(ramp(20), MediaTime(0ms), 0), 8U);
    EXPECT_EQ(stream->write(ramp(1), MediaTime(8ms), 0), 0U);
    EXPECT_EQ(stream->queuedFrames(), 8U);
}

TEST(AudioStream, spaceFdBecomesReadableWhenHalfIsFree)
{
    const auto stream = makeStream(8);
    stream->write(ramp(20), MediaTime(0ms), 0);
    std::vector<float> out(3);
    static_cast<void>(stream->read(out));
    EXPECT_FALSE(isReadyNow(stream->spaceFd(), Poller::Interest::Readable));
    static_cast<void>(stream->read(out));
    EXPECT_TRUE(isReadyNow(stream->spaceFd(), Poller::Interest::Readable));
}

TEST(AudioStream, nobodyIsWokenWhenTheProducerDoesNotWait)
{
    const auto stream = makeStream(8);
    stream->write(ramp(8), MediaTime(0ms), 0);
    std::vector<float> out(8);
    static_cast<void>(stream->read(out));
    EXPECT_FALSE(isReadyNow(stream->spaceFd(), Poller::Interest::Readable));
}

TEST(AudioStream, chunkStopsWhereTimeJumps)
{
    const auto stream = makeStream(16);
    stream->write(ramp(3), MediaTime(0ms), 0);
    stream->write(ramp(3), MediaTime(500ms), 0);
    std::vector<float> out(6);
    auto chunk = stream->read(out);
    EXPECT_EQ(chunk.frames, 3U);
    EXPECT_EQ(chunk.pts, MediaTime(0ms));
    chunk = stream->read(out);
    EXPECT_EQ(chunk.frames, 3U);
    EXPECT_EQ(chunk.pts, MediaTime(500ms));
}

TEST(AudioStream, chunkStopsWhereTheSerialChanges)
{
    const auto stream = makeStream(16);
    stream->write(ramp(3), MediaTime(0ms), 1);
    stream->write(ramp(3), MediaTime(3ms), 2);
    std::vector<float> out(6);
    EXPECT_EQ(stream->read(out).serial, 1U);
    EXPECT_EQ(stream->read(out).serial, 2U);
}

TEST(AudioStream, contiguousWritesAreOneStretch)
{
    const auto stream = makeStream(1024);
    for (int i = 0; i < 500; ++i)
        ASSERT_EQ(stream->write(ramp(1), MediaTime(i * 1ms), 0), 1U);
    std::vector<float> out(500);
    EXPECT_EQ(stream->read(out).frames, 500U);
}

TEST(AudioStream, tooManyStretchesCountAsFull)
{
    const auto stream = makeStream(1024);
    int accepted = 0;
    while (accepted < 1000 && stream->write(ramp(1), MediaTime(accepted * 100ms), 0) == 1)
        ++accepted;
    EXPECT_EQ(accepted, 256);
    std::vector<float> out(1);
    static_cast<void>(stream->read(out));
    EXPECT_TRUE(isReadyNow(stream->spaceFd(), Poller::Interest::Readable));
    EXPECT_EQ(stream->write(ramp(1), MediaTime(accepted * 100ms), 0), 1U);
}

TEST(AudioStream, flushDropsWhatIsQueuedThoughNobodyReads)
{
    const auto stream = makeStream(8);
    stream->write(ramp(8), MediaTime(0ms), 1);
    stream->flush(2);
    EXPECT_EQ(stream->flushedSerial(), 2U);
    EXPECT_EQ(stream->write(ramp(8, 50), MediaTime(9s), 2), 8U);
    std::vector<float> out(8);
    const auto chunk = stream->read(out);
    EXPECT_EQ(chunk.serial, 2U);
    EXPECT_EQ(chunk.pts, MediaTime(9s));
    EXPECT_EQ(out, ramp(8, 50));
}

TEST(AudioStream, dryRingGivesTheNewestSerialAndNoTime)
{
    const auto stream = makeStream(8);
    stream->flush(7);
    std::vector<float> out(8);
    const auto chunk = stream->read(out);
    EXPECT_EQ(chunk.frames, 0U);
    EXPECT_EQ(chunk.pts, std::nullopt);
    EXPECT_EQ(chunk.serial, 7U);
    EXPECT_FALSE(chunk.ended);
}

TEST(AudioStream, endIsSeenWithTheLastFrameAndAfterIt)
{
    const auto stream = makeStream(8);
    stream->write(ramp(4), MediaTime(0ms), 1);
    stream->end(1);
    std::vector<float> out(2);
    EXPECT_FALSE(stream->read(out).ended);
    EXPECT_TRUE(stream->read(out).ended);
    const auto chunk = stream->read(out);
    EXPECT_TRUE(chunk.ended);
    EXPECT_EQ(chunk.serial, 1U);
}

TEST(AudioStream, endWithoutAnySoundCarriesItsSerial)
{
    const auto stream = makeStream(8);
    stream->end(5);
    std::vector<float> out(2);
    EXPECT_TRUE(stream->read(out).ended);
    EXPECT_EQ(stream->read(out).serial, 5U);
}

TEST(AudioStream, writeAndFlushTakeTheEndBack)
{
    const auto stream = makeStream(8);
    std::vector<float> out(8);
    stream->end(1);
    stream->write(ramp(1), MediaTime(0ms), 2);
    EXPECT_FALSE(stream->read(out).ended);
    stream->end(2);
    stream->flush(3);
    EXPECT_FALSE(stream->read(out).ended);
}

// Numbers go through a small ring from one thread to another, with flushes in between: within a
// serial they arrive complete and in order, and the time is that of the number.
TEST(AudioStream, survivesTwoThreadsAndFlushes)
{
    constexpr Serial LastSerial = 40;
    constexpr std::size_t Frames = 5000;
    const auto stream = makeStream(64);
    std::thread producer([&] {
        for (Serial serial = 1; serial <= LastSerial; ++serial) {
            stream->flush(serial);
            const std::size_t limit = serial == LastSerial ? Frames : std::size_t{serial} * 37;
            for (std::size_t done = 0; done < limit;) {
                const auto samples = ramp(std::min<std::size_t>(23, limit - done), float(done));
                const std::size_t wrote = stream->write(samples, MediaTime(done * 1ms), serial);
                done += wrote;
                const bool goesOn = wrote == samples.size() || spaceComes(*stream);
                ASSERT_TRUE(goesOn) << "the consumer never said that there is room";
            }
        }
        stream->end(LastSerial);
    });
    std::vector<float> out(17);
    Serial serial = 0;
    std::size_t next = 0;
    for (;;) {
        const auto chunk = stream->read(out);
        if (chunk.frames > 0) {
            ASSERT_GE(chunk.serial, serial);
            if (chunk.serial != serial)
                next = 0;
            serial = chunk.serial;
            ASSERT_EQ(*chunk.pts, MediaTime(next * 1ms));
            for (std::size_t i = 0; i < chunk.frames; ++i)
                ASSERT_EQ(out[i], float(next++));
        }
        if (chunk.ended)
            break;
    }
    producer.join();
    EXPECT_EQ(serial, LastSerial);
    EXPECT_EQ(next, Frames);
}

TEST(DurationOfFrames, doesNotOverflowNorRoundUp)
{
    EXPECT_EQ(durationOfFrames(48000ULL * 86400 * 365, 48000), 365 * 24h);
    EXPECT_EQ(durationOfFrames(1, 44100), 22675ns);
}

} // namespace
} // namespace weir
