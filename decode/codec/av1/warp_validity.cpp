// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/warp_validity.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>

namespace weir::av1
{

namespace
{

constexpr std::int64_t One = std::int64_t{1} << WarpedModelPrecBits;
constexpr unsigned DivLutBits = 8;
constexpr unsigned DivLutPrecBits = 14;
constexpr unsigned WarpParamReduceBits = 6;

// Round2Signed() of 4.7
std::int64_t round2Signed(std::int64_t value, unsigned bits)
{
    if (bits == 0)
        return value;
    const std::int64_t magnitude = (std::abs(value) + (std::int64_t{1} << (bits - 1))) >> bits;
    return value < 0 ? -magnitude : magnitude;
}

// x / divisor by the resolve divisor process, 7.11.3.7. The divisor is positive.
std::int64_t divide(std::int64_t x, std::int64_t divisor)
{
    const auto magnitude = static_cast<std::uint64_t>(divisor);
    const auto n = static_cast<unsigned>(std::bit_width(magnitude)) - 1;
    const std::int64_t rest = divisor - (std::int64_t{1} << n);
    const std::int64_t f
        = n > DivLutBits ? round2Signed(rest, n - DivLutBits) : rest << (DivLutBits - n);
    // Div_Lut[ f ]: 2^14 / (1 + f / 256), rounded
    const std::int64_t step = (std::int64_t{1} << DivLutBits) + f;
    const std::int64_t factor
        = ((std::int64_t{1} << (DivLutBits + DivLutPrecBits)) + step / 2) / step;
    return round2Signed(x * factor, n + DivLutPrecBits);
}

std::int64_t shearParam(std::int64_t value)
{
    const auto clamped = std::clamp<std::int64_t>(value, std::numeric_limits<std::int16_t>::min(),
                                                  std::numeric_limits<std::int16_t>::max());
    return round2Signed(clamped, WarpParamReduceBits) * (1 << WarpParamReduceBits);
}

} // namespace

bool isWarpValid(const WarpParams &params)
{
    const auto &mat = params.value;
    if (mat[2] <= 0)
        return false;
    const std::int64_t alpha = shearParam(mat[2] - One);
    const std::int64_t beta = shearParam(mat[3]);
    const std::int64_t gamma = shearParam(divide(mat[4] * One, mat[2]));
    const std::int64_t delta
        = shearParam(mat[5] - divide(std::int64_t{mat[3]} * mat[4], mat[2]) - One);
    return 4 * std::abs(alpha) + 7 * std::abs(beta) < One
        && 4 * std::abs(gamma) + 4 * std::abs(delta) < One;
}

} // namespace weir::av1
