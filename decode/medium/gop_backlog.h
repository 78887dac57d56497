// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>

#include "decode/demux/packet.h"

namespace weir
{

// The packets since the last key frame, so that another decoder can take over without a gap.
// Thread-bound.
class GopBacklog
{
public:
    // A key frame begins anew. Too long a stretch is forgotten altogether.
    void keep(Packet packet);
    void clear();
    // Gives out everything, oldest first, and is empty then.
    [[nodiscard]] std::deque<Packet> takeAll();

private:
    std::deque<Packet> m_packets;
    std::size_t m_bytes = 0;
    bool m_complete = false; // begins with a key frame
};

} // namespace weir
