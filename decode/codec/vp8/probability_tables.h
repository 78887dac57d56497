// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/vp8/syntax.h"

// The constants of RFC 6386.
namespace weir::vp8
{

extern const CoefficientProbabilities CoefficientUpdateProbabilities; // 13.4
extern const CoefficientProbabilities DefaultCoefficientProbabilities; // 13.5

// 17.2
inline constexpr MotionProbabilities MotionUpdateProbabilities{
    {{237, 246, 253, 253, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 250, 250, 252, 254,
      254},
     {231, 243, 245, 253, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 251, 251, 254, 254,
      254}}};
inline constexpr MotionProbabilities DefaultMotionProbabilities{
    {{162, 128, 225, 146, 172, 147, 214, 39, 156, 128, 129, 132, 75, 145, 178, 206, 239, 254, 254},
     {164, 128, 204, 170, 119, 235, 140, 230, 228, 128, 130, 130, 74, 148, 180, 203, 236, 254,
      254}}};

// 11.2: in key frames
inline constexpr std::array<std::uint8_t, 4> KeyFrameYModeProbabilities{145, 156, 163, 128};
inline constexpr std::array<std::uint8_t, 3> KeyFrameUvModeProbabilities{142, 114, 183};
// 16.2: in all others, until they change
inline constexpr std::array<std::uint8_t, 4> DefaultYModeProbabilities{112, 86, 140, 37};
inline constexpr std::array<std::uint8_t, 3> DefaultUvModeProbabilities{162, 101, 204};

} // namespace weir::vp8
