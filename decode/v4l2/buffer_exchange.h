// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "decode/stateless/frame_id.h"
#include "decode/v4l2/video_device.h"

namespace weir
{

// A bitstream buffer on its way to the driver, inside a request.
struct BitstreamSubmission {
    std::uint32_t index = 0;
    std::uint32_t lengthBytes = 0; // the planes' size
    std::uint32_t usedBytes = 0; // never 0: the kernel takes 0 for "all of it"
    int requestFd = -1;
    FrameId frame = FrameId::None; // becomes the timestamp, in microseconds
    // Hold: the picture is not done, further requests for it follow (V4L2_BUF_FLAG_M2M_HOLD_...).
    enum class Picture : std::uint8_t { Finish, Hold } picture = Picture::Finish;
};

// A buffer that came back.
struct ReturnedBuffer {
    std::uint32_t index = 0;
    FrameId frame = FrameId::None; // from its timestamp
    // V4L2_BUF_FLAG_ERROR on either queue, or a picture into which nothing was written.
    bool failed = false;
};

// VIDIOC_QBUF and VIDIOC_DQBUF of one device: the calls made for each picture. They build no
// strings and allocate nothing unless something fails.
[[nodiscard]] Result<void> queueBitstream(const VideoDevice &device,
                                          const BitstreamSubmission &submission);
// Never with a request: the kernel refuses that on this side (EBADR, EPERM).
[[nodiscard]] Result<void> queuePicture(const VideoDevice &device, std::uint32_t index,
                                        std::uint32_t planeCount);
// Nothing: no buffer is done (EAGAIN).
[[nodiscard]] Result<std::optional<ReturnedBuffer>> dequeue(const VideoDevice &device, Queue queue);

} // namespace weir
