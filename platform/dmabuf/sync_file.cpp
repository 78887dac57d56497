// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/dmabuf/sync_file.h"

#include <cerrno>

#include <linux/dma-buf.h>
#include <linux/sync_file.h>
#include <sys/ioctl.h>

namespace weir
{

Result<SyncFile> SyncFile::exportFrom(int dmabufFd, Access access)
{
    dma_buf_export_sync_file request{};
    request.flags = access == Access::Read ? DMA_BUF_SYNC_READ : DMA_BUF_SYNC_WRITE;
    request.fd = -1;
    int status = 0;
    do {
        status = ::ioctl(dmabufFd, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &request);
    } while (status != 0 && errno == EINTR);
    if (status != 0)
        return failErrno(errno, "DMA_BUF_IOCTL_EXPORT_SYNC_FILE");
    return SyncFile(UniqueFd(request.fd));
}

SyncFile SyncFile::adopt(UniqueFd fd)
{
    return SyncFile(std::move(fd));
}

Result<SyncFile::Status> SyncFile::status() const
{
    sync_file_info info{}; // num_fences 0: no list of fences is wanted
    if (::ioctl(m_fd.get(), SYNC_IOC_FILE_INFO, &info) != 0)
        return failErrno(errno, "SYNC_IOC_FILE_INFO");
    if (info.status < 0)
        return Status::Failed;
    return info.status == 0 ? Status::Pending : Status::Signalled;
}

} // namespace weir
