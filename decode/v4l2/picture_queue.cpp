// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/picture_queue.h"

#include <algorithm>
#include <numeric>

#include "platform/base/log.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

// With fewer pictures than this nothing can be decoded: one to write, one shown.
constexpr std::uint32_t MinimumCount = 2;

Result<BufferImage> exportBuffer(const VideoDevice &device, std::uint32_t index,
                                 const PictureQueue::Setup &setup)
{
    BufferImage image = TRY(layOut(setup.format, setup.memory));
    image.lent = std::make_shared<std::atomic<bool>>(false);
    for (std::uint32_t plane = 0; plane < setup.format.memoryPlanes; ++plane)
        image.fds.push_back(TRY(device.exportPicture(index, plane)));
    return image;
}

} // namespace

Result<PictureQueue> PictureQueue::create(const VideoDevice &device, Setup setup)
{
    const std::uint32_t wanted = std::min(setup.count, MaximumCount);
    const BufferGrant grant = TRY(device.requestBuffers(Queue::Picture, wanted));
    if (grant.count < MinimumCount || grant.count > 64)
        return fail(
            ErrorKind::NoMemory,
            formatText("the driver granted {} picture buffers instead of {}", grant.count, wanted));
    std::vector<std::uint16_t> buffers(grant.count);
    std::ranges::iota(buffers, std::uint16_t{0});
    PictureQueue queue(grant.capabilities);
    TRY(queue.addPool(device, std::move(setup), std::move(buffers)));
    return queue;
}

Result<void> PictureQueue::addPool(const VideoDevice &device, Setup setup,
                                   std::vector<std::uint16_t> buffers)
{
    std::vector<BufferImage> images;
    images.reserve(buffers.size());
    for (const std::uint16_t index : buffers)
        images.push_back(TRY(exportBuffer(device, index, setup)));
    setup.video.pixelFormat = setup.format.pixelFormat;
    setup.video.codedSize = setup.memory.size;
    log::info("decode.v4l2", "{}: {} picture buffers ({} asked for), {}x{} {}, pitch {}",
              device.path(), buffers.size(), setup.count, setup.memory.size.width,
              setup.memory.size.height, fourccName(setup.format.v4l2Fourcc),
              setup.memory.planes[0].bytesPerLine);
    m_memoryPlanes = setup.format.memoryPlanes;
    m_pool = PicturePool::create(setup.generation, setup.video, std::move(images),
                                 std::move(setup.slotFreed));
    m_batches.push_back(
        {.generation = setup.generation, .pool = m_pool, .buffers = std::move(buffers)});
    return {};
}

bool PictureQueue::canReplace() const
{
    return (m_capabilities & V4L2_BUF_CAP_SUPPORTS_REMOVE_BUFS) != 0;
}

Result<std::uint32_t> PictureQueue::giveBackUnheld(const VideoDevice &device)
{
    std::uint32_t left = 0;
    for (Batch &batch : m_batches) {
        const auto pool = batch.pool.lock();
        for (std::size_t index = 0; index < batch.buffers.size(); ++index) {
            std::uint16_t &buffer = batch.buffers[index];
            if (buffer == NoBuffer)
                continue;
            if (pool && !pool->isFree(static_cast<std::uint16_t>(index))) {
                ++left;
                continue;
            }
            TRY(device.removeBuffer(Queue::Picture, buffer));
            buffer = NoBuffer;
        }
    }
    std::erase_if(m_batches, [](const Batch &batch) { return batch.pool.expired(); });
    return left;
}

Result<void> PictureQueue::replace(const VideoDevice &device, Setup setup)
{
    m_pool.reset(); // from now on it is its pictures' holders'
    const std::uint32_t left = TRY(giveBackUnheld(device));
    const std::uint32_t wanted = std::min(setup.count, MaximumCount - std::min(left, MaximumCount));
    std::vector<std::uint16_t> buffers;
    while (buffers.size() < wanted) {
        const auto index = device.createBuffer(Queue::Picture, setup.memory);
        if (!index && buffers.size() >= MinimumCount)
            break;
        buffers.push_back(static_cast<std::uint16_t>(TRY(index)));
    }
    if (buffers.size() < MinimumCount || std::ranges::max(buffers) >= 64)
        return fail(ErrorKind::NoMemory,
                    formatText("no picture buffers of the new size: {} of the old are held", left));
    return addPool(device, std::move(setup), std::move(buffers));
}

std::uint16_t PictureQueue::bufferOf(const SlotRef &slot) const
{
    const auto batch = std::ranges::find(m_batches, slot.pool().generation(), &Batch::generation);
    return batch == m_batches.end() ? std::uint16_t{0} : batch->buffers.at(slot.index());
}

} // namespace weir
