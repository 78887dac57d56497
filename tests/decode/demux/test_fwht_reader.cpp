// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/demux/container.h"
#include "decode/demux/packet.h"
#include "tests/decode/codec/fwht/frame_builder.h"

extern "C" {
#include <libavcodec/packet.h>
}

namespace weir
{
namespace
{

using fwht::test::Bytes;
using fwht::test::FrameOptions;
using fwht::test::makeFrame;
using testing::HasSubstr;

// Sizes of data tell the frames of these tests from each other.
class FwhtReaderTest : public testing::Test
{
protected:
    ~FwhtReaderTest() override { ::unlink(m_path.c_str()); }

    void add(const Bytes &bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
    // Frames of 1, 2, ... bytes; 'I' is an intra frame.
    void addFrames(const std::string &kinds)
    {
        for (const char kind : kinds)
            add(makeFrame({.key = kind == 'I', .dataBytes = ++m_frames}));
    }
    Result<std::unique_ptr<Container>> open()
    {
        std::ofstream stream(m_path, std::ios::binary);
        stream.write(reinterpret_cast<const char *>(m_bytes.data()),
                     static_cast<std::streamsize>(m_bytes.size()));
        stream.close();
        return Container::open(m_path, AudioWanted::Yes, m_stop);
    }
    // The data bytes of the frames from here on; their times must be those of pictures from
    // `first`.
    static std::vector<int> restOf(Container &container, int first = 0)
    {
        std::vector<int> sizes;
        while (auto unit = container.read().value()) {
            const AVPacket &packet = *unit->packet;
            EXPECT_EQ(packet.pts, 40'000'000LL * (first + static_cast<int>(sizes.size())));
            EXPECT_EQ(packet.duration, 40'000'000);
            sizes.push_back(packet.size - 44);
        }
        return sizes;
    }
    static MediaTime picture(int number)
    {
        return MediaTime(std::chrono::milliseconds(40 * number + 20));
    }

    std::string m_path = testing::TempDir() + "fwht-reader-" + std::to_string(::getpid());
    std::atomic<bool> m_stop = false;
    Bytes m_bytes;
    std::uint32_t m_frames = 0;
};

using Sizes = std::vector<int>;

TEST_F(FwhtReaderTest, givesEachFrameWithItsTime)
{
    addFrames("IPI");
    const auto container = open().value();
    const MediumInfo &info = container->info();
    EXPECT_EQ(info.container, "fwht");
    EXPECT_TRUE(info.seekable);
    EXPECT_EQ(info.audio, nullptr);
    ASSERT_NE(info.video, nullptr);
    EXPECT_EQ(info.video->codec, VideoCodec::Fwht);
    EXPECT_EQ(info.video->size, (Size{.width = 64, .height = 48}));
    EXPECT_EQ(info.video->frameRate, (Rational{.numerator = 25, .denominator = 1}));
    std::vector<bool> keys;
    keys.reserve(3);
    for (int i = 0; i < 3; ++i)
        keys.push_back((container->read().value()->packet->flags & AV_PKT_FLAG_KEY) != 0);
    EXPECT_EQ(keys, (std::vector<bool>{true, false, true}));
    EXPECT_FALSE(container->read().value().has_value());
}

TEST_F(FwhtReaderTest, seeksToTheIntraFrameAtOrBefore_readOrNot)
{
    addFrames("IPPIPPIPP");
    const auto container = open().value();
    for (const auto &[target, landing] : {std::pair{7, 6}, {4, 3}, {3, 3}, {2, 0}, {100, 6}}) {
        ASSERT_TRUE(container->seek(picture(target)));
        Sizes expected;
        for (int number = landing; number < 9; ++number)
            expected.push_back(number + 1);
        EXPECT_EQ(restOf(*container, landing), expected) << target;
    }
}

TEST_F(FwhtReaderTest, whatLiesBetweenFramesIsOnePacketThatNoDecoderTakes)
{
    addFrames("IP");
    add(Bytes(500, std::byte{0x4f}));
    addFrames("PI");
    const auto container = open().value();
    EXPECT_EQ(restOf(*container), (Sizes{1, 2, 0, 3, 4}));
    ASSERT_TRUE(container->seek(picture(4)));
    EXPECT_EQ(restOf(*container, 4), (Sizes{4}));
}

TEST_F(FwhtReaderTest, aBrokenHeaderCostsOneFrame)
{
    addFrames("I");
    add(makeFrame({.dataBytes = 300, .size = 0xffffff}));
    addFrames("P");
    const auto container = open().value();
    EXPECT_EQ(restOf(*container), (Sizes{1, 0, 2}));
}

TEST_F(FwhtReaderTest, theLastFrameIsAsLongAsTheFile)
{
    addFrames("I");
    add(makeFrame({.dataBytes = 100, .size = 200}));
    const auto container = open().value();
    EXPECT_EQ(restOf(*container), (Sizes{1, 100}));
}

TEST_F(FwhtReaderTest, aBadFirstHeaderIsASentence)
{
    add(makeFrame({.key = true, .version = 9}));
    const auto damaged = open();
    ASSERT_FALSE(damaged.has_value());
    EXPECT_EQ(damaged.error().kind(), ErrorKind::InvalidData);
    EXPECT_THAT(damaged.error().message(), HasSubstr("starts like FWHT"));
    m_bytes = makeFrame({.key = true, .version = 2});
    const auto old = open();
    ASSERT_FALSE(old.has_value());
    EXPECT_EQ(old.error().kind(), ErrorKind::Unsupported);
    m_bytes.resize(20);
    EXPECT_THAT(open().error().message(), HasSubstr("damaged or incomplete"));
}

TEST_F(FwhtReaderTest, otherFilesAreLibavformats)
{
    m_bytes.assign(1000, std::byte{0x4f});
    EXPECT_THAT(open().error().message(), HasSubstr("not a video or audio file"));
}

} // namespace
} // namespace weir
