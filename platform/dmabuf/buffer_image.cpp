// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/dmabuf/buffer_image.h"

#include <cerrno>

namespace weir
{

// Relaxed: what gives a buffer back orders the two.
void BufferImage::lend() const
{
    if (lent)
        lent->store(true, std::memory_order_relaxed);
}

bool BufferImage::mayBeInUse() const
{
    return !lent || lent->load(std::memory_order_relaxed);
}

Result<BufferImage> BufferImage::duplicate() const
{
    BufferImage copy{.memory = memory,
                     .fourcc = fourcc,
                     .modifier = modifier,
                     .size = size,
                     .planes = planes,
                     .planeCount = planeCount,
                     .fds = {},
                     .fdSizesBytes = fdSizesBytes,
                     .lent = lent};
    for (const UniqueFd &fd : fds) {
        copy.fds.push_back(fd.duplicate());
        if (!copy.fds.back().isValid())
            return failErrno(errno, "F_DUPFD_CLOEXEC of a picture buffer");
    }
    return copy;
}

} // namespace weir
