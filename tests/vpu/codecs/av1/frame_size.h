// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/field_writer.h"

namespace weir::vpu::av1
{

// Whether the sizes are in the frame header: frame_size_override_flag (5.9.2).
bool overridesFrameSize(const Controls &controls);
// frame_size() and render_size(), or frame_size_with_refs() with no reference's size taken
// (5.9.5 to 5.9.8).
void writeFrameSize(FieldWriter &writer, const Controls &controls);

} // namespace weir::vpu::av1
