// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/packet.h"

extern "C" {
#include <libavcodec/packet.h>
}

namespace weir
{

void AvPacketDeleter::operator()(AVPacket *packet) const
{
    av_packet_free(&packet);
}

Packet::Packet(AvPacketPtr packet, std::optional<MediaTime> pts, Nanoseconds duration,
               Serial serial)
    : m_packet(std::move(packet))
    , m_pts(pts)
    , m_duration(duration)
    , m_serial(serial)
{
}

std::span<const std::byte> Packet::data() const
{
    return std::as_bytes(std::span(m_packet->data, static_cast<std::size_t>(m_packet->size)));
}

std::span<const std::byte> Packet::newExtradata() const
{
    std::size_t size = 0;
    const std::uint8_t *data
        = av_packet_get_side_data(m_packet.get(), AV_PKT_DATA_NEW_EXTRADATA, &size);
    return std::as_bytes(std::span(data, data == nullptr ? 0 : size));
}

bool Packet::isKeyframe() const
{
    return (m_packet->flags & AV_PKT_FLAG_KEY) != 0;
}

bool Packet::isDiscarded() const
{
    return (m_packet->flags & AV_PKT_FLAG_DISCARD) != 0;
}

} // namespace weir
