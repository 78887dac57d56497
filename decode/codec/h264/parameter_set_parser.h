// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/h264/syntax.h"
#include "platform/base/result.h"

namespace weir::h264
{

// 7.3.2.1: `nal` is a whole NAL unit of type 7, header byte first. Errors: InvalidData, or
// Unsupported for what no stateless device decodes.
Result<Sps> parseSps(std::span<const std::byte> nal);

// The chroma_format_idc of the SPS with that id, which decides how many scaling lists a PPS has.
// A PPS may come before its SPS: 1 (4:2:0) is the right guess then for all but 4:4:4 streams.
struct PpsContext {
    std::array<std::uint8_t, MaxSpsCount> chromaFormatIdc{};
};

// 7.3.2.2: a NAL unit of type 8. Errors as above; Unsupported for slice groups (FMO).
Result<Pps> parsePps(std::span<const std::byte> nal, const PpsContext &context);

} // namespace weir::h264
