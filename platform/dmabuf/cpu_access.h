// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "platform/dmabuf/buffer_image.h"

namespace weir
{

enum class CpuUse : std::uint8_t { Read, Write, ReadWrite };

// One side of a bracket around CPU access to dma-buf memory (DMA_BUF_IOCTL_SYNC); nothing to do
// for shared memory. Begin waits for the kernel's fences on the buffer. Thread-safe.
[[nodiscard]] Result<void> beginCpuAccess(const BufferImage &image, CpuUse use);
[[nodiscard]] Result<void> endCpuAccess(const BufferImage &image, CpuUse use);

// Both sides, for access within one scope. The image outlives it.
class CpuAccess
{
public:
    static Result<CpuAccess> begin(const BufferImage &image, CpuUse use);
    ~CpuAccess();
    CpuAccess(const CpuAccess &) = delete;
    CpuAccess &operator=(const CpuAccess &) = delete;
    CpuAccess(CpuAccess &&other) noexcept;
    CpuAccess &operator=(CpuAccess &&other) = delete;

private:
    CpuAccess(const BufferImage &image, CpuUse use)
        : m_image(&image)
        , m_use(use)
    {
    }

    const BufferImage *m_image; // null: moved away
    CpuUse m_use;
};

} // namespace weir
