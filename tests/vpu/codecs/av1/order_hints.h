// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "tests/vpu/codecs/av1/controls.h"

namespace weir::vpu::av1
{

// The order hint of each reference, LAST_FRAME first.
using OrderHints = std::array<std::uint32_t, ReferencesPerFrame>;

// Names of the two references of skip mode (1: LAST_FRAME), the lower first.
struct SkipMode {
    bool allowed = false;
    std::array<std::uint8_t, 2> frames{};
};

// get_relative_dist() of 7.9.3; hints have `bits` bits.
int relativeDistance(std::uint32_t a, std::uint32_t b, unsigned bits);
// skip_mode_params() of 5.9.22 up to the flag.
SkipMode deriveSkipMode(const Controls &controls, const OrderHints &references);

} // namespace weir::vpu::av1
