// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/medium/picture_outlet.h"

namespace weir
{
namespace
{

class Outlet : public testing::Test
{
protected:
    std::shared_ptr<PicturePool> pool
        = PicturePool::create(PicturePool::nextGeneration(), {}, std::vector<BufferImage>(2), {});
    std::shared_ptr<PictureStream> stream = PictureStream::create().value();
    PictureOutlet outlet{stream};

    template <typename Event>
    Event next()
    {
        auto event = stream->take();
        EXPECT_TRUE(event && std::holds_alternative<Event>(*event));
        return std::get<Event>(std::move(event).value());
    }
};

TEST_F(Outlet, announcesAPoolOnce_beforeItsFirstPicture)
{
    for (int i = 0; i < 2; ++i)
        ASSERT_TRUE(outlet.send(pool->acquire().value(), {}).has_value());
    EXPECT_EQ(next<PoolCreated>().generation, pool->generation());
    EXPECT_EQ(next<Picture>().slot.index, 0);
    EXPECT_EQ(next<Picture>().slot.index, 1);
}

TEST_F(Outlet, holdsASlot_untilReleasedAsOftenAsSent)
{
    {
        const auto slot = pool->acquire().value();
        ASSERT_TRUE(outlet.send(slot, {}).has_value());
        ASSERT_TRUE(outlet.send(slot, {}).has_value()); // the same picture shown twice
    }
    stream->release({.generation = pool->generation(), .index = 0});
    EXPECT_TRUE(outlet.takeReleased());
    EXPECT_EQ(pool->freeCount(), 1U);
    stream->release({.generation = pool->generation(), .index = 0});
    EXPECT_TRUE(outlet.takeReleased());
    EXPECT_EQ(pool->freeCount(), 2U);
}

TEST_F(Outlet, retiresAPool_whenItsLastSlotCameHome)
{
    ASSERT_TRUE(outlet.send(pool->acquire().value(), {}).has_value());
    const std::uint32_t generation = pool->generation();
    pool.reset(); // the decoder is done with it
    static_cast<void>(next<PoolCreated>());
    static_cast<void>(next<Picture>());
    EXPECT_FALSE(stream->take().has_value());
    stream->release({.generation = generation, .index = 0});
    EXPECT_TRUE(outlet.takeReleased());
    EXPECT_EQ(next<PoolRetired>().generation, generation);
}

TEST_F(Outlet, ignoresReleasesOfWhatIsNotOut)
{
    ASSERT_TRUE(outlet.send(pool->acquire().value(), {}).has_value());
    stream->release({.generation = pool->generation(), .index = 1});
    stream->release({.generation = pool->generation(), .index = 77});
    stream->release({.generation = 999999, .index = 0});
    EXPECT_TRUE(outlet.takeReleased());
    EXPECT_EQ(pool->freeCount(), 1U);
}

} // namespace
} // namespace weir
