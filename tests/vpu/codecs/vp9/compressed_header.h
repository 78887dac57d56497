// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include <linux/v4l2-controls.h>

#include "platform/base/result.h"
#include "tests/vpu/codecs/vp9/uncompressed_header.h"

namespace weir::vpu::vp9
{

struct CompressedHeader {
    v4l2_ctrl_vp9_compressed_hdr expected{};
    std::uint8_t referenceMode = V4L2_VP9_REFERENCE_MODE_SINGLE_REFERENCE;
};

// Parses compressed_header() (VP9 6.3) of the whole `frame`. The control carries what was coded,
// not what follows from it, so no probabilities are needed.
[[nodiscard]] Result<CompressedHeader> parseCompressedHeader(std::span<const std::uint8_t> frame,
                                                             const UncompressedHeader &header);

} // namespace weir::vpu::vp9
