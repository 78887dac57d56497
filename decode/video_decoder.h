// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "decode/demux/packet.h"
#include "decode/frame/picture_pool.h"
#include "platform/base/poller.h"

namespace weir
{

// A picture in output order, complete: the memory has been written. Keeps its slot held.
struct DecodedPicture {
    SlotRef slot;
    std::optional<MediaTime> pts;
    Nanoseconds duration{0};
    Rect visible;
    bool corrupt = false;
    bool unwritten = false; // the device said so, but there is no picture in it: never to be shown
};

struct DecoderDescription {
    std::string kind; // "v4l2" or "software"
    std::string device; // "/dev/video0", or "libavcodec h264"
    std::string driver; // "visl", "hantro-vpu", ... or the libavcodec version
    std::string memory; // "mmap+expbuf", "udmabuf", "dma-heap", "shared memory"
};

// One codec stream on one device or in software. Thread-bound (video). Never blocks for the
// device: the caller waits for waitTarget() and calls progress().
class VideoDecoder
{
public:
    virtual ~VideoDecoder() = default;

    enum class Feed {
        Accepted, // the packet was taken; the next may be fed
        Full, // nothing was taken: progress, a taken picture or a freed slot is needed first
    };
    // Errors: InvalidData = this packet is damaged and was skipped, feeding may go on; every
    // other kind = this decoder cannot go on (fall back).
    virtual Result<Feed> feed(const Packet &packet) = 0;
    // End of input: what is inside comes out. Call feed() again only after flush().
    virtual Result<void> drain() = 0;
    // Drops all pictures inside and all references (seek). The next packet starts anew.
    virtual void flush() = 0;

    // Takes over what the device has finished since the last call. Does not block.
    virtual Result<void> progress() = 0;
    // The next picture in output order. Nothing: feed, or wait for the device.
    virtual std::optional<DecodedPicture> take() = 0;
    // True after drain() when take() will give nothing more.
    [[nodiscard]] virtual bool isDrained() const = 0;

    struct WaitTarget {
        int fd = -1;
        Poller::Interest interest = Poller::Interest::Priority;
        // When nothing became ready for this long, call progress() all the same: it notices a
        // device that hangs.
        std::optional<std::chrono::milliseconds> patience;
    };
    // What becomes ready when progress() has work; nothing: the device is idle.
    [[nodiscard]] virtual std::optional<WaitTarget> waitTarget() const = 0;

    [[nodiscard]] virtual DecoderDescription description() const = 0;
};

} // namespace weir
