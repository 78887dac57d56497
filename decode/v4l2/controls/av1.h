// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <linux/v4l2-controls.h>

#include "decode/stateless/av1_backend.h"
#include "decode/v4l2/controls/reference_timestamp.h"

// Parsed AV1 structures as the kernel's control structures. Pure functions that know fields and
// nothing else: no descriptor, no state. Reserved fields are 0. Source: linux/v4l2-controls.h and
// Documentation/userspace-api/media/v4l/ext-ctrls-codec-stateless.rst.
namespace weir::av1
{

[[nodiscard]] v4l2_ctrl_av1_sequence toKernel(const SequenceHeader &sequence);
[[nodiscard]] v4l2_ctrl_av1_frame frameControl(const Av1Job &job);
[[nodiscard]] v4l2_ctrl_av1_film_grain toKernel(const FilmGrainParams &grain);
[[nodiscard]] v4l2_ctrl_av1_tile_group_entry toKernel(const Tile &tile);

} // namespace weir::av1
