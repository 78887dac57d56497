// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "platform/dmabuf/buffer_image.h"
#include "platform/dmabuf/sync_file.h"

namespace weir
{

// The producer's fences on one picture: a compositor must not be given memory that is still being
// written. Thread-bound (present).
class AcquireFence
{
public:
    // Asks the memory (poll of the dma-buf, one cheap call in the usual case that no write is
    // pending); takes the fences themselves (DMA_BUF_IOCTL_EXPORT_SYNC_FILE) only when one is, so
    // that a later writer cannot prolong the wait. Shared memory has none. `image` outlives it.
    explicit AcquireFence(const BufferImage &image);

    enum class State : std::uint8_t { None, Pending, Signalled, Failed };
    // None: nothing was pending from the start. Failed: over, but a fence carries an error or could
    // not be exported. After a Pending, call again when waitFd() polls readable.
    State check();
    // Borrowed; -1 unless pending.
    [[nodiscard]] int waitFd() const { return m_waitFd; }
    // Who is still writing, "driver timeline"; empty unless pending, or when the kernel does not
    // say.
    [[nodiscard]] std::string producer() const;

private:
    [[nodiscard]] int pendingFd() const;
    [[nodiscard]] State finish() const;

    const BufferImage *m_image;
    std::optional<SyncFile> m_fence;
    int m_waitFd = -1;
    bool m_waited = false;
    bool m_failed = false;
};

} // namespace weir
