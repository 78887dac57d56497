// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/field_writer.h"

namespace weir::vpu::av1
{

// Parameters are fixed-point numbers.
constexpr unsigned WarpedModelBits = 16; // WARPEDMODEL_PREC_BITS
constexpr std::int32_t WarpedModelOne = 1 << WarpedModelBits;

// gm_params of LAST_FRAME to ALTREF_FRAME.
using MotionParams = std::array<std::int32_t, 6>;
using GlobalMotion = std::array<MotionParams, ReferencesPerFrame>;

// No motion: what a frame without a primary reference starts from.
GlobalMotion defaultMotion();
// What a decoder keeps with the frame, by the control.
GlobalMotion savedMotion(const Controls &controls);
// global_motion_params() of 5.9.24: the control's parameters against the primary reference's.
void writeGlobalMotion(FieldWriter &writer, const Controls &controls, const GlobalMotion &previous);

} // namespace weir::vpu::av1
