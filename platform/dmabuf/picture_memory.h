// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "platform/dmabuf/image_layout.h"

namespace weir
{

// Makes the memory of pictures that the CPU writes. Immutable once made: thread-safe.
class PictureMemory
{
public:
    virtual ~PictureMemory() = default;

    // Zeroed memory of at least `sizeBytes` (whole pages). The fd can be mapped shared, read and
    // write.
    [[nodiscard]] virtual Result<UniqueFd> allocate(std::size_t sizeBytes) const = 0;
    [[nodiscard]] virtual BufferImage::Memory kind() const = 0;
    // "udmabuf", "dma-heap", "shared memory"; for reports.
    [[nodiscard]] virtual std::string_view name() const = 0;
};

// dma-bufs made of the pages of a sealed memfd by /dev/udmabuf (UDMABUF_CREATE).
class UdmabufMemory final : public PictureMemory
{
public:
    // Errors: NotFound, PermissionDenied, System, with the node's name.
    static Result<std::unique_ptr<PictureMemory>> open();

    [[nodiscard]] Result<UniqueFd> allocate(std::size_t sizeBytes) const override;
    [[nodiscard]] BufferImage::Memory kind() const override { return BufferImage::Memory::Dmabuf; }
    [[nodiscard]] std::string_view name() const override { return "udmabuf"; }

private:
    explicit UdmabufMemory(UniqueFd device)
        : m_device(std::move(device))
    {
    }

    UniqueFd m_device;
};

// dma-bufs from the system heap, /dev/dma_heap/system (DMA_HEAP_IOCTL_ALLOC).
class DmaHeapMemory final : public PictureMemory
{
public:
    // Errors: NotFound, PermissionDenied, System, with the node's name.
    static Result<std::unique_ptr<PictureMemory>> open();

    [[nodiscard]] Result<UniqueFd> allocate(std::size_t sizeBytes) const override;
    [[nodiscard]] BufferImage::Memory kind() const override { return BufferImage::Memory::Dmabuf; }
    [[nodiscard]] std::string_view name() const override { return "dma-heap"; }

private:
    explicit DmaHeapMemory(UniqueFd device)
        : m_device(std::move(device))
    {
    }

    UniqueFd m_device;
};

// memfds, sealed against shrinking, for wl_shm.
class SharedMemory final : public PictureMemory
{
public:
    [[nodiscard]] Result<UniqueFd> allocate(std::size_t sizeBytes) const override;
    [[nodiscard]] BufferImage::Memory kind() const override
    {
        return BufferImage::Memory::SharedMemory;
    }
    [[nodiscard]] std::string_view name() const override { return "shared memory"; }
};

// The best memory this machine and our rights give: udmabuf, dma-heap, shared memory, in this
// order, and why the better ones were passed over.
struct ChosenMemory {
    std::shared_ptr<const PictureMemory> memory;
    std::string reason; // empty: the first choice works
};
[[nodiscard]] ChosenMemory choosePictureMemory();

// A picture buffer in new memory.
[[nodiscard]] Result<BufferImage> allocateImage(const PictureMemory &memory,
                                                const ImageLayout &layout);

} // namespace weir
