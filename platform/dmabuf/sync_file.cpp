// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/dmabuf/sync_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>

#include <linux/dma-buf.h>
#include <linux/sync_file.h>
#include <sys/ioctl.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

// The kernel's names fill their arrays, with a zero at the end only when there is room.
template <std::size_t N>
std::string_view textOf(const char (&name)[N])
{
    return {name, ::strnlen(name, N)};
}

} // namespace

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

Result<std::string> SyncFile::producer() const
{
    constexpr std::size_t MostFences = 16; // a picture has one writer; more are not told apart
    std::array<sync_fence_info, MostFences> fences{};
    sync_file_info info{};
    info.num_fences = MostFences;
    info.sync_fence_info = std::bit_cast<std::uintptr_t>(fences.data());
    if (::ioctl(m_fd.get(), SYNC_IOC_FILE_INFO, &info) != 0)
        return failErrno(errno, "SYNC_IOC_FILE_INFO");
    const auto known = std::span(fences).first(std::min<std::size_t>(info.num_fences, MostFences));
    const auto pending = std::ranges::find(known, 0, &sync_fence_info::status);
    if (pending == known.end())
        return std::string();
    return formatText("{} {}", textOf(pending->driver_name), textOf(pending->obj_name));
}

} // namespace weir
