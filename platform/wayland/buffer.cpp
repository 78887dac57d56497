// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/buffer.h"

#include <wayland-client.h>

namespace weir
{

struct Buffer::Listener {
    static void release(void *data, wl_buffer *)
    {
        auto &self = *static_cast<Buffer *>(data);
        self.m_busy = false;
        if (self.m_released)
            self.m_released(self);
    }
    static constexpr wl_buffer_listener Table{.release = release};
};

Buffer::Buffer(Proxy<wl_buffer> proxy, Released released)
    : m_proxy(std::move(proxy))
    , m_released(std::move(released))
{
    wl_buffer_add_listener(m_proxy.get(), &Listener::Table, this);
}

} // namespace weir
