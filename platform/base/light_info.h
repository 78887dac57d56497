// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace weir
{

// How bright HDR was made to be: SMPTE ST 2086 and CTA-861.3. 0: not said. Value type.
struct LightInfo {
    std::uint32_t minimumLuminance = 0; // of the mastering display, in 0.0001 cd/m²
    std::uint32_t maximumLuminance = 0; // likewise, in cd/m²
    std::uint32_t maximumContent = 0; // MaxCLL, in cd/m²
    std::uint32_t maximumAverage = 0; // MaxFALL, in cd/m²
    friend constexpr bool operator==(const LightInfo &, const LightInfo &) = default;
};

} // namespace weir
