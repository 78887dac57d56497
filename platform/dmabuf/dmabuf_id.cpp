// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/dmabuf/dmabuf_id.h"

#include <cerrno>

#include <sys/stat.h>

namespace weir
{

Result<DmabufId> DmabufId::of(int fd)
{
    struct stat status{};
    if (::fstat(fd, &status) != 0)
        return failErrno(errno, "fstat of a dma-buf");
    return DmabufId{.device = status.st_dev, .inode = status.st_ino};
}

} // namespace weir
