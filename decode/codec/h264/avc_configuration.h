// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decode/codec/nal_cursor.h"
#include "platform/base/result.h"

namespace weir::h264
{

// What a container says about a stream before its first packet.
struct AvcConfiguration {
    NalFraming framing;
    // SPS and PPS NAL units, borrowed from the extradata; may be empty.
    std::vector<std::span<const std::byte>> parameterSets;
};

// Takes an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 5.3.3.1), Annex B parameter sets, or
// nothing (then the stream is Annex B). Errors: InvalidData.
Result<AvcConfiguration> parseAvcConfiguration(std::span<const std::byte> extradata);

} // namespace weir::h264
