// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace weir::h264
{

// The recovery_frame_cnt of the first recovery point message (D.1.8) in a NAL unit of type 6.
// Nothing: it has none, or is damaged, which is no reason not to decode.
std::optional<std::uint16_t> findRecoveryPoint(std::span<const std::byte> nal);

} // namespace weir::h264
