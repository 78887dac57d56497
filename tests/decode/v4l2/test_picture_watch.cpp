// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/decode/v4l2/context_fixture.h"

namespace weir
{
namespace
{

using Driver = fake::FakeStatelessDriver;
using Finding = PictureWatch::Finding;

class PictureWatchTest : public ContextTest
{
protected:
    std::unique_ptr<DecodeContext> watchedContext(PictureCheck check, std::uint32_t pictures = 4)
    {
        ContextSetup wanted = setup(pictures);
        wanted.check = check;
        auto context = DecodeContext::create(driver, std::move(wanted));
        EXPECT_TRUE(context.has_value());
        return *std::move(context);
    }

    // Decodes one picture and gives its slot.
    SlotRef decode(DecodeContext &context)
    {
        const auto slot = context.acquireSlot();
        EXPECT_TRUE(slot.has_value());
        EXPECT_TRUE(send(context, ++m_frame, *slot).value_or(false));
        EXPECT_EQ(context.progress().value_or(0), 1U);
        return *slot;
    }

    unsigned ioctlsAndPolls(DecodeContext &context)
    {
        const unsigned before = driver.callCount();
        (void)decode(context);
        return driver.callCount() - before;
    }

private:
    unsigned m_frame = 0;
};

TEST_F(PictureWatchTest, writtenPicturesAreGood)
{
    const auto context = watchedContext(PictureCheck::First);
    for (unsigned i = 0; i < 10; ++i) {
        const SlotRef slot = decode(*context);
        EXPECT_EQ(context->lastFinding(), i < 4 ? Finding::Good : Finding::NotLooked) << i;
        EXPECT_FALSE(context->isUnwritten(slot));
        EXPECT_FALSE(context->isCorrupt(slot));
    }
    EXPECT_EQ(context->failuresInARow(), 0U);
}

TEST_F(PictureWatchTest, costsNothingAfterwards)
{
    std::vector<unsigned> steady;
    for (const PictureCheck check : {PictureCheck::Off, PictureCheck::First}) {
        const auto context = watchedContext(check);
        for (unsigned i = 0; i < 4; ++i)
            (void)decode(*context);
        steady.push_back(ioctlsAndPolls(*context));
    }
    EXPECT_EQ(steady[0], steady[1]);
}

TEST_F(PictureWatchTest, untouchedMemoryIsTold)
{
    driver.writes = Driver::Writes::Nothing;
    const auto context = watchedContext(PictureCheck::First);
    for (unsigned i = 1; i <= 3; ++i) {
        const SlotRef slot = decode(*context);
        EXPECT_EQ(context->lastFinding(), Finding::Untouched);
        EXPECT_TRUE(context->isUnwritten(slot));
        EXPECT_TRUE(context->isCorrupt(slot)) << "what refers to it is damaged";
        EXPECT_EQ(context->failuresInARow(), i);
    }
    driver.writes = Driver::Writes::Picture;
    EXPECT_FALSE(context->isUnwritten(decode(*context)));
    EXPECT_EQ(context->failuresInARow(), 0U);
}

// All blocks skipped: what was never written is seen once more, though the device did its work.
TEST_F(PictureWatchTest, copyOfAnUnwrittenPictureIsLeftOutAndNoFailure)
{
    for (const PictureCheck check : {PictureCheck::First, PictureCheck::Every}) {
        driver.writes = Driver::Writes::Nothing;
        const auto context = watchedContext(check);
        const SlotRef unwritten = decode(*context);
        driver.writes = Driver::Writes::CopyOfUnwritten;
        const SlotRef copy = decode(*context);
        EXPECT_EQ(context->lastFinding(), Finding::Repeated);
        EXPECT_TRUE(context->isUnwritten(copy));
        EXPECT_TRUE(context->isCorrupt(copy));
        EXPECT_EQ(context->failuresInARow(), 0U);
    }
}

TEST_F(PictureWatchTest, slotUsedAgainIsNotBlamedForThePictureBefore)
{
    driver.writes = Driver::Writes::Nothing;
    const auto context = watchedContext(PictureCheck::First, 2);
    (void)decode(*context);
    (void)decode(*context);
    const auto again = context->acquireSlot();
    ASSERT_TRUE(again.has_value());
    EXPECT_FALSE(context->isUnwritten(*again));
}

TEST_F(PictureWatchTest, zerosAreGreen)
{
    driver.writes = Driver::Writes::Zeros;
    const auto context = watchedContext(PictureCheck::First);
    EXPECT_TRUE(context->isUnwritten(decode(*context)));
    EXPECT_EQ(context->lastFinding(), Finding::Zeros);
}

TEST_F(PictureWatchTest, otherMemoryBehindTheDmabufIsTold)
{
    driver.sharesPictures = false;
    const auto context = watchedContext(PictureCheck::First);
    EXPECT_TRUE(context->isUnwritten(decode(*context)));
    EXPECT_EQ(context->lastFinding(), Finding::NotShared);
}

// The driver of today: the first picture in each buffer may be right and later ones not.
TEST_F(PictureWatchTest, everyLooksAtEachPicture)
{
    const auto context = watchedContext(PictureCheck::Every);
    for (unsigned i = 0; i < 9; ++i)
        EXPECT_FALSE(context->isUnwritten(decode(*context)));
    driver.writes = Driver::Writes::Nothing;
    EXPECT_TRUE(context->isUnwritten(decode(*context)));
    driver.writes = Driver::Writes::Picture;
    EXPECT_FALSE(context->isUnwritten(decode(*context)));
}

TEST_F(PictureWatchTest, fenceIsLeftToWhoShowsThePicture)
{
    driver.writes = Driver::Writes::Nothing;
    driver.pendingPictures = {0, 1, 2, 3};
    const auto context = watchedContext(PictureCheck::First);
    driver.pendingPictures = {};
    const auto slot = context->acquireSlot();
    ASSERT_TRUE(slot.has_value());
    driver.pendingPictures = {0, 1, 2, 3};
    EXPECT_TRUE(send(*context, 1, *slot).value_or(false));
    EXPECT_EQ(context->progress().value_or(0), 1U);
    EXPECT_EQ(context->lastFinding(), Finding::NotLooked);
    EXPECT_FALSE(context->isUnwritten(*slot));
}

TEST_F(PictureWatchTest, errorFlagSaysEnough)
{
    driver.writes = Driver::Writes::Nothing;
    driver.damages = [](const fake::Job &) { return true; };
    const auto context = watchedContext(PictureCheck::First);
    const SlotRef slot = decode(*context);
    EXPECT_EQ(context->lastFinding(), Finding::NotLooked);
    EXPECT_TRUE(context->isCorrupt(slot));
    EXPECT_FALSE(context->isUnwritten(slot));
}

TEST_F(PictureWatchTest, deviceThatCannotBeMappedIsUsedAllTheSame)
{
    driver.mapsPictures = false;
    const auto context = watchedContext(PictureCheck::Every);
    EXPECT_FALSE(context->isUnwritten(decode(*context)));
    EXPECT_EQ(context->lastFinding(), Finding::NotLooked);
}

TEST_F(PictureWatchTest, leavesNoMappingAndNoDescriptor)
{
    const int before = nextDescriptor();
    {
        const auto every = watchedContext(PictureCheck::Every);
        const auto first = watchedContext(PictureCheck::First);
        for (unsigned i = 0; i < 6; ++i) {
            (void)decode(*every);
            (void)decode(*first);
        }
        EXPECT_EQ(driver.mappedPictures(), 4U) << "those of the first pictures are gone";
    }
    EXPECT_EQ(driver.mappedPictures(), 0U);
    EXPECT_EQ(nextDescriptor(), before);
}

} // namespace
} // namespace weir
