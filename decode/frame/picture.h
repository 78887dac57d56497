// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "decode/frame/video_format.h"
#include "platform/base/time.h"
#include "platform/dmabuf/buffer_image.h"

namespace weir
{

// Counts seeks and loops: what carries an older serial than the newest Flush is stale.
using Serial = std::uint32_t;

// Names one picture buffer: the pool it came from and its place in it. Numbers, so that it can
// cross a process boundary; the descriptors crossed once, in PoolCreated.
struct SlotName {
    std::uint32_t generation = 0;
    std::uint16_t index = 0;
    friend constexpr bool operator==(const SlotName &, const SlotName &) = default;
};

// A decoded picture on its way to the screen. The receiver owes one release of `slot` for each.
struct Picture {
    SlotName slot;
    Serial serial = 0;
    MediaTime pts;
    Nanoseconds duration{0}; // 0: unknown
    Rect visible; // may differ from the pool's when cropping changes in mid-stream
    bool corrupt = false; // the driver or decoder said that this picture is damaged
    // The memory is written by the CPU or the driver said DONE; a fence may still be pending
    // (DMA_BUF_IOCTL_EXPORT_SYNC_FILE tells) and is waited for by the presenter.
};

// A new set of buffers; every later Picture of that generation names one of them.
struct PoolCreated {
    std::uint32_t generation = 0;
    VideoFormat format;
    std::vector<BufferImage> images;
};

// The same, shared by those who keep them.
using PoolImages = std::shared_ptr<const std::vector<BufferImage>>;

// No further Picture of this generation comes. Buffers still shown stay valid until released.
struct PoolRetired {
    std::uint32_t generation = 0;
};

// Forget all pictures with a serial older than this (seek).
struct Flushed {
    Serial serial = 0;
};

// The last picture of `serial` has been sent.
struct PicturesEnded {
    Serial serial = 0;
};

using PictureEvent = std::variant<PoolCreated, Picture, PoolRetired, Flushed, PicturesEnded>;

} // namespace weir
