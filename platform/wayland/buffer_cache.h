// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "platform/dmabuf/buffer_image.h"
#include "platform/wayland/buffer.h"
#include "platform/wayland/buffer_import.h"
#include "platform/wayland/globals.h"

namespace weir
{

// Names one picture buffer, the way decode/frame does; fd numbers are reused and name nothing.
struct BufferKey {
    std::uint32_t generation = 0;
    std::uint16_t index = 0;
    friend constexpr bool operator==(const BufferKey &, const BufferKey &) = default;
};

// The wl_buffers of picture pools: made when a slot is first shown, then kept, so that the
// compositor imports each memory once. Thread-bound (present).
class BufferCache
{
public:
    // Called while dispatching, once for each use of a buffer that ended.
    using Released = std::function<void(BufferKey, const Buffer &)>;
    BufferCache(const Globals &globals, Released released);

    // Takes note of a pool, and tries its first image with the compositor if it is a dma-buf.
    // `size`: the part of the images, from their origin, that is ever shown.
    using Images = std::shared_ptr<const std::vector<BufferImage>>;
    void addPool(std::uint32_t generation, Images images, Size size);
    // Its buffers go as soon as the compositor has released them.
    void retirePool(std::uint32_t generation);

    // Pending: the compositor has not answered the trial. Refused: it does not take this kind.
    enum class Import { Pending, Ready, Refused, Unknown };
    [[nodiscard]] Import stateOf(std::uint32_t generation) const;
    // Of each of its buffers, in pixels.
    [[nodiscard]] Size bufferSize(std::uint32_t generation) const;

    // A buffer of that slot which the compositor does not use; a second one is made when the
    // first is still busy from an earlier showing. Only when the pool is Ready. Null: impossible.
    Buffer *idleBuffer(BufferKey key);
    // wl_buffers made so far.
    [[nodiscard]] std::size_t buffersMade() const { return m_buffersMade; }

private:
    struct Pool {
        Images images;
        Size size;
        Import state = Import::Pending;
        bool retired = false;
        std::unique_ptr<ImportTrial> trial;
        std::vector<std::vector<std::unique_ptr<Buffer>>> slots; // by index; mostly one each
    };
    void finishTrial(std::uint32_t generation, Proxy<wl_buffer> buffer);
    Buffer *addBuffer(Pool &pool, BufferKey key, Proxy<wl_buffer> proxy);
    [[nodiscard]] Proxy<wl_buffer> import(const Pool &pool, std::uint16_t index) const;
    // Frees retired pools without busy buffers. Never called from inside a buffer's event.
    void dropRetired();

    const Globals &m_globals;
    Released m_released;
    std::map<std::uint32_t, Pool> m_pools;
    std::size_t m_buffersMade = 0;
};

} // namespace weir
