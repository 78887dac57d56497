// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/field_writer.h"

namespace weir::vpu::av1
{

// The in-loop filters; each writes nothing where the frame cannot have it.
void writeLoopFilter(FieldWriter &writer, const Controls &controls, bool codedLossless); // 5.9.11
void writeCdef(FieldWriter &writer, const Controls &controls, bool codedLossless); // 5.9.19
void writeLoopRestoration(FieldWriter &writer, const Controls &controls,
                          bool allLossless); // 5.9.20

} // namespace weir::vpu::av1
