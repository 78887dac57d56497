// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <linux/media.h>

#include "decode/v4l2/kernel_io.h"
#include "platform/udev/device_tree.h"

namespace weir
{

// The graph of one media device as MEDIA_IOC_G_TOPOLOGY gives it.
struct MediaTopology {
    std::vector<media_v2_entity> entities;
    std::vector<media_v2_interface> interfaces;
    std::vector<media_v2_pad> pads;
    std::vector<media_v2_link> links;
};

// A decoder entity whose both ends belong to one video node.
struct DecoderEntity {
    std::string name;
    DeviceNumber videoNode;
};

// Asks `fd`, an open media node, and asks again when the graph changed between the two calls.
[[nodiscard]] Result<MediaTopology> readTopology(KernelIo &io, int fd);

// Every entity with the decoder function, one sink and one source, each linked to an I/O entity of
// the same video interface. Pure; an incomplete graph has no decoders.
[[nodiscard]] std::vector<DecoderEntity> decodersIn(const MediaTopology &topology);

} // namespace weir
