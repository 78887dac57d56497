// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "platform/base/geometry.h"
#include "platform/base/result.h"
#include "platform/base/unique_fd.h"

namespace weir
{

// The memory of one picture as other processes may see it: a dma-buf, or a memfd where none can be
// made. Owns its descriptors; immutable once made, so it may be read from any thread.
struct BufferImage {
    enum class Memory { Dmabuf, SharedMemory };
    struct Plane {
        std::uint8_t fdIndex = 0; // index into fds; linear NV12 of V4L2 has one fd for both planes
        std::uint32_t offsetBytes = 0;
        std::uint32_t strideBytes = 0;
    };

    Memory memory = Memory::Dmabuf;
    std::uint32_t fourcc = 0; // DRM_FORMAT_* (drm_fourcc.h); 0: no such format, cannot be presented
    std::uint64_t modifier = 0; // DRM_FORMAT_MOD_*; 0 is LINEAR
    Size size; // of the memory in pixels: what the driver calls the coded, aligned size
    std::array<Plane, 4> planes{};
    std::uint8_t planeCount = 0;
    std::vector<UniqueFd> fds;
    std::vector<std::size_t> fdSizesBytes; // parallel to fds
    // Whether another process ever got the memory; one answer for all duplicates. Null: nobody
    // keeps account.
    std::shared_ptr<std::atomic<bool>> lent{};

    // To be called before the descriptors leave the process. Any thread.
    void lend() const;
    // False: nobody but its producer can be using it, there is no need to ask the kernel.
    [[nodiscard]] bool mayBeInUse() const;

    // The same memory through descriptors of its own (dup).
    [[nodiscard]] Result<BufferImage> duplicate() const;
};

} // namespace weir
