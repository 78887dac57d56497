// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "decode/frame/picture.h"
#include "platform/base/time.h"

struct AVPacket;

namespace weir
{

struct AvPacketDeleter {
    void operator()(AVPacket *packet) const;
};
using AvPacketPtr = std::unique_ptr<AVPacket, AvPacketDeleter>;

// One access unit of one track, in decode order. Move only; owns its bytes.
class Packet
{
public:
    Packet(AvPacketPtr packet, std::optional<MediaTime> pts, Nanoseconds duration, Serial serial);

    // Valid as long as the packet; libavcodec's padding follows it.
    [[nodiscard]] std::span<const std::byte> data() const;
    [[nodiscard]] std::optional<MediaTime> pts() const { return m_pts; }
    [[nodiscard]] Nanoseconds duration() const { return m_duration; } // 0: unknown
    [[nodiscard]] bool isKeyframe() const;
    // Decoded for others to refer to, but outside the edit list: not to be shown.
    [[nodiscard]] bool isDiscarded() const;
    [[nodiscard]] Serial serial() const { return m_serial; }
    // Parameter sets in force from this packet on (an mp4 with several sample entries); else empty.
    [[nodiscard]] std::span<const std::byte> newExtradata() const;
    // For libavcodec: pts and dts in nanoseconds on the medium's time line.
    [[nodiscard]] const AVPacket *avPacket() const { return m_packet.get(); }

private:
    AvPacketPtr m_packet;
    std::optional<MediaTime> m_pts;
    Nanoseconds m_duration;
    Serial m_serial;
};

} // namespace weir
