// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "decode/frame/picture_pool.h"
#include "platform/dmabuf/mapped_image.h"
#include "platform/dmabuf/picture_memory.h"

namespace weir
{

// One pool with its memory in our address space.
struct MappedPool {
    std::shared_ptr<PicturePool> pool;
    std::vector<MappedImage> mappings; // parallel to the pool's slots
};

// A slot to write into. Both shares go together.
struct MappedSlot {
    SlotRef slot;
    std::shared_ptr<const MappedPool> mapped;
    [[nodiscard]] const MappedImage &mapping() const { return mapped->mappings[slot.index()]; }
};

// Gives out slots for pictures that the CPU writes, all of one format at a time. When it has none
// left it makes a further pool of the same format: a decoder that asks in the middle of a picture
// cannot be told to wait. Thread-safe.
class SlotSource
{
public:
    SlotSource(std::shared_ptr<const PictureMemory> memory, std::function<void()> slotFreed);

    // A slot of a pool with this format; pools of other formats retire with their last share.
    // Errors: NoMemory and those of the allocator.
    Result<MappedSlot> acquire(const VideoFormat &format, std::size_t firstPoolSize);

    // How many slots of the present format are free, and how many are not.
    struct Usage {
        std::size_t free = 0;
        std::size_t held = 0;
    };
    [[nodiscard]] Usage usage() const;

private:
    Result<void> grow(const VideoFormat &format, std::size_t count);

    const std::shared_ptr<const PictureMemory> m_memory;
    const std::function<void()> m_slotFreed;
    mutable std::mutex m_mutex; // guards all below
    std::optional<VideoFormat> m_format;
    std::vector<std::shared_ptr<const MappedPool>> m_pools;
};

} // namespace weir
