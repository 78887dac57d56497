// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "decode/v4l2/video_device.h"

namespace weir
{

class BitstreamQueue;

// What begins a NAL unit for a device that wants start codes.
inline constexpr std::array<std::byte, 3> AnnexBStartCode{std::byte{0}, std::byte{0}, std::byte{1}};

// A bitstream buffer that is ours to write. Move only. Consumed when it is queued inside a
// request; dropped before that, it is free again at once. Must not outlive its queue.
class BitstreamBuffer
{
public:
    ~BitstreamBuffer();
    BitstreamBuffer(const BitstreamBuffer &) = delete;
    BitstreamBuffer &operator=(const BitstreamBuffer &) = delete;
    BitstreamBuffer(BitstreamBuffer &&other) noexcept;
    BitstreamBuffer &operator=(BitstreamBuffer &&) = delete;

    // Bytes that still fit.
    [[nodiscard]] std::size_t space() const { return m_memory.size() - m_used; }
    // `bytes` must fit.
    void append(std::span<const std::byte> bytes);
    [[nodiscard]] std::uint32_t index() const { return m_index; }
    [[nodiscard]] std::uint32_t usedBytes() const { return static_cast<std::uint32_t>(m_used); }
    [[nodiscard]] std::uint32_t lengthBytes() const
    {
        return static_cast<std::uint32_t>(m_memory.size());
    }
    // Zeroes what some hardware reads ahead, without counting it.
    void padEnd();
    // The kernel owns it from now on; it comes back through BitstreamQueue::giveBack.
    void consume() && { m_queue = nullptr; }

private:
    friend class BitstreamQueue;
    BitstreamBuffer(BitstreamQueue &queue, std::uint32_t index, std::span<std::byte> memory)
        : m_queue(&queue)
        , m_index(index)
        , m_memory(memory)
    {
    }

    BitstreamQueue *m_queue; // null: consumed or moved from
    std::uint32_t m_index;
    std::span<std::byte> m_memory;
    std::size_t m_used = 0;
};

// The buffers of the kernel's OUTPUT queue, mapped once. Thread-bound.
class BitstreamQueue
{
public:
    // After S_FMT. The driver may grant more or fewer than `count`; at least one.
    static Result<BitstreamQueue> create(const VideoDevice &device, std::uint32_t count);
    BitstreamQueue(BitstreamQueue &&) = default;
    BitstreamQueue &operator=(BitstreamQueue &&) = delete;

    // The smallest free buffer with `bytes` of room. Nothing: none of that size is free now.
    std::optional<BitstreamBuffer> acquire(std::size_t bytes);
    // True when some buffer, free or not, has this much room.
    [[nodiscard]] bool canHold(std::size_t bytes) const;
    // Adds a larger buffer while the queue runs (VIDIOC_CREATE_BUFS).
    Result<void> grow(const VideoDevice &device, std::size_t bytes);
    // The kernel is done with it.
    void giveBack(std::uint32_t index);
    // The kernel has dropped all of them (VIDIOC_STREAMOFF).
    void giveBackAll();

    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(m_maps.size()); }
    [[nodiscard]] std::uint32_t freeCount() const
    {
        return static_cast<std::uint32_t>(m_free.size());
    }
    [[nodiscard]] std::uint32_t capabilities() const { return m_capabilities; } // V4L2_BUF_CAP_*

private:
    explicit BitstreamQueue(std::uint32_t capabilities)
        : m_capabilities(capabilities)
    {
    }
    Result<void> mapBuffer(const VideoDevice &device, std::uint32_t index);

    std::vector<MappedMemory> m_maps; // by buffer index
    std::vector<std::uint32_t> m_free; // reserved for all: no allocation while running
    std::uint32_t m_capabilities;
};

} // namespace weir
