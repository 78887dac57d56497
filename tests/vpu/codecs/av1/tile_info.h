// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/field_writer.h"

namespace weir::vpu::av1
{

// tile_info() of 5.9.15, for the grid that the control's starts describe.
void writeTileInfo(FieldWriter &writer, const Controls &controls);

} // namespace weir::vpu::av1
