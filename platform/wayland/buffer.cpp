// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/buffer.h"

#include <wayland-client.h>

namespace weir
{

struct Buffer::Listener {
    static void release(void *data, wl_buffer *)
    {
        auto &self = *static_cast<Buffer *>(data);
        if (self.m_freedBy == FreedBy::Event)
            self.free();
    }
    static constexpr wl_buffer_listener Table{.release = release};
};

Buffer::Buffer(Proxy<wl_buffer> proxy, BufferImage::Memory memory, Released released)
    : m_proxy(std::move(proxy))
    , m_released(std::move(released))
    , m_memory(memory)
{
    wl_buffer_add_listener(m_proxy.get(), &Listener::Table, this);
}

void Buffer::free()
{
    m_busy = false;
    if (m_released)
        m_released(*this);
}

} // namespace weir
