// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavcodec/codec_par.h>
#include <libavcodec/packet.h>
}

#include "audio_clip.h"
#include "decode/audio/audio_decoder.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;
using Flow = AudioDecoder::Flow;

struct Sound {
    std::vector<float> samples;
    std::optional<MediaTime> pts; // of the first frame
    std::optional<MediaTime> end; // where the next chunk goes on
    std::size_t stretches = 0;
    bool ended = false;
};

// Takes all that waits in the ring.
void takeAll(AudioStream &stream, Sound &sound)
{
    std::vector<float> block(static_cast<std::size_t>(stream.format().channels) * 4096);
    for (;;) {
        const auto chunk = stream.read(block);
        sound.ended = chunk.ended;
        if (chunk.frames == 0)
            return;
        if (!sound.pts)
            sound.pts = chunk.pts;
        if (!sound.end || *chunk.pts > *sound.end + 1us || *chunk.pts < *sound.end - 1us)
            ++sound.stretches;
        sound.end = *chunk.pts + durationOfFrames(chunk.frames, stream.format().sampleRate);
        const auto count = static_cast<std::ptrdiff_t>(chunk.frames * stream.format().channels);
        sound.samples.insert(sound.samples.end(), block.begin(), block.begin() + count);
    }
}

void feedAll(AudioDecoder &decoder, const test::AudioClip &clip, Sound &sound)
{
    for (const Packet &packet : clip.packets) {
        while (decoder.feed(packet).value() == Flow::Full)
            takeAll(*decoder.stream(), sound);
    }
    ASSERT_TRUE(decoder.drain().has_value());
    while (decoder.pump().value() == Flow::Full)
        takeAll(*decoder.stream(), sound);
    takeAll(*decoder.stream(), sound);
}

Sound decodeAll(const test::AudioClip &clip)
{
    Sound sound;
    const auto decoder = AudioDecoder::create(clip.track).value();
    feedAll(*decoder, clip, sound);
    return sound;
}

double rootMeanSquare(std::span<const float> samples)
{
    double sum = 0;
    for (const float sample : samples)
        sum += static_cast<double>(sample) * sample;
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

#define CLIP_OR_SKIP(name, arguments, suffix)                                                      \
    const auto name = test::makeAudioClip(arguments, suffix);                                      \
    if (!(name))                                                                                   \
    GTEST_SKIP() << "needs ffmpeg with: " arguments

TEST(AudioDecoder, pcmComesOutAsItIs)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i aevalsrc='if(eq(n\\,100)\\,0.5\\,0.25)':s=44100:d=1", "wav");
    const Sound sound = decodeAll(*clip);
    ASSERT_EQ(sound.samples.size(), 44100U);
    EXPECT_EQ(sound.pts, MediaTime{});
    EXPECT_NEAR(sound.samples[99], 0.25F, 1e-4);
    EXPECT_NEAR(sound.samples[100], 0.5F, 1e-4);
    EXPECT_TRUE(sound.ended);
}

TEST(AudioDecoder, aacEncoderDelayIsCut)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i sine=1000:r=48000:d=1.5 -ac 2 -c:a aac", "m4a");
    const Sound sound = decodeAll(*clip);
    EXPECT_EQ(sound.pts, MediaTime{});
    EXPECT_EQ(sound.stretches, 1U);
    // ffmpeg gives the last packet whole as well, 704 frames beyond the end.
    EXPECT_EQ(sound.samples.size(), 2U * 72704);
    // The tone is there from the first frame on: no silence of the encoder's delay.
    const std::span<const float> samples(sound.samples);
    EXPECT_NEAR(rootMeanSquare(samples.first(960)), rootMeanSquare(samples.subspan(48000, 960)),
                0.005);
}

TEST(AudioDecoder, matroskaTimestampsMakeOneStretch)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i sine=500:r=44100:d=3 -c:a libopus", "mkv");
    const Sound sound = decodeAll(*clip);
    EXPECT_EQ(sound.stretches, 1U);
    EXPECT_NEAR(static_cast<double>(sound.samples.size()), 3.0 * 48000, 48.0);
}

TEST(AudioDecoder, fullRingTakesNoPacket)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i sine=500:r=48000:d=3", "wav");
    const auto decoder = AudioDecoder::create(clip->track).value();
    std::size_t fed = 0;
    while (fed < clip->packets.size() && decoder->feed(clip->packets[fed]).value() == Flow::Done)
        ++fed;
    EXPECT_LT(fed, clip->packets.size());
    EXPECT_EQ(decoder->stream()->queuedFrames(), decoder->stream()->capacityFrames());
    Sound sound;
    takeAll(*decoder->stream(), sound);
    EXPECT_EQ(decoder->feed(clip->packets[fed]).value(), Flow::Done);
}

TEST(AudioDecoder, soundBeginsExactlyAtTheSeekTarget)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i aevalsrc='t':s=8000:d=1 -c:a pcm_f32le", "wav");
    const auto decoder = AudioDecoder::create(clip->track).value();
    Sound sound;
    decoder->flush(5, MediaTime(250ms));
    feedAll(*decoder, *clip, sound);
    EXPECT_EQ(sound.pts, MediaTime(250ms));
    ASSERT_EQ(sound.samples.size(), 6000U);
    EXPECT_NEAR(sound.samples.front(), 0.25F, 1e-4);
}

TEST(AudioDecoder, lateSoundIsPrecededBySilence)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i sine=1000:r=8000:d=1 -af asetpts=PTS+2/TB -c:a pcm_s16le",
                 "mkv");
    const auto decoder = AudioDecoder::create(clip->track).value();
    Sound sound;
    decoder->flush(1, MediaTime{});
    feedAll(*decoder, *clip, sound);
    EXPECT_EQ(sound.pts, MediaTime{});
    ASSERT_EQ(sound.samples.size(), 24000U);
    EXPECT_EQ(rootMeanSquare(std::span(sound.samples).first(16000)), 0.0);
    EXPECT_GT(rootMeanSquare(std::span(sound.samples).last(8000)), 0.05);
}

TEST(AudioDecoder, decodesAgainAfterEndAndFlush)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i sine=1000:r=48000:d=1 -c:a aac", "m4a");
    const auto decoder = AudioDecoder::create(clip->track).value();
    Sound first;
    feedAll(*decoder, *clip, first);
    Sound second;
    decoder->flush(2, MediaTime{});
    feedAll(*decoder, *clip, second);
    EXPECT_EQ(first.samples.size(), second.samples.size());
    EXPECT_EQ(second.pts, MediaTime{});
    EXPECT_TRUE(second.ended);
}

TEST(AudioDecoder, loopGoesOnUnderANewSerial)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i sine=1000:r=8000:d=0.1", "wav");
    const auto decoder = AudioDecoder::create(clip->track).value();
    for (const Packet &packet : clip->packets)
        ASSERT_EQ(decoder->feed(packet).value(), Flow::Done);
    ASSERT_TRUE(decoder->drain().has_value());
    ASSERT_EQ(decoder->pump().value(), Flow::Done);
    decoder->continueWith(1);
    for (const Packet &packet : clip->packets)
        ASSERT_EQ(decoder->feed(packet).value(), Flow::Done);
    std::vector<float> out(2000);
    const auto chunk = decoder->stream()->read(out);
    EXPECT_EQ(chunk.frames, 800U);
    EXPECT_FALSE(chunk.ended);
    const auto next = decoder->stream()->read(out);
    EXPECT_EQ(next.serial, 1U);
    EXPECT_EQ(next.pts, MediaTime{});
}

TEST(AudioDecoder, damagedPacketIsSkippedAndTheRestPlays)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i sine=1000:r=48000:d=2 -c:a flac", "flac");
    ASSERT_GT(clip->packets.size(), 10U);
    auto *damaged = const_cast<AVPacket *>(clip->packets[5].avPacket());
    std::fill_n(damaged->data, damaged->size, std::uint8_t{0xaa});
    const auto decoder = AudioDecoder::create(clip->track).value();
    Sound sound;
    for (const Packet &packet : clip->packets) {
        auto fed = decoder->feed(packet);
        while (fed && *fed == Flow::Full) {
            takeAll(*decoder->stream(), sound);
            fed = decoder->feed(packet);
        }
        if (!fed) {
            EXPECT_EQ(fed.error().kind(), ErrorKind::InvalidData);
        }
    }
    takeAll(*decoder->stream(), sound);
    // The hole is silence: the time line is kept.
    EXPECT_GT(sound.samples.size(), 90000U);
}

TEST(AudioDecoder, unknownCodecIsRefusedInWords)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i sine=1000:d=0.1", "wav");
    auto parameters = std::make_shared<AVCodecParameters>(*clip->track.parameters);
    parameters->codec_id = AV_CODEC_ID_NONE;
    AudioTrack track = clip->track;
    track.parameters = parameters;
    const auto decoder = AudioDecoder::create(track);
    ASSERT_FALSE(decoder.has_value());
    EXPECT_EQ(decoder.error().kind(), ErrorKind::Unsupported);
}

TEST(AudioDecoder, sevenPointOneKeepsItsChannels)
{
    CLIP_OR_SKIP(clip, "-f lavfi -i anullsrc=cl=7.1:r=48000 -t 0.2 -c:a flac", "flac");
    const auto decoder = AudioDecoder::create(clip->track).value();
    EXPECT_EQ(decoder->stream()->format().channels, 8U);
}

} // namespace
} // namespace weir
