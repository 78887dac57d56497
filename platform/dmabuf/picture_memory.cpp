// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/dmabuf/picture_memory.h"

#include <cerrno>

#include <fcntl.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

constexpr const char *UdmabufNode = "/dev/udmabuf";
constexpr const char *HeapNode = "/dev/dma_heap/system";

Result<UniqueFd> openNode(const char *path, int flags)
{
    UniqueFd fd(::open(path, flags | O_CLOEXEC));
    if (!fd.isValid())
        return failErrno(errno, path);
    return fd;
}

Result<UniqueFd> createMemfd(std::size_t sizeBytes)
{
    UniqueFd fd(::memfd_create("weir-picture", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd.isValid())
        return failErrno(errno, "memfd_create");
    if (::ftruncate(fd.get(), static_cast<off_t>(sizeBytes)) != 0)
        return failErrno(errno, "ftruncate of picture memory");
    // Neither side can pull the pages from under the other; udmabuf insists on it.
    if (::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK) != 0)
        return failErrno(errno, "F_ADD_SEALS");
    return fd;
}

} // namespace

Result<std::unique_ptr<PictureMemory>> UdmabufMemory::open()
{
    UniqueFd device = TRY(openNode(UdmabufNode, O_RDWR));
    std::unique_ptr<PictureMemory> memory(new UdmabufMemory(std::move(device)));
    // A node that opens may still refuse (limits of the module): ask for one page.
    TRY(memory->allocate(4096));
    return memory;
}

Result<UniqueFd> UdmabufMemory::allocate(std::size_t sizeBytes) const
{
    const UniqueFd pages = TRY(createMemfd(sizeBytes));
    const udmabuf_create request{.memfd = static_cast<__u32>(pages.get()),
                                 .flags = UDMABUF_FLAGS_CLOEXEC,
                                 .offset = 0,
                                 .size = sizeBytes};
    UniqueFd dmabuf(::ioctl(m_device.get(), UDMABUF_CREATE, &request));
    if (!dmabuf.isValid())
        return failErrno(errno, formatText("UDMABUF_CREATE of {} KiB", sizeBytes / 1024));
    return dmabuf;
}

Result<std::unique_ptr<PictureMemory>> DmaHeapMemory::open()
{
    UniqueFd device = TRY(openNode(HeapNode, O_RDONLY));
    std::unique_ptr<PictureMemory> memory(new DmaHeapMemory(std::move(device)));
    TRY(memory->allocate(4096));
    return memory;
}

Result<UniqueFd> DmaHeapMemory::allocate(std::size_t sizeBytes) const
{
    dma_heap_allocation_data request{};
    request.len = sizeBytes;
    request.fd_flags = O_RDWR | O_CLOEXEC;
    if (::ioctl(m_device.get(), DMA_HEAP_IOCTL_ALLOC, &request) != 0)
        return failErrno(errno, formatText("DMA_HEAP_IOCTL_ALLOC of {} KiB", sizeBytes / 1024));
    return UniqueFd(static_cast<int>(request.fd));
}

Result<UniqueFd> SharedMemory::allocate(std::size_t sizeBytes) const
{
    return createMemfd(sizeBytes);
}

ChosenMemory choosePictureMemory()
{
    auto udmabuf = UdmabufMemory::open();
    if (udmabuf)
        return {.memory = std::move(*udmabuf), .reason = {}};
    auto heap = DmaHeapMemory::open();
    if (heap)
        return {.memory = std::move(*heap), .reason = udmabuf.error().message()};
    return {.memory = std::make_shared<SharedMemory>(),
            .reason = formatText("{}; {}", udmabuf.error().message(), heap.error().message())};
}

Result<BufferImage> allocateImage(const PictureMemory &memory, const ImageLayout &layout)
{
    BufferImage image{.memory = memory.kind(),
                      .fourcc = layout.fourcc,
                      .modifier = 0,
                      .size = layout.size,
                      .planes = layout.planes,
                      .planeCount = layout.planeCount,
                      .fds = {},
                      .fdSizesBytes = {layout.sizeBytes}};
    image.fds.push_back(TRY(memory.allocate(layout.sizeBytes)));
    return image;
}

} // namespace weir
