// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "platform/dmabuf/sync_file.h"

namespace weir
{

// A row of points, each of which is reached once and for good; reaching one reaches all before it.
// What linux-drm-syncobj-v1 is about. An interface, since few machines have the kernel's. Points
// count from 1. Thread-bound to its owner.
class SyncTimeline
{
public:
    virtual ~SyncTimeline() = default;

    // The same timeline for another process.
    [[nodiscard]] virtual Result<UniqueFd> exportFd() const = 0;
    // `point` is reached when the fences of `fence` have signalled, with or without an error.
    virtual Result<void> setFence(std::uint64_t point, const SyncFile &fence) = 0;
    // `point` is reached now.
    virtual Result<void> signal(std::uint64_t point) = 0;
    [[nodiscard]] virtual Result<bool> isReached(std::uint64_t point) const = 0;
    // Adds one to the eventfd when `point` is reached, at once if it is.
    virtual Result<void> notify(std::uint64_t point, int eventFd) = 0;
};

// Makes timelines. Thread-safe.
class SyncDevice
{
public:
    virtual ~SyncDevice() = default;

    [[nodiscard]] virtual Result<std::unique_ptr<SyncTimeline>> createTimeline() = 0;
    // From what exportFd gave. Errors: InvalidData when it is no timeline.
    [[nodiscard]] virtual Result<std::unique_ptr<SyncTimeline>> importTimeline(UniqueFd fd) = 0;
    // What a reader of a dma-buf waits for at this moment.
    [[nodiscard]] virtual Result<SyncFile> exportFence(int dmabufFd) = 0;
};

} // namespace weir
