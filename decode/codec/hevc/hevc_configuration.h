// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decode/codec/nal_cursor.h"
#include "platform/base/result.h"

namespace weir::hevc
{

// What a container says of an HEVC track. The NAL units borrow the extradata's bytes.
struct HevcConfiguration {
    NalFraming framing;
    std::vector<std::span<const std::byte>> nalUnits; // parameter sets and whatever else is there
};

// HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1), Annex B, or nothing.
[[nodiscard]] Result<HevcConfiguration>
parseHevcConfiguration(std::span<const std::byte> extradata);

} // namespace weir::hevc
