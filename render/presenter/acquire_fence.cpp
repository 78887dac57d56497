// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/acquire_fence.h"

#include "platform/base/poller.h"

namespace weir
{

AcquireFence::AcquireFence(const BufferImage &image)
    : m_image(&image)
{
}

// A dma-buf polls readable when no write to it is pending (Linux Documentation/driver-api/dma-buf,
// "Implicit Fence Poll Support").
int AcquireFence::pendingFd() const
{
    if (m_image->memory != BufferImage::Memory::Dmabuf)
        return -1;
    for (const UniqueFd &fd : m_image->fds) {
        if (!isReadyNow(fd.get(), Poller::Interest::Readable))
            return fd.get();
    }
    return -1;
}

AcquireFence::State AcquireFence::check()
{
    if (m_waitFd >= 0 && !isReadyNow(m_waitFd, Poller::Interest::Readable))
        return State::Pending;
    if (m_fence && m_fence->status() != SyncFile::Status::Signalled)
        m_failed = true;
    m_fence.reset();
    m_waitFd = pendingFd(); // the next of several memories
    if (m_waitFd < 0)
        return finish();
    m_waited = true;
    Result<SyncFile> fence = SyncFile::exportFrom(m_waitFd, SyncFile::Access::Read);
    if (fence) {
        m_fence.emplace(*std::move(fence));
        m_waitFd = m_fence->fd();
    } else {
        m_failed = true; // an old kernel: the dma-buf itself is waited for
    }
    return State::Pending;
}

std::string AcquireFence::producer() const
{
    return m_fence ? m_fence->producer().value_or(std::string()) : std::string();
}

AcquireFence::State AcquireFence::finish() const
{
    if (m_failed)
        return State::Failed;
    return m_waited ? State::Signalled : State::None;
}

} // namespace weir
