// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/hevc/syntax.h"
#include "platform/base/result.h"

namespace weir::hevc
{

// 7.3.2.2. `nal` begins with its two header bytes. Errors: InvalidData; Unsupported for range,
// 3D and screen content tools and separate colour planes.
[[nodiscard]] Result<Sps> parseSps(std::span<const std::byte> nal);

// 7.3.2.3, as far as it stands for itself.
[[nodiscard]] Result<Pps> parsePps(std::span<const std::byte> nal);

// What in a PPS is in range or not by the SPS that it names.
[[nodiscard]] Result<void> checkPps(const Pps &pps, const Sps &sps);

} // namespace weir::hevc
