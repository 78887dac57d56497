// SPDX-License-Identifier: GPL-3.0-or-later
#include <future>

extern "C" {
#include <libavcodec/packet.h>
}

#include <gtest/gtest.h>

#include "decode/demux/packet_buffer.h"
#include "platform/base/poller.h"

namespace weir
{
namespace
{

Packet makePacket(int bytes, Nanoseconds duration = {})
{
    AvPacketPtr packet(av_packet_alloc());
    EXPECT_EQ(av_new_packet(packet.get(), bytes), 0);
    return {std::move(packet), std::nullopt, duration, 0};
}

constexpr int HalfMebibyte = 1 << 19;

class Buffer : public testing::Test
{
protected:
    // True: the producer may go on at once.
    bool hasRoom()
    {
        auto waiting = std::async(std::launch::async, [&] { return buffer->waitForRoom(); });
        if (waiting.wait_for(std::chrono::milliseconds(100)) == std::future_status::ready)
            return waiting.get();
        buffer->interrupt();
        static_cast<void>(waiting.get());
        return false;
    }

    std::unique_ptr<PacketBuffer> buffer = PacketBuffer::create().value();
};

TEST_F(Buffer, isFull_whenTheOnlyTrackHasEnough)
{
    buffer->setActive(TrackKind::Video);
    EXPECT_TRUE(hasRoom());
    for (int i = 0; i < 16; ++i)
        buffer->put(TrackKind::Video, makePacket(HalfMebibyte));
    EXPECT_FALSE(hasRoom());
}

TEST_F(Buffer, fullVideoDoesNotStarveSound_untilTheTotalIsReached)
{
    buffer->setActive(TrackKind::Video);
    buffer->setActive(TrackKind::Audio);
    for (int i = 0; i < 32; ++i)
        buffer->put(TrackKind::Video, makePacket(HalfMebibyte));
    EXPECT_TRUE(hasRoom()) << "sound has nothing yet";
    for (int i = 0; i < 64; ++i)
        buffer->put(TrackKind::Video, makePacket(HalfMebibyte));
    EXPECT_FALSE(hasRoom()) << "48 MiB are the limit, sound or not";
}

TEST_F(Buffer, isFullByTime)
{
    buffer->setActive(TrackKind::Audio);
    buffer->put(TrackKind::Audio, makePacket(10, std::chrono::seconds(2)));
    EXPECT_FALSE(hasRoom());
}

TEST_F(Buffer, refillsOnlyWhenHalfEmpty)
{
    buffer->setActive(TrackKind::Video);
    for (int i = 0; i < 16; ++i)
        buffer->put(TrackKind::Video, makePacket(HalfMebibyte));
    auto waiting = std::async(std::launch::async, [&] { return buffer->waitForRoom(); });
    EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
    for (int i = 0; i < 8; ++i)
        EXPECT_TRUE(buffer->take(TrackKind::Video).has_value());
    EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
    EXPECT_TRUE(buffer->take(TrackKind::Video).has_value());
    EXPECT_TRUE(waiting.get());
}

TEST_F(Buffer, wakesTheConsumerOnce_afterItFoundNothing)
{
    EXPECT_FALSE(buffer->take(TrackKind::Audio).has_value());
    EXPECT_FALSE(isReadyNow(buffer->wakeFd(TrackKind::Audio), Poller::Interest::Readable));
    buffer->put(TrackKind::Audio, makePacket(1));
    buffer->put(TrackKind::Audio, makePacket(1));
    EXPECT_TRUE(isReadyNow(buffer->wakeFd(TrackKind::Audio), Poller::Interest::Readable));
    EXPECT_FALSE(isReadyNow(buffer->wakeFd(TrackKind::Video), Poller::Interest::Readable));
    EXPECT_TRUE(buffer->take(TrackKind::Audio).has_value());
    EXPECT_TRUE(buffer->take(TrackKind::Audio).has_value());
    EXPECT_FALSE(buffer->take(TrackKind::Audio).has_value());
    EXPECT_FALSE(isReadyNow(buffer->wakeFd(TrackKind::Audio), Poller::Interest::Readable));
}

TEST_F(Buffer, interruptEndsAWait_alsoOneThatBeginsLater)
{
    buffer->interrupt();
    EXPECT_FALSE(buffer->waitForRoom());
    auto waiting = std::async(std::launch::async, [&] { buffer->waitForInterrupt(); });
    buffer->interrupt();
    waiting.get();
}

TEST_F(Buffer, clearMakesRoomAtOnce)
{
    buffer->setActive(TrackKind::Video);
    for (int i = 0; i < 20; ++i)
        buffer->put(TrackKind::Video, makePacket(HalfMebibyte));
    auto waiting = std::async(std::launch::async, [&] { return buffer->waitForRoom(); });
    buffer->clear();
    EXPECT_TRUE(waiting.get());
    EXPECT_FALSE(buffer->take(TrackKind::Video).has_value());
}

} // namespace
} // namespace weir
