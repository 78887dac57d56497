// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include "platform/base/result.h"
#include "tests/vpu/codecs/picture_decoder.h"

namespace weir::vpu
{

// The CAPTURE format of a job.
struct PictureLayout {
    std::uint32_t fourcc = 0; // V4L2_PIX_FMT_NV12 …
    std::uint32_t width = 0; // pixels, padded
    std::uint32_t height = 0;
    std::uint32_t bytesPerLine = 0; // of plane 0
};

// Writes the picture into the memory of a CAPTURE buffer as hardware does: what of it the format
// has room for; the padding stays as it is. Monochrome gets chroma of mid grey. An error when the
// format cannot hold such a picture (bit depth, chroma) or the memory is too small.
Result<void> writePicture(const DecodedPicture &picture, const PictureLayout &layout,
                          std::span<std::uint8_t> memory);

} // namespace weir::vpu
