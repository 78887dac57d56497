// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/buffer_exchange.h"

#include <array>
#include <cerrno>

#include "decode/v4l2/ioctls.h"

namespace weir
{

namespace
{

constexpr std::uint64_t MicrosecondsPerSecond = 1'000'000;

timeval timestampOf(FrameId frame)
{
    return {.tv_sec = static_cast<time_t>(valueOf(frame) / MicrosecondsPerSecond),
            .tv_usec = static_cast<suseconds_t>(valueOf(frame) % MicrosecondsPerSecond)};
}

FrameId frameOf(const timeval &timestamp)
{
    return static_cast<FrameId>(static_cast<std::uint64_t>(timestamp.tv_sec) * MicrosecondsPerSecond
                                + static_cast<std::uint64_t>(timestamp.tv_usec));
}

} // namespace

Result<void> queueBitstream(const VideoDevice &device, const BitstreamSubmission &submission)
{
    v4l2_plane plane{};
    v4l2_buffer buffer{};
    buffer.index = submission.index;
    buffer.type = device.bufferType(Queue::Bitstream);
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.field = V4L2_FIELD_NONE;
    buffer.timestamp = timestampOf(submission.frame);
    buffer.flags = V4L2_BUF_FLAG_REQUEST_FD;
    if (submission.picture == BitstreamSubmission::Picture::Hold)
        buffer.flags |= V4L2_BUF_FLAG_M2M_HOLD_CAPTURE_BUF;
    buffer.request_fd = submission.requestFd;
    if (device.isMultiplanar()) {
        plane.bytesused = submission.usedBytes;
        plane.length = submission.lengthBytes;
        buffer.m.planes = &plane;
        buffer.length = 1;
    } else {
        buffer.bytesused = submission.usedBytes;
        buffer.length = submission.lengthBytes;
    }
    return device.io().ioctl(device.fd(), ioctls::QueueBuffer, &buffer);
}

Result<void> queuePicture(const VideoDevice &device, std::uint32_t index, std::uint32_t planeCount)
{
    std::array<v4l2_plane, VIDEO_MAX_PLANES> planes{};
    v4l2_buffer buffer{};
    buffer.index = index;
    buffer.type = device.bufferType(Queue::Picture);
    buffer.memory = V4L2_MEMORY_MMAP;
    if (device.isMultiplanar()) {
        buffer.m.planes = planes.data();
        buffer.length = planeCount;
    }
    return device.io().ioctl(device.fd(), ioctls::QueueBuffer, &buffer);
}

Result<std::optional<ReturnedBuffer>> dequeue(const VideoDevice &device, Queue queue)
{
    std::array<v4l2_plane, VIDEO_MAX_PLANES> planes{};
    v4l2_buffer buffer{};
    buffer.type = device.bufferType(queue);
    buffer.memory = V4L2_MEMORY_MMAP;
    if (device.isMultiplanar()) {
        buffer.m.planes = planes.data();
        buffer.length = VIDEO_MAX_PLANES;
    }
    const int error = device.io().tryIoctl(device.fd(), ioctls::DequeueBuffer.number, &buffer);
    if (error == EAGAIN)
        return std::nullopt;
    if (error != 0)
        return failErrno(error, ioctls::DequeueBuffer.name);
    const std::uint32_t used = device.isMultiplanar() ? planes[0].bytesused : buffer.bytesused;
    const bool isEmpty = queue == Queue::Picture && used == 0;
    return ReturnedBuffer{.index = buffer.index,
                          .frame = frameOf(buffer.timestamp),
                          .failed = (buffer.flags & V4L2_BUF_FLAG_ERROR) != 0 || isEmpty};
}

} // namespace weir
