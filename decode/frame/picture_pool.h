// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "decode/frame/picture.h"

namespace weir
{

class PicturePool;

// A share in one slot of a pool: the decoder's reference, a queue's, the presenter's. The slot is
// free again when the last share is gone. Copies and dies on any thread; keeps the pool alive.
class SlotRef
{
public:
    SlotRef() = default; // empty
    ~SlotRef();
    SlotRef(const SlotRef &other);
    SlotRef(SlotRef &&other) noexcept = default;
    SlotRef &operator=(const SlotRef &other);
    SlotRef &operator=(SlotRef &&other) noexcept;

    [[nodiscard]] bool isValid() const { return m_pool != nullptr; }
    [[nodiscard]] std::uint16_t index() const { return m_index; }
    [[nodiscard]] SlotName name() const;
    [[nodiscard]] const BufferImage &image() const;
    [[nodiscard]] PicturePool &pool() const { return *m_pool; }

private:
    friend class PicturePool;
    SlotRef(std::shared_ptr<PicturePool> pool, std::uint16_t index)
        : m_pool(std::move(pool))
        , m_index(index)
    {
    }

    std::shared_ptr<PicturePool> m_pool;
    std::uint16_t m_index = 0;
};

// A fixed set of picture buffers and who holds them. Thread-safe.
class PicturePool : public std::enable_shared_from_this<PicturePool>
{
public:
    // `slotFreed` is called without a lock on whichever thread dropped the last share; it must be
    // quick and must not touch the pool. May be empty.
    static std::shared_ptr<PicturePool> create(std::uint32_t generation, VideoFormat format,
                                               std::vector<BufferImage> images,
                                               std::function<void()> slotFreed);

    // The slot that has been free for the longest time and for which `usable` says yes (empty
    // function: any). Nothing: none is free; not an error.
    std::optional<SlotRef> acquire(const std::function<bool(const BufferImage &)> &usable = {});

    // A number that no pool of this process has had: decoders that follow each other in one medium
    // must not share any. Thread-safe.
    [[nodiscard]] static std::uint32_t nextGeneration();

    [[nodiscard]] std::uint32_t generation() const { return m_generation; }
    [[nodiscard]] const VideoFormat &format() const { return m_format; }
    [[nodiscard]] std::uint16_t size() const { return static_cast<std::uint16_t>(m_images.size()); }
    [[nodiscard]] const BufferImage &image(std::uint16_t index) const { return m_images[index]; }
    [[nodiscard]] std::size_t freeCount() const;
    // Nobody holds it. Another thread may make it so at any time; only acquire() ends it.
    [[nodiscard]] bool isFree(std::uint16_t index) const;

private:
    friend class SlotRef;
    PicturePool(std::uint32_t generation, VideoFormat format, std::vector<BufferImage> images,
                std::function<void()> slotFreed);
    void addShare(std::uint16_t index);
    void dropShare(std::uint16_t index);

    const std::uint32_t m_generation;
    const VideoFormat m_format;
    const std::vector<BufferImage> m_images;
    const std::function<void()> m_slotFreed;
    std::vector<std::atomic<std::uint32_t>> m_shares; // acquire/release pair with each other
    mutable std::mutex m_mutex; // guards m_free
    std::deque<std::uint16_t> m_free;
};

} // namespace weir
