// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <gtest/gtest.h>

#include "decode/demux/container.h"
#include "decode/software/picture_hash.h"
#include "decode/software/software_decoder.h"
#include "tests/support/medium_run.h"

namespace weir
{
namespace
{

constexpr auto ClipArguments = "-f lavfi -i testsrc2=size=192x108:rate=25:duration=2 -c:v libx264 "
                               "-preset veryfast -bf 2 -refs 4 -pix_fmt yuv420p";

// A decoder on its own, fed from a clip.
class Decoding : public testing::Test
{
protected:
    void SetUp() override
    {
        clip = test::makeClip("decoding.mkv", ClipArguments);
        if (clip.empty())
            GTEST_SKIP() << "ffmpeg cannot make the clip";
        container = Container::open(clip, AudioWanted::No, stop).value();
        decoder = SoftwareDecoder::create(*container->info().video, options).value();
    }

    // Feeds until the decoder says Full or the clip ends.
    void feedAll()
    {
        for (;;) {
            if (!packet)
                packet = next();
            if (!packet)
                return;
            if (decoder->feed(*packet).value() == VideoDecoder::Feed::Full)
                return;
            packet.reset();
        }
    }

    std::optional<Packet> next()
    {
        auto unit = container->read().value();
        if (!unit)
            return std::nullopt;
        return Packet(std::move(unit->packet), {}, {}, 0);
    }

    std::atomic<bool> stop{false};
    std::string clip;
    DecoderOptions options;
    std::unique_ptr<Container> container;
    std::unique_ptr<VideoDecoder> decoder;
    std::optional<Packet> packet;
};

TEST_F(Decoding, saysFull_whenTheConsumerKeepsEverything_andGoesOnAfterwards)
{
    std::vector<DecodedPicture> kept;
    for (int i = 0; i < 200; ++i) {
        feedAll();
        while (auto picture = decoder->take())
            kept.push_back(std::move(*picture));
    }
    EXPECT_TRUE(packet.has_value()) << "the whole clip fitted: no back-pressure";
    EXPECT_GE(kept.size(), 4U);
    EXPECT_LE(kept.size(), 24U);
    std::size_t pictures = 0;
    for (int i = 0; i < 1000 && !decoder->isDrained(); ++i) {
        pictures += kept.size();
        kept.clear();
        feedAll();
        if (!packet) {
            ASSERT_TRUE(decoder->drain().has_value());
        }
        while (auto picture = decoder->take())
            kept.push_back(std::move(*picture));
    }
    EXPECT_TRUE(decoder->isDrained());
    EXPECT_EQ(pictures + kept.size(), 50U);
}

TEST_F(Decoding, keptPictureIsNotWrittenAgain)
{
    std::optional<DecodedPicture> kept;
    std::string before;
    const auto hash = [](const DecodedPicture &picture) {
        auto hasher = PictureHash::create().value();
        const auto mapping
            = MappedImage::map(picture.slot.image(), MappedImage::Access::Read).value();
        const PixelFormat format = picture.slot.pool().format().pixelFormat;
        EXPECT_TRUE(hasher.add(viewOf(mapping, format, picture.visible)));
        return hasher.finish();
    };
    for (int i = 0; i < 1000 && !decoder->isDrained(); ++i) {
        feedAll();
        if (!packet) {
            ASSERT_TRUE(decoder->drain().has_value());
        }
        while (auto picture = decoder->take()) {
            if (kept)
                continue;
            before = hash(*picture);
            kept = std::move(picture);
        }
    }
    ASSERT_TRUE(kept.has_value());
    EXPECT_EQ(hash(*kept), before);
}

TEST_F(Decoding, pictureOutlivesItsDecoder)
{
    std::optional<DecodedPicture> kept;
    while (!kept) {
        feedAll();
        if (!packet) {
            ASSERT_TRUE(decoder->drain().has_value());
        }
        kept = decoder->take();
    }
    decoder.reset();
    EXPECT_EQ(kept->visible.size(), (Size{192, 108}));
    EXPECT_TRUE(MappedImage::map(kept->slot.image(), MappedImage::Access::Read).has_value());
}

TEST_F(Decoding, presentablePicturesOf420AreTheCodecsOwnMemory)
{
    feedAll();
    ASSERT_TRUE(decoder->drain().has_value());
    const auto picture = decoder->take();
    ASSERT_TRUE(picture.has_value());
    // Memory that libavcodec wrote keeps its padding; a copy would be as small as the picture.
    EXPECT_GT(picture->slot.pool().format().codedSize.height, 108);
    EXPECT_EQ(picture->slot.pool().format().pixelFormat, PixelFormat::Yuv420P8);
}

// What is larger than the picture is not scanned out, and the buffer's size is decided with its
// pool.
TEST_F(Decoding, poolKnowsTheStreamsCrop)
{
    feedAll();
    ASSERT_TRUE(decoder->drain().has_value());
    const auto picture = decoder->take();
    ASSERT_TRUE(picture.has_value());
    EXPECT_EQ(picture->slot.pool().format().visible, picture->visible);
    EXPECT_EQ(picture->visible.size(), (Size{192, 108}));
}

TEST(SoftwareDecoder, refusesATrackOfAnUnknownCodec)
{
    VideoTrack track;
    track.codecName = "mystery";
    const auto made = SoftwareDecoder::create(track, {});
    ASSERT_FALSE(made.has_value());
    EXPECT_EQ(made.error().kind(), ErrorKind::Unsupported);
    EXPECT_NE(made.error().message().find("mystery"), std::string::npos);
}

} // namespace
} // namespace weir
