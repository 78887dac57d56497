// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/shear.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace weir::vpu::av1
{

namespace
{

constexpr unsigned ReduceBits = 6; // WARP_PARAM_REDUCE_BITS
constexpr unsigned TableBits = 8; // DIV_LUT_BITS
constexpr unsigned TablePrecision = 14; // DIV_LUT_PREC_BITS

std::int64_t roundSigned(std::int64_t value, unsigned bits) // Round2Signed
{
    const std::int64_t half = bits == 0 ? 0 : std::int64_t{1} << (bits - 1);
    return value >= 0 ? (value + half) >> bits : -((half - value) >> bits);
}

// 1 / value as factor / 2 to the power of shift (7.11.3.7).
struct Divisor {
    std::int64_t factor = 0;
    unsigned shift = 0;
};

Divisor resolveDivisor(std::int32_t value)
{
    const auto magnitude = static_cast<std::uint32_t>(std::abs(value));
    const auto n = static_cast<unsigned>(std::bit_width(magnitude)) - 1;
    const std::int64_t rest = magnitude - (1U << n);
    const std::int64_t index
        = n > TableBits ? roundSigned(rest, n - TableBits) : rest << (TableBits - n);
    // Div_Lut[index]: what the table holds, rounded to the nearest.
    const std::int64_t denominator = (1 << TableBits) + index;
    const std::int64_t factor
        = ((std::int64_t{1} << (TableBits + TablePrecision)) + denominator / 2) / denominator;
    return {.factor = value < 0 ? -factor : factor, .shift = n + TablePrecision};
}

std::int64_t reduce(std::int64_t value)
{
    const std::int64_t clamped = std::clamp<std::int64_t>(value, INT16_MIN, INT16_MAX);
    return std::abs(roundSigned(clamped, ReduceBits) * (1 << ReduceBits));
}

} // namespace

bool isWarpValid(const MotionParams &params)
{
    constexpr std::int64_t One = WarpedModelOne;
    if (params[2] <= 0)
        return false;
    const Divisor divisor = resolveDivisor(params[2]);
    const std::int64_t v = std::int64_t{params[4]} * One;
    const std::int64_t w = std::int64_t{params[3]} * params[4];
    const std::int64_t alpha = reduce(params[2] - One);
    const std::int64_t beta = reduce(params[3]);
    const std::int64_t gamma = reduce(roundSigned(v * divisor.factor, divisor.shift));
    const std::int64_t delta
        = reduce(params[5] - roundSigned(w * divisor.factor, divisor.shift) - One);
    return 4 * alpha + 7 * beta < One && 4 * gamma + 4 * delta < One;
}

} // namespace weir::vpu::av1
