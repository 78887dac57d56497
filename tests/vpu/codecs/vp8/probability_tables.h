// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace weir::vpu::vp8
{

// Block types x bands x contexts x tokens, and 2 x 19 for motion vectors; flat, last index fastest.
inline constexpr std::size_t CoefficientProbabilityCount = std::size_t{4} * 8 * 3 * 11;
inline constexpr std::size_t MotionProbabilityCount = std::size_t{2} * 19;

extern const std::array<std::uint8_t, CoefficientProbabilityCount> CoefficientUpdateProbabilities;
extern const std::array<std::uint8_t, CoefficientProbabilityCount> DefaultCoefficientProbabilities;
extern const std::array<std::uint8_t, MotionProbabilityCount> MotionUpdateProbabilities;
extern const std::array<std::uint8_t, MotionProbabilityCount> DefaultMotionProbabilities;
// RFC 6386 16.2
inline constexpr std::array<std::uint8_t, 4> DefaultLumaModeProbabilities{112, 86, 140, 37};
inline constexpr std::array<std::uint8_t, 3> DefaultChromaModeProbabilities{162, 101, 204};

} // namespace weir::vpu::vp8
