// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "platform/wayland/proxy.h"

namespace weir
{

// One wl_buffer and whether the compositor uses it. A busy buffer is never attached again: one
// release event could otherwise stand for either use. Thread-bound (present).
class Buffer
{
public:
    // Called while dispatching, when the compositor is done with one use.
    using Released = std::function<void(const Buffer &)>;
    Buffer(Proxy<wl_buffer> proxy, Released released);
    Buffer(const Buffer &) = delete;
    Buffer &operator=(const Buffer &) = delete;
    Buffer(Buffer &&) = delete;
    Buffer &operator=(Buffer &&) = delete;
    ~Buffer() = default;

    [[nodiscard]] wl_buffer *proxy() const { return m_proxy.get(); }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    // To be called with the attach; the buffer is busy until wl_buffer.release.
    void markBusy() { m_busy = true; }

private:
    struct Listener;
    friend struct Listener;

    Proxy<wl_buffer> m_proxy;
    Released m_released;
    bool m_busy = false;
};

} // namespace weir
