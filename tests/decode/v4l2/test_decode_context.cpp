// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/decode/v4l2/context_fixture.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;
using fake::DriverTraits;
using fake::FakeStatelessDriver;
using Picture = BitstreamSubmission::Picture;
using testing::HasSubstr;

TEST_F(ContextTest, aPictureIsFinishedOnlyWhenTheKernelSaysSo)
{
    driver.pace = FakeStatelessDriver::Pace::Manual;
    const auto context = makeContext();
    const auto slot = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, slot).value());
    EXPECT_EQ(context->progress().value(), 0U);
    EXPECT_FALSE(context->isFinished(FrameId{1}));
    EXPECT_FALSE(context->isIdle());
    driver.run();
    EXPECT_EQ(context->progress().value(), 1U);
    EXPECT_TRUE(context->isFinished(FrameId{1}));
    EXPECT_TRUE(context->isIdle());
    ASSERT_EQ(driver.done.size(), 1U);
    EXPECT_EQ(driver.done[0].timestamp, 1000U); // one microsecond
    EXPECT_EQ(driver.done[0].pictureIndex, slot.index());
}

TEST_F(ContextTest, timestampsGoOn_beyond32BitsOfNanoseconds)
{
    const auto context = makeContext();
    const auto slot = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 4'294'968, slot).value());
    EXPECT_EQ(context->progress().value(), 1U);
    ASSERT_EQ(driver.done.size(), 1U);
    EXPECT_EQ(driver.done[0].timestamp, 4'294'968'000ULL);
}

TEST_F(ContextTest, makesSevenCallsForAPicture_andOnePollForAllBuffersThatWereLent)
{
    const auto context = makeContext();
    unsigned frame = 0;
    const auto decodeTen = [&] {
        driver.calls.clear(), driver.polls = 0;
        for (unsigned i = 0; i < 10; ++i) {
            const auto slot = context->acquireSlot().value();
            ASSERT_TRUE(send(*context, ++frame, slot).value());
            ASSERT_EQ(context->progress().value(), 1U);
            slot.image().lend();
        }
    };
    decodeTen();
    decodeTen();
    // S_EXT_CTRLS, QBUF, QUEUE, QBUF, DQBUF, DQBUF, REINIT; the eighth is the caller's wait.
    const auto rounds = (10U + context->pool().size() - 1) / context->pool().size();
    EXPECT_EQ(driver.callCount(), 10U * 7 + driver.polls);
    EXPECT_GE(driver.polls, 1U);
    EXPECT_LE(driver.polls, rounds + 1);
}

TEST_F(ContextTest, doesNotAskForABufferThatNeverLeftTheProcess)
{
    const auto context = makeContext();
    for (unsigned frame = 1; frame <= 20; ++frame) {
        const auto slot = context->acquireSlot().value();
        ASSERT_TRUE(send(*context, frame, slot).value());
        ASSERT_EQ(context->progress().value(), 1U);
    }
    EXPECT_EQ(driver.polls, 0U);
}

TEST_F(ContextTest, noPictureIsInNoBuffer)
{
    const auto context = makeContext();
    const auto slot = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, slot).value());
    EXPECT_EQ(context->slotOf(FrameId{1}), slotBit(slot.index()));
    EXPECT_EQ(context->slotOf(FrameId::None), SlotSet{0}) << "others have buffers without one";
}

TEST_F(ContextTest, keepsSeveralPicturesUnderWay)
{
    driver.pace = FakeStatelessDriver::Pace::Manual;
    const auto context = makeContext();
    std::vector<SlotRef> slots;
    for (unsigned frame = 1; frame <= 4; ++frame) {
        slots.push_back(context->acquireSlot().value());
        ASSERT_TRUE(send(*context, frame, slots.back()).value());
    }
    EXPECT_EQ(driver.maximumInFlight, 4U);
    slots.push_back(context->acquireSlot().value());
    EXPECT_FALSE(send(*context, 5, slots.back()).value()); // four requests
    driver.run(2);
    EXPECT_EQ(context->progress().value(), 2U);
    EXPECT_TRUE(send(*context, 5, slots.back()).value());
}

TEST_F(ContextTest, aSlotIsNotReused_whileSomebodyHoldsIt)
{
    const auto context = makeContext(2);
    auto first = context->acquireSlot();
    const auto second = context->acquireSlot();
    ASSERT_TRUE(first && second);
    EXPECT_FALSE(context->acquireSlot().has_value());
    first.reset();
    EXPECT_EQ(slotsFreed, 1U);
    EXPECT_TRUE(context->acquireSlot().has_value());
}

TEST_F(ContextTest, aSlotIsNotReused_whileAPictureUnderWayIsDecodedFromIt)
{
    const auto context = makeContext(3);
    auto reference = context->acquireSlot();
    const std::uint16_t index = reference->index();
    ASSERT_TRUE(send(*context, 1, *reference).value());
    ASSERT_EQ(context->progress().value(), 1U);
    driver.pace = FakeStatelessDriver::Pace::Manual;
    const auto current = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 2, current, slotBit(index)).value());
    reference.reset(); // the DPB dropped it, but picture 2 still needs it
    const auto other = context->acquireSlot();
    ASSERT_TRUE(other.has_value());
    EXPECT_NE(other->index(), index);
    EXPECT_FALSE(context->acquireSlot().has_value());
    driver.run();
    ASSERT_EQ(context->progress().value(), 1U);
    EXPECT_EQ(context->acquireSlot()->index(), index);
}

TEST_F(ContextTest, aSlotIsNotReused_whileSomebodyStillReadsItsMemory)
{
    const auto context = makeContext(2);
    const auto held = context->acquireSlot();
    held->pool().image(1).lend();
    driver.readPictures = {1};
    EXPECT_FALSE(context->acquireSlot().has_value());
    const auto target = context->waitTarget();
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target->interest, Poller::Interest::Writable);
    driver.readPictures.clear();
    EXPECT_TRUE(context->acquireSlot().has_value());
}

TEST_F(ContextTest, waitsForTheFirstPictureByItself_andThenForSeveral)
{
    driver.pace = FakeStatelessDriver::Pace::Manual;
    const auto context = makeContext();
    std::vector<SlotRef> slots;
    for (unsigned frame = 1; frame <= 4; ++frame) {
        slots.push_back(context->acquireSlot().value());
        ASSERT_TRUE(send(*context, frame, slots.back()).value());
    }
    const auto first = context->waitTarget();
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->interest, Poller::Interest::Priority);
    driver.run();
    pollfd entry{.fd = first->fd, .events = POLLPRI, .revents = 0};
    EXPECT_EQ(driver.poll({&entry, 1}, 0ms), 1);
    ASSERT_EQ(context->progress().value(), 1U);
    entry.fd = context->waitTarget()->fd;
    driver.run();
    EXPECT_EQ(driver.poll({&entry, 1}, 0ms), 0);
    driver.run();
    EXPECT_EQ(driver.poll({&entry, 1}, 0ms), 1);
}

TEST_F(ContextTest, aHeldPictureIsOnePicture)
{
    const auto context = makeContext();
    const auto slot = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, slot, 0, Picture::Hold).value());
    ASSERT_TRUE(send(*context, 1, slot, 0, Picture::Hold).value());
    EXPECT_EQ(context->progress().value(), 0U);
    EXPECT_FALSE(context->isFinished(FrameId{1}));
    ASSERT_TRUE(send(*context, 1, slot).value());
    EXPECT_EQ(context->progress().value(), 1U);
    ASSERT_EQ(driver.done.size(), 3U);
    EXPECT_EQ(driver.done[0].pictureIndex, driver.done[2].pictureIndex);
}

TEST_F(ContextTest, aPictureLeftOpenIsReleased_whenTheNextBegins)
{
    const auto context = makeContext();
    const auto half = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, half, 0, Picture::Hold).value());
    const auto next = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 2, next).value());
    EXPECT_EQ(context->progress().value(), 2U);
    EXPECT_TRUE(context->isIdle());
}

TEST_F(ContextTest, aPictureLeftOpenIsReleased_whenItIsClosed)
{
    const auto context = makeContext();
    const auto half = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, half, 0, Picture::Hold).value());
    context->closeNewest();
    EXPECT_EQ(context->progress().value(), 1U);
    EXPECT_TRUE(context->isIdle());
}

TEST_F(ContextTest, damageIsToldAndPassedOn)
{
    driver.damages = [](const fake::Job &job) { return job.timestamp == 1000; };
    const auto context = makeContext();
    const auto bad = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, bad).value());
    const auto dependent = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 2, dependent, slotBit(bad.index())).value());
    const auto good = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 3, good).value());
    ASSERT_EQ(context->progress().value(), 3U);
    EXPECT_TRUE(context->isCorrupt(bad));
    EXPECT_TRUE(context->isCorrupt(dependent));
    EXPECT_FALSE(context->isCorrupt(good));
    EXPECT_EQ(context->takeDamaged(), FrameId{1});
    EXPECT_EQ(context->takeDamaged(), FrameId{2});
    EXPECT_FALSE(context->takeDamaged().has_value());
}

TEST_F(ContextTest, aPictureWithoutBytesIsDamaged_thoughNoErrorIsFlagged)
{
    driver.leavesEmpty = [](const fake::Job &job) { return job.timestamp == 1000; };
    const auto context = makeContext();
    const auto empty = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, empty).value());
    const auto good = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 2, good).value());
    ASSERT_EQ(context->progress().value(), 2U);
    EXPECT_TRUE(context->isCorrupt(empty));
    EXPECT_FALSE(context->isCorrupt(good));
    EXPECT_EQ(context->takeDamaged(), FrameId{1});
    EXPECT_FALSE(context->takeDamaged().has_value());
}

TEST_F(ContextTest, aPictureIsDamaged_whenOnlyItsFirstSliceFailed)
{
    unsigned jobs = 0;
    driver.damages = [&](const fake::Job &) { return jobs++ == 0; };
    const auto context = makeContext();
    const auto slot = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, slot, 0, Picture::Hold).value());
    ASSERT_TRUE(send(*context, 1, slot).value());
    ASSERT_EQ(context->progress().value(), 1U);
    EXPECT_TRUE(context->isCorrupt(slot));
    EXPECT_EQ(context->takeDamaged(), FrameId{1});
}

TEST_F(ContextTest, aRefusedRequestDoesNotShiftTheNextPicture)
{
    const auto context = makeContext();
    const auto first = context->acquireSlot().value();
    driver.failNext[MEDIA_REQUEST_IOC_QUEUE] = EINVAL;
    EXPECT_FALSE(send(*context, 1, first).has_value());
    const auto second = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 2, second).value());
    EXPECT_EQ(context->progress().value(), 1U);
    ASSERT_EQ(driver.done.size(), 1U);
    EXPECT_EQ(driver.done[0].pictureIndex, second.index());
}

TEST_F(ContextTest, aDeviceThatHangsIsNoticed)
{
    driver.pace = FakeStatelessDriver::Pace::Manual;
    const auto context = makeContext();
    const auto slot = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, slot).value());
    EXPECT_TRUE(context->progress().has_value());
    driver.time += 2900ms;
    EXPECT_TRUE(context->progress().has_value());
    driver.time += 200ms;
    const auto stalled = context->progress();
    ASSERT_FALSE(stalled.has_value());
    EXPECT_EQ(stalled.error().kind(), ErrorKind::TimedOut);
    EXPECT_TRUE(context->waitTarget()->patience.has_value());
}

TEST_F(ContextTest, anIdleDeviceDoesNotHang)
{
    const auto context = makeContext();
    EXPECT_TRUE(context->progress().has_value());
    driver.time += 10s;
    EXPECT_TRUE(context->progress().has_value());
    EXPECT_FALSE(context->waitTarget().has_value());
}

TEST_F(ContextTest, anUnpluggedDeviceIsGone)
{
    driver.pace = FakeStatelessDriver::Pace::Manual;
    const auto context = makeContext();
    const auto slot = context->acquireSlot().value();
    ASSERT_TRUE(send(*context, 1, slot).value());
    driver.failAlways[VIDIOC_DQBUF] = ENODEV;
    const auto gone = context->progress();
    ASSERT_FALSE(gone.has_value());
    EXPECT_EQ(gone.error().kind(), ErrorKind::Gone);
}

TEST_F(ContextTest, resetForgetsWhatWasUnderWay_andGoesOn)
{
    driver.pace = FakeStatelessDriver::Pace::Manual;
    const auto context = makeContext(4);
    const auto shown = context->acquireSlot().value();
    {
        const auto slot = context->acquireSlot().value();
        ASSERT_TRUE(send(*context, 1, slot).value());
        ASSERT_TRUE(context->reset().has_value());
    }
    EXPECT_TRUE(context->isIdle());
    driver.pace = FakeStatelessDriver::Pace::Immediate;
    for (unsigned frame = 2; frame <= 10; ++frame) {
        const auto slot = context->acquireSlot().value();
        EXPECT_NE(slot.index(), shown.index());
        ASSERT_TRUE(send(*context, frame, slot).value());
        ASSERT_EQ(context->progress().value(), 1U);
    }
}

TEST_F(ContextTest, picturesOutliveTheirContext)
{
    auto context = makeContext();
    auto slot = context->acquireSlot();
    context.reset();
    EXPECT_TRUE(slot->image().fds[0].isValid());
    slot.reset();
    EXPECT_EQ(slotsFreed, 1U);
}

TEST_F(ContextTest, aRefusedSequenceIsUnsupported_andNamesTheControl)
{
    driver.refusedControl = V4L2_CID_STATELESS_H264_PPS;
    const auto context = DecodeContext::create(driver, setup());
    ASSERT_FALSE(context.has_value());
    EXPECT_EQ(context.error().kind(), ErrorKind::Unsupported);
    EXPECT_THAT(context.error().message(), HasSubstr("V4L2_CID_STATELESS_H264_PPS"));
}

TEST_F(ContextTest, aSizeThatTheDriverCutsIsUnsupported)
{
    ContextSetup large = setup();
    large.codedSize = {.width = 8192, .height = 4320};
    const auto context = DecodeContext::create(driver, std::move(large));
    ASSERT_FALSE(context.has_value());
    EXPECT_THAT(context.error().message(), HasSubstr("8192x4320 is larger"));
}

TEST_F(ContextTest, leaksNoDescriptor_howeverOftenItIsMade)
{
    const int before = nextDescriptor();
    for (int i = 0; i < 1000; ++i) {
        const auto context = makeContext();
        const auto slot = context->acquireSlot().value();
        ASSERT_TRUE(send(*context, 1, slot).value());
    }
    EXPECT_EQ(nextDescriptor(), before);
}

TEST_F(ContextTest, leaksNoDescriptor_whereverMakingItFails)
{
    const int before = nextDescriptor();
    for (const unsigned long failing :
         {VIDIOC_QUERYCAP + 0UL, VIDIOC_S_FMT + 0UL, VIDIOC_S_EXT_CTRLS + 0UL, VIDIOC_G_FMT + 0UL,
          VIDIOC_REQBUFS + 0UL, VIDIOC_QUERYBUF + 0UL, VIDIOC_EXPBUF + 0UL,
          MEDIA_IOC_REQUEST_ALLOC + 0UL, VIDIOC_STREAMON + 0UL}) {
        driver.failAlways = {{failing, ENOMEM}};
        EXPECT_FALSE(DecodeContext::create(driver, setup()).has_value()) << failing;
    }
    EXPECT_EQ(nextDescriptor(), before);
}

class FewBuffersTest : public ContextTest
{
protected:
    FewBuffersTest()
        : ContextTest([] {
            DriverTraits traits = DriverTraits::h264();
            traits.maximumPictures = 3;
            traits.maximumBitstreams = 1;
            traits.multiplanar = false;
            traits.pitchAlignment = 256;
            return traits;
        }())
    {
    }
};

TEST_F(FewBuffersTest, worksWithWhatTheDriverGrants_throughTheSinglePlanarInterface)
{
    const auto context = makeContext(12);
    EXPECT_EQ(context->pool().size(), 3U);
    EXPECT_EQ(context->pool().image(0).planes[0].strideBytes, 512U);
    for (unsigned frame = 1; frame <= 10; ++frame) {
        const auto slot = context->acquireSlot().value();
        ASSERT_TRUE(send(*context, frame, slot).value());
        ASSERT_EQ(context->progress().value(), 1U);
    }
}

TEST_F(FewBuffersTest, aPictureWithoutBytesIsDamaged_throughTheSinglePlanarInterface)
{
    driver.leavesEmpty = [](const fake::Job &job) { return job.timestamp == 1000; };
    const auto context = makeContext();
    for (unsigned frame = 1; frame <= 2; ++frame) {
        const auto slot = context->acquireSlot().value();
        ASSERT_TRUE(send(*context, frame, slot).value());
        ASSERT_EQ(context->progress().value(), 1U);
        EXPECT_EQ(context->isCorrupt(slot), frame == 1);
    }
}

} // namespace
} // namespace weir
