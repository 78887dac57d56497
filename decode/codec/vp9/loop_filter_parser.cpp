// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp9/header_parts.h"

namespace weir::vp9
{

namespace
{

void updateDelta(RawBits &bits, std::int8_t &delta)
{
    if (bits.flag())
        delta = static_cast<std::int8_t>(bits.s(6));
}

} // namespace

// 6.2.8: loop_filter_params()
void parseLoopFilterParams(RawBits &bits, LoopFilterParams &params)
{
    params.level = static_cast<std::uint8_t>(bits.f(6));
    params.sharpness = static_cast<std::uint8_t>(bits.f(3));
    params.deltaEnabled = bits.flag();
    params.deltaUpdate = params.deltaEnabled && bits.flag();
    if (!params.deltaUpdate)
        return;
    for (std::int8_t &delta : params.refDeltas)
        updateDelta(bits, delta);
    for (std::int8_t &delta : params.modeDeltas)
        updateDelta(bits, delta);
}

} // namespace weir::vp9
