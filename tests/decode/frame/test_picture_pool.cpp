// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/frame/picture_pool.h"
#include "decode/frame/picture_stream.h"
#include "platform/base/poller.h"

namespace weir
{
namespace
{

std::shared_ptr<PicturePool> makePool(std::size_t slots, std::function<void()> slotFreed = {})
{
    return PicturePool::create(3, VideoFormat{}, std::vector<BufferImage>(slots),
                               std::move(slotFreed));
}

TEST(PicturePool, acquireFindsNothing_whenAllAreHeld)
{
    const auto pool = makePool(2);
    const auto first = pool->acquire();
    const auto second = pool->acquire();
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->index(), second->index());
    EXPECT_FALSE(pool->acquire().has_value());
}

TEST(PicturePool, slotIsFreeAgain_whenLastShareIsGone)
{
    int freed = 0;
    const auto pool = makePool(1, [&] { ++freed; });
    {
        SlotRef copy;
        {
            const auto slot = pool->acquire();
            ASSERT_TRUE(slot.has_value());
            copy = *slot;
        }
        EXPECT_EQ(freed, 0);
        EXPECT_EQ(pool->freeCount(), 0U);
    }
    EXPECT_EQ(freed, 1);
    EXPECT_EQ(pool->freeCount(), 1U);
}

TEST(PicturePool, moveAssignmentDropsTheOldShareAtOnce)
{
    const auto pool = makePool(2);
    auto first = pool->acquire();
    auto second = pool->acquire();
    ASSERT_TRUE(first && second);
    *first = std::move(*second);
    EXPECT_EQ(pool->freeCount(), 1U);
}

TEST(PicturePool, acquireSkipsUnusableSlots_andTakesTheOldestFree)
{
    const auto pool = makePool(3);
    const BufferImage *refused = &pool->image(0);
    const auto slot = pool->acquire([&](const BufferImage &image) { return &image != refused; });
    ASSERT_TRUE(slot.has_value());
    EXPECT_EQ(slot->index(), 1);
}

TEST(PictureStream, wakesTheConsumerOnlyAfterItFoundNothing)
{
    const auto stream = PictureStream::create().value();
    stream->put(Flushed{.serial = 1});
    EXPECT_TRUE(isReadyNow(stream->eventFd(), Poller::Interest::Readable));
    EXPECT_TRUE(stream->take().has_value());
    EXPECT_FALSE(stream->take().has_value());
    EXPECT_FALSE(isReadyNow(stream->eventFd(), Poller::Interest::Readable));
    stream->put(Flushed{.serial = 2});
    EXPECT_TRUE(isReadyNow(stream->eventFd(), Poller::Interest::Readable));
}

TEST(PictureStream, keepsNobodyAwakeWithWhatIsLeft)
{
    const auto stream = PictureStream::create().value();
    const auto isAwake = [&] { return isReadyNow(stream->eventFd(), Poller::Interest::Readable); };
    for (std::uint32_t i = 0; i < 3; ++i)
        stream->put(Picture{.slot = {}, .serial = i, .pts = {}, .visible = {}});
    EXPECT_TRUE(isAwake());
    stream->acknowledge();
    EXPECT_FALSE(isAwake());
    EXPECT_TRUE(stream->take().has_value());
    stream->put(Picture{});
    EXPECT_FALSE(isAwake()) << "it has not found the stream empty";
    while (stream->take()) { }
    stream->put(Picture{});
    EXPECT_TRUE(isAwake());
    EXPECT_TRUE(stream->take().has_value());
    EXPECT_FALSE(isAwake());
}

TEST(PictureStream, wakesAConsumerInNoHurryForSeveralPictures_forOtherEventsAtOnce)
{
    const auto stream = PictureStream::create().value();
    const auto isAwake = [&] { return isReadyNow(stream->eventFd(), Poller::Interest::Readable); };
    stream->setPicturesPerWake(3);
    stream->put(Picture{});
    stream->put(Picture{});
    EXPECT_FALSE(isAwake());
    stream->put(Picture{});
    EXPECT_TRUE(isAwake());
    while (stream->take()) { }
    stream->put(Picture{});
    EXPECT_FALSE(isAwake());
    stream->put(Flushed{.serial = 1});
    EXPECT_TRUE(isAwake());
}

TEST(PictureStream, aProducerThatMustWaitHandsOverWhatThereIs)
{
    const auto stream = PictureStream::create().value();
    stream->setPicturesPerWake(3);
    stream->put(Picture{});
    EXPECT_FALSE(isReadyNow(stream->eventFd(), Poller::Interest::Readable));
    EXPECT_TRUE(stream->prepareToWait());
    EXPECT_TRUE(isReadyNow(stream->eventFd(), Poller::Interest::Readable));
}

TEST(PictureStream, anEventThatIsNoPictureWakesAConsumerThatLeftSome)
{
    const auto stream = PictureStream::create().value();
    const auto isAwake = [&] { return isReadyNow(stream->eventFd(), Poller::Interest::Readable); };
    stream->put(Picture{});
    stream->put(Picture{});
    ASSERT_TRUE(stream->take().has_value());
    ASSERT_FALSE(isAwake());
    stream->put(Picture{});
    EXPECT_FALSE(isAwake()) << "it comes back by itself";
    stream->put(Flushed{.serial = 1});
    EXPECT_TRUE(isAwake());
}

TEST(PictureStream, wakesAProducerForSeveralSlotsAtOnce_whileEnoughIsLeftToTake)
{
    const auto stream = PictureStream::create().value();
    const auto isAwake
        = [&] { return isReadyNow(stream->releaseFd(), Poller::Interest::Readable); };
    for (int i = 0; i < 4; ++i)
        stream->put(Picture{});
    ASSERT_TRUE(stream->prepareToWait());
    for (std::uint16_t i = 0; i < 3; ++i)
        stream->release({.generation = 1, .index = i});
    EXPECT_FALSE(isAwake());
    stream->release({.generation = 1, .index = 3});
    EXPECT_TRUE(isAwake());
}

TEST(PictureStream, wakesAProducerForOneSlot_whenTheConsumerIsAboutToRunDry)
{
    const auto stream = PictureStream::create().value();
    const auto isAwake
        = [&] { return isReadyNow(stream->releaseFd(), Poller::Interest::Readable); };
    for (int i = 0; i < 3; ++i)
        stream->put(Picture{});
    ASSERT_TRUE(stream->prepareToWait());
    stream->release({.generation = 1, .index = 0});
    ASSERT_TRUE(stream->take().has_value());
    EXPECT_FALSE(isAwake());
    ASSERT_TRUE(stream->take().has_value());
    EXPECT_TRUE(isAwake());
}

TEST(PictureStream, releasedSlotsComeBackInOrder)
{
    const auto stream = PictureStream::create().value();
    stream->release({.generation = 1, .index = 4});
    stream->release({.generation = 1, .index = 2});
    std::vector<SlotName> slots;
    stream->takeReleased(slots);
    ASSERT_EQ(slots.size(), 2U);
    EXPECT_EQ(slots[0].index, 4);
    EXPECT_EQ(slots[1].index, 2);
}

TEST(PictureStream, releaseWakesTheProducerOnlyAfterItPreparedToWait)
{
    const auto stream = PictureStream::create().value();
    stream->release({.generation = 1, .index = 0});
    EXPECT_FALSE(isReadyNow(stream->releaseFd(), Poller::Interest::Readable));
    EXPECT_FALSE(stream->prepareToWait()) << "a released slot waits to be taken";
    std::vector<SlotName> slots;
    stream->takeReleased(slots);
    EXPECT_TRUE(stream->prepareToWait());
    stream->release({.generation = 1, .index = 1});
    EXPECT_TRUE(isReadyNow(stream->releaseFd(), Poller::Interest::Readable));
}

} // namespace
} // namespace weir
