// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/v4l2/ioctls.h"
#include "decode/v4l2/request.h"
#include "tests/decode/v4l2/context_fixture.h"

namespace weir
{
namespace
{

using fake::FakeStatelessDriver;

class RequestTest : public testing::Test
{
protected:
    RequestTest()
    {
        QueueFormat format{.fourcc = V4L2_PIX_FMT_H264_SLICE,
                           .size = {.width = 64, .height = 64},
                           .planes = {},
                           .planeCount = 1};
        format.planes[0].sizeBytes = 1000;
        EXPECT_TRUE(device.setFormat(Queue::Bitstream, format).has_value());
        driver.pace = FakeStatelessDriver::Pace::Manual;
    }

    // Submits a one-byte picture.
    Result<PendingRequest> submitOne(RequestPool &pool, BitstreamQueue &queue)
    {
        auto buffer = queue.acquire(1);
        auto request = pool.acquire();
        EXPECT_TRUE(buffer && request);
        constexpr std::array One{std::byte{1}};
        buffer->append(One);
        return std::move(*request).submit(device, *std::move(buffer), {.frame = FrameId{1}});
    }

    FakeStatelessDriver driver;
    UniqueFd mediaFd = driver.open(FakeStatelessDriver::MediaPath).value();
    VideoDevice device = VideoDevice::open(driver, FakeStatelessDriver::VideoPath).value();
};

TEST_F(RequestTest, acquireReturnsNothing_whenAllAreHeld)
{
    RequestPool pool = RequestPool::create(driver, mediaFd.get(), 2).value();
    {
        const auto first = pool.acquire();
        const auto second = pool.acquire();
        EXPECT_TRUE(first && second);
        EXPECT_FALSE(pool.acquire().has_value());
    }
    EXPECT_EQ(pool.freeCount(), 2U);
}

TEST_F(RequestTest, isReinitialisedBeforeItIsUsedAgain)
{
    RequestPool pool = RequestPool::create(driver, mediaFd.get(), 1).value();
    EXPECT_TRUE(pool.acquire().has_value());
    EXPECT_EQ(driver.calls[MEDIA_REQUEST_IOC_REINIT], 0U); // the first use of a new one
    EXPECT_TRUE(pool.acquire().has_value());
    EXPECT_EQ(driver.calls[MEDIA_REQUEST_IOC_REINIT], 1U);
}

TEST_F(RequestTest, staysOut_whileTheKernelStillHasIt)
{
    RequestPool pool = RequestPool::create(driver, mediaFd.get(), 1).value();
    pool.acquire().reset();
    driver.failNext[MEDIA_REQUEST_IOC_REINIT] = EBUSY;
    EXPECT_FALSE(pool.acquire().has_value());
    EXPECT_TRUE(pool.acquire().has_value());
}

TEST_F(RequestTest, submitHandsTheBufferToTheKernel_untilItIsGivenBack)
{
    RequestPool pool = RequestPool::create(driver, mediaFd.get(), 2).value();
    BitstreamQueue queue = BitstreamQueue::create(device, 2).value();
    const auto pending = submitOne(pool, queue);
    ASSERT_TRUE(pending.has_value());
    EXPECT_EQ(queue.freeCount(), 1U);
    EXPECT_EQ(pool.freeCount(), 1U);
    queue.giveBack(0);
    EXPECT_EQ(queue.freeCount(), 2U);
}

TEST_F(RequestTest, aRefusedRequestLeavesBothUsable)
{
    RequestPool pool = RequestPool::create(driver, mediaFd.get(), 2).value();
    BitstreamQueue queue = BitstreamQueue::create(device, 1).value();
    for (const unsigned long refusing :
         {static_cast<unsigned long>(VIDIOC_QBUF), MEDIA_REQUEST_IOC_QUEUE + 0UL}) {
        driver.failNext[refusing] = EINVAL;
        EXPECT_FALSE(submitOne(pool, queue).has_value());
        EXPECT_EQ(queue.freeCount(), 1U);
        EXPECT_EQ(pool.freeCount(), 2U);
    }
    // Another request takes the same buffer: the refused one must have let go of it.
    EXPECT_TRUE(submitOne(pool, queue).has_value());
}

TEST_F(RequestTest, errorNamesTheControlThatTheDriverRefuses)
{
    RequestPool pool = RequestPool::create(driver, mediaFd.get(), 1).value();
    auto request = pool.acquire();
    v4l2_ctrl_h264_pps pps{};
    v4l2_ctrl_h264_scaling_matrix scaling{};
    std::array<v4l2_ext_control, 2> controls{};
    controls[0].id = V4L2_CID_STATELESS_H264_PPS;
    controls[0].size = sizeof pps;
    controls[0].ptr = &pps;
    controls[1].id = V4L2_CID_STATELESS_H264_SCALING_MATRIX;
    controls[1].size = sizeof scaling;
    controls[1].ptr = &scaling;
    EXPECT_TRUE(request->setControls(device, controls).has_value());
    driver.refusedControl = V4L2_CID_STATELESS_H264_SCALING_MATRIX;
    const auto refused = request->setControls(device, controls);
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message(),
                testing::HasSubstr("V4L2_CID_STATELESS_H264_SCALING_MATRIX"));
}

TEST_F(RequestTest, aBufferOutOfARequestIsRefusedByTheKernel)
{
    const BitstreamQueue queue = BitstreamQueue::create(device, 1).value();
    v4l2_plane plane{};
    v4l2_buffer buffer{};
    buffer.type = device.bufferType(Queue::Bitstream);
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.m.planes = &plane;
    buffer.length = 1;
    EXPECT_EQ(driver.tryIoctl(device.fd(), VIDIOC_QBUF, &buffer), EBADR);
}

TEST_F(RequestTest, bitstreamBuffersGrowWhileRunning)
{
    BitstreamQueue queue = BitstreamQueue::create(device, 2).value();
    EXPECT_FALSE(queue.canHold(5000));
    EXPECT_FALSE(queue.acquire(5000).has_value());
    ASSERT_TRUE(queue.grow(device, 5000).has_value());
    EXPECT_EQ(queue.acquire(10)->lengthBytes(), 1000U); // large ones are kept for large pictures
    const auto large = queue.acquire(5000);
    ASSERT_TRUE(large.has_value());
    EXPECT_EQ(large->lengthBytes(), 5000U);
}

TEST_F(RequestTest, paddingIsWrittenAndNotCounted)
{
    BitstreamQueue queue = BitstreamQueue::create(device, 1).value();
    auto buffer = queue.acquire(1000);
    const std::vector<std::byte> bytes(990, std::byte{0xaa});
    buffer->append(bytes);
    buffer->padEnd(); // ten bytes are left: no more may be touched
    EXPECT_EQ(buffer->usedBytes(), 990U);
    EXPECT_EQ(buffer->space(), 10U);
}

} // namespace
} // namespace weir
