// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "platform/dmabuf/buffer_image.h"
#include "platform/wayland/proxy.h"

namespace weir
{

// One wl_buffer and whether the compositor uses it. A busy buffer is never attached again: one
// release could otherwise stand for either use. Thread-bound (present).
class Buffer
{
public:
    // Called while dispatching, or by free(), when the compositor is done with one use.
    using Released = std::function<void(const Buffer &)>;
    Buffer(Proxy<wl_buffer> proxy, BufferImage::Memory memory, Released released);
    Buffer(const Buffer &) = delete;
    Buffer &operator=(const Buffer &) = delete;
    Buffer(Buffer &&) = delete;
    Buffer &operator=(Buffer &&) = delete;
    ~Buffer() = default;

    [[nodiscard]] wl_buffer *proxy() const { return m_proxy.get(); }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    [[nodiscard]] BufferImage::Memory memory() const { return m_memory; }
    // What says that a use has ended.
    enum class FreedBy : std::uint8_t {
        Event, // wl_buffer.release
        Owner, // free(); events mean nothing then
    };
    // To be called with the attach.
    void markBusy(FreedBy freedBy)
    {
        m_busy = true;
        m_freedBy = freedBy;
    }
    void free();

    // Something that somebody keeps for it, and that goes with it; null: nothing yet.
    [[nodiscard]] const std::shared_ptr<void> &companion() const { return m_companion; }
    void setCompanion(std::shared_ptr<void> companion) { m_companion = std::move(companion); }

private:
    struct Listener;
    friend struct Listener;

    Proxy<wl_buffer> m_proxy;
    Released m_released;
    BufferImage::Memory m_memory;
    FreedBy m_freedBy = FreedBy::Event;
    bool m_busy = false;
    std::shared_ptr<void> m_companion;
};

} // namespace weir
