// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

#include "decode/v4l2/picture_layout.h"
#include "decode/v4l2/video_device.h"

namespace weir
{

struct FormatWish {
    std::uint32_t fourcc = 0; // of the bitstream
    Size codedSize;
    unsigned bitDepth = 8;
    std::span<v4l2_ext_control> modeControls;
    std::span<v4l2_ext_control> sequenceControls;
    bool setsPictureSize = false; // see CodecRow
};

struct PictureSide {
    PictureFormat format;
    QueueFormat memory;
};

// Sets both sides of a fresh handle up, in the order the stateless decoder interface asks for:
// modes, bitstream format, sequence header, and only then the picture format, since the header
// decides which there are. Unsupported: the driver cannot decode this sequence, and why.
[[nodiscard]] Result<PictureSide> setUpFormats(const VideoDevice &device, const FormatWish &wish);

// Changes the size of both sides while they run, for pictures in `picture`'s format; the size of
// the bitstream buffers stays. Nothing: the driver's sizes do for the new pictures as they are.
// Unsupported: the driver does not change them in between.
[[nodiscard]] Result<std::optional<QueueFormat>>
resizeFormats(const VideoDevice &device, const FormatWish &wish, const PictureFormat &picture);

// The size to begin with for bitstream buffers: generous, and larger ones can be added.
[[nodiscard]] std::uint32_t bitstreamBufferBytes(Size codedSize, unsigned bitDepth);

} // namespace weir
