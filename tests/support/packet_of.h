// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

extern "C" {
#include <libavcodec/packet.h>
}

#include "decode/demux/packet.h"

namespace weir::test
{

// A packet without a time that has a copy of `bytes`, and new extradata where there is some. Empty
// when there is no memory.
inline Packet packetOf(std::span<const std::byte> bytes, std::span<const std::byte> extradata = {})
{
    AvPacketPtr packet(av_packet_alloc());
    const auto copyTo = [](std::uint8_t *target, std::span<const std::byte> source) {
        if (target != nullptr)
            std::ranges::transform(
                source, target, [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
    };
    if (av_new_packet(packet.get(), static_cast<int>(bytes.size())) == 0)
        copyTo(packet->data, bytes);
    if (!extradata.empty())
        copyTo(av_packet_new_side_data(packet.get(), AV_PKT_DATA_NEW_EXTRADATA, extradata.size()),
               extradata);
    return {std::move(packet), std::nullopt, Nanoseconds(0), 0};
}

} // namespace weir::test
