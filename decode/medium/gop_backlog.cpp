// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/gop_backlog.h"

#include <utility>

namespace weir
{

void GopBacklog::keep(Packet packet)
{
    constexpr std::size_t MaximumBytes = std::size_t{16} << 20U;
    constexpr std::size_t MaximumPackets = 600; // 10 s at 60 pictures a second
    if (packet.isKeyframe()) {
        clear();
        m_complete = true;
    }
    if (!m_complete)
        return;
    m_bytes += packet.data().size();
    m_packets.push_back(std::move(packet));
    if (m_bytes > MaximumBytes || m_packets.size() > MaximumPackets)
        clear();
}

void GopBacklog::clear()
{
    m_packets.clear();
    m_bytes = 0;
    m_complete = false;
}

std::deque<Packet> GopBacklog::takeAll()
{
    std::deque<Packet> all = std::exchange(m_packets, {});
    clear();
    return all;
}

} // namespace weir
