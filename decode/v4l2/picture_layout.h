// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>

#include "decode/frame/pixel_format.h"
#include "decode/v4l2/video_device.h"
#include "platform/dmabuf/buffer_image.h"

namespace weir
{

// A V4L2 picture format that has a DRM name, so that it can be shown as it is.
struct PictureFormat {
    std::uint32_t v4l2Fourcc = 0;
    PixelFormat pixelFormat = PixelFormat::Nv12;
    std::uint64_t modifier = 0; // DRM_FORMAT_MOD_*; 0 is LINEAR
    std::uint32_t memoryPlanes = 1; // buffers (and dma-bufs) a picture consists of
};

// Nothing: a format that cannot be handed on (tiles without a modifier, unknown layouts).
[[nodiscard]] std::optional<PictureFormat> pictureFormatOf(std::uint32_t v4l2Fourcc);

// The best of `offered` for pictures of `bitDepth` bits: linear and single-buffer first. Nothing:
// none of them can be shown. Pure.
[[nodiscard]] std::optional<PictureFormat>
choosePictureFormat(std::span<const std::uint32_t> offered, unsigned bitDepth);

// Where the planes lie, from the driver's answer alone: pitch is its bytesperline, offsets follow
// from its (padded) height, never from sizeimage, which may have a tail. InvalidData when the
// planes would not fit into the sizes the driver gave. Without descriptors.
[[nodiscard]] Result<BufferImage> layOut(const PictureFormat &picture, const QueueFormat &format);

// "NV12" as people write it; "0x3231564e" when it is no text.
[[nodiscard]] std::string fourccName(std::uint32_t fourcc);

} // namespace weir
