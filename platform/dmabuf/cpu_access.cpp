// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/dmabuf/cpu_access.h"

#include <cerrno>
#include <utility>

#include <linux/dma-buf.h>
#include <sys/ioctl.h>

namespace weir
{

namespace
{

std::uint64_t flagsOf(CpuUse use)
{
    switch (use) {
    case CpuUse::Read:
        return DMA_BUF_SYNC_READ;
    case CpuUse::Write:
        return DMA_BUF_SYNC_WRITE;
    case CpuUse::ReadWrite:
        break;
    }
    return DMA_BUF_SYNC_RW;
}

Result<void> sync(const BufferImage &image, std::uint64_t flags)
{
    if (image.memory != BufferImage::Memory::Dmabuf)
        return {};
    for (const UniqueFd &fd : image.fds) {
        const dma_buf_sync request{.flags = flags};
        int status = 0;
        do {
            status = ::ioctl(fd.get(), DMA_BUF_IOCTL_SYNC, &request);
        } while (status != 0 && (errno == EINTR || errno == EAGAIN));
        if (status != 0)
            return failErrno(errno, "DMA_BUF_IOCTL_SYNC");
    }
    return {};
}

} // namespace

Result<void> beginCpuAccess(const BufferImage &image, CpuUse use)
{
    return sync(image, DMA_BUF_SYNC_START | flagsOf(use));
}

Result<void> endCpuAccess(const BufferImage &image, CpuUse use)
{
    return sync(image, DMA_BUF_SYNC_END | flagsOf(use));
}

Result<CpuAccess> CpuAccess::begin(const BufferImage &image, CpuUse use)
{
    TRY(beginCpuAccess(image, use));
    return CpuAccess(image, use);
}

CpuAccess::~CpuAccess()
{
    // A failure here has no remedy: the memory was usable when the access began.
    if (m_image != nullptr)
        static_cast<void>(endCpuAccess(*m_image, m_use));
}

CpuAccess::CpuAccess(CpuAccess &&other) noexcept
    : m_image(std::exchange(other.m_image, nullptr))
    , m_use(other.m_use)
{
}

} // namespace weir
