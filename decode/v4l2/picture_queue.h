// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "decode/frame/picture_pool.h"
#include "decode/v4l2/picture_layout.h"
#include "decode/v4l2/video_device.h"

namespace weir
{

// The buffers of the kernel's CAPTURE queue, exported once as dma-bufs and lent out as the slots
// of a PicturePool. The pool lives as long as somebody holds a slot; the memory with it, whatever
// becomes of the device. Slot numbers are buffer indices. Thread-bound.
class PictureQueue
{
public:
    static constexpr std::uint32_t MaximumCount = 32; // VB2_MAX_FRAME of most kernels

    struct Setup {
        PictureFormat format;
        QueueFormat memory; // what S_FMT or G_FMT answered
        VideoFormat video; // codedSize and pixelFormat are filled in from the driver's answer
        std::uint32_t count = 0; // wished for; the driver may change it
        std::uint32_t generation = 0;
        std::function<void()> slotFreed; // see PicturePool::create
    };
    static Result<PictureQueue> create(const VideoDevice &device, Setup setup);

    [[nodiscard]] PicturePool &pool() const { return *m_pool; }
    [[nodiscard]] std::uint32_t memoryPlanes() const { return m_memoryPlanes; }

private:
    PictureQueue(std::shared_ptr<PicturePool> pool, std::uint32_t memoryPlanes)
        : m_pool(std::move(pool))
        , m_memoryPlanes(memoryPlanes)
    {
    }

    std::shared_ptr<PicturePool> m_pool;
    std::uint32_t m_memoryPlanes;
};

} // namespace weir
