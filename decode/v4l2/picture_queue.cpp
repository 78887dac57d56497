// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/picture_queue.h"

#include <algorithm>
#include <format>

#include "platform/base/log.h"

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
        return fail(ErrorKind::NoMemory,
                    std::format("the driver granted {} picture buffers instead of {}", grant.count,
                                wanted));
    std::vector<BufferImage> images;
    for (std::uint32_t index = 0; index < grant.count; ++index)
        images.push_back(TRY(exportBuffer(device, index, setup)));
    setup.video.pixelFormat = setup.format.pixelFormat;
    setup.video.codedSize = setup.memory.size;
    log::info("decode.v4l2", "{}: {} picture buffers ({} asked for), {}x{} {}, pitch {}",
              device.path(), grant.count, setup.count, setup.memory.size.width,
              setup.memory.size.height, fourccName(setup.format.v4l2Fourcc),
              setup.memory.planes[0].bytesPerLine);
    return PictureQueue(PicturePool::create(setup.generation, setup.video, std::move(images),
                                            std::move(setup.slotFreed)),
                        setup.format.memoryPlanes);
}

} // namespace weir
