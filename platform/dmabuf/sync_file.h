// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace weir
{

// A snapshot of the fences on a dma-buf (DMA_BUF_IOCTL_EXPORT_SYNC_FILE, Linux 6.0). Owns its fd,
// which polls readable once all of them have signalled. Thread-bound to its owner.
class SyncFile
{
public:
    enum class Access : std::uint8_t {
        Read, // what a reader waits for: the writers' fences
        Write, // what a writer waits for: everybody's fences
    };
    enum class Status : std::uint8_t { Pending, Signalled, Failed };

    // Errors: Unsupported on kernels without the ioctl or fds that are no dma-bufs.
    static Result<SyncFile> exportFrom(int dmabufFd, Access access);
    // `fd` must be a sync_file.
    static SyncFile adopt(UniqueFd fd);

    // SYNC_IOC_FILE_INFO: by the fence's state, not by any name. A buffer without fences gives a
    // stub that is signalled from the start.
    [[nodiscard]] Result<Status> status() const;
    // "driver timeline" of the first fence that is still pending (the kernel tells the names only
    // of those); empty: none is.
    [[nodiscard]] Result<std::string> producer() const;
    [[nodiscard]] int fd() const { return m_fd.get(); }

private:
    explicit SyncFile(UniqueFd fd)
        : m_fd(std::move(fd))
    {
    }

    UniqueFd m_fd;
};

} // namespace weir
