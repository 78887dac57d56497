// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace weir::hevc
{

// D.2.8: recovery_poc_cnt of the recovery point message in this SEI NAL unit, if there is one.
[[nodiscard]] std::optional<std::int32_t> findRecoveryPoint(std::span<const std::byte> nal);

} // namespace weir::hevc
