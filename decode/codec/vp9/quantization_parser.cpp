// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp9/header_parts.h"

namespace weir::vp9
{

namespace
{

// 6.2.10: read_delta_q()
std::int8_t readDeltaQ(RawBits &bits)
{
    return bits.flag() ? static_cast<std::int8_t>(bits.s(4)) : std::int8_t{0};
}

} // namespace

// 6.2.9: quantization_params()
QuantizationParams parseQuantizationParams(RawBits &bits)
{
    QuantizationParams params;
    params.baseQIdx = static_cast<std::uint8_t>(bits.f(8));
    params.deltaQYDc = readDeltaQ(bits);
    params.deltaQUvDc = readDeltaQ(bits);
    params.deltaQUvAc = readDeltaQ(bits);
    return params;
}

} // namespace weir::vp9
