// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "decode/frame/picture_pool.h"
#include "decode/v4l2/picture_layout.h"
#include "decode/v4l2/video_device.h"

namespace weir
{

// The buffers of the kernel's CAPTURE queue, exported once as dma-bufs and lent out as the slots
// of a PicturePool. The pool lives as long as somebody holds a slot; the memory with it, whatever
// becomes of the device. When the size of pictures changes in between, a new pool takes over, and
// buffers of the old one stay while they are held. Thread-bound.
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

    // The driver can do without the buffers that a change leaves behind.
    [[nodiscard]] bool canReplace() const;
    // Buffers for pictures of another size, while the queue runs and none is queued. Those before
    // that nobody holds are given back.
    Result<void> replace(const VideoDevice &device, Setup setup);

    // The one that pictures are now decoded into.
    [[nodiscard]] PicturePool &pool() const { return *m_pool; }
    // The kernel's number for a slot of any of the pools; 0..63.
    [[nodiscard]] std::uint16_t bufferOf(const SlotRef &slot) const;
    // The same for one of pool().
    [[nodiscard]] std::uint16_t bufferAt(std::uint16_t index) const
    {
        return m_batches.back().buffers.at(index);
    }
    [[nodiscard]] std::uint32_t memoryPlanes() const { return m_memoryPlanes; }

private:
    // The buffers of one pool, by slot.
    struct Batch {
        std::uint32_t generation = 0;
        std::weak_ptr<PicturePool> pool; // gone: nobody holds any of them
        std::vector<std::uint16_t> buffers; // NoBuffer: given back
    };
    static constexpr std::uint16_t NoBuffer = 0xffff;

    explicit PictureQueue(std::uint32_t capabilities)
        : m_capabilities(capabilities)
    {
    }
    Result<void> addPool(const VideoDevice &device, Setup setup,
                         std::vector<std::uint16_t> buffers);
    // How many are left.
    Result<std::uint32_t> giveBackUnheld(const VideoDevice &device);

    std::uint32_t m_capabilities; // V4L2_BUF_CAP_*
    std::uint32_t m_memoryPlanes = 1;
    std::shared_ptr<PicturePool> m_pool; // of the last batch
    std::vector<Batch> m_batches; // never empty once made
};

} // namespace weir
