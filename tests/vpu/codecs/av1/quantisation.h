// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/field_writer.h"

namespace weir::vpu::av1
{

void writeQuantisation(FieldWriter &writer, const Controls &controls); // 5.9.12
void writeSegmentation(FieldWriter &writer, const Controls &controls); // 5.9.14
void writeDeltaParams(FieldWriter &writer, const Controls &controls); // 5.9.17, 5.9.18
// CodedLossless of 5.9.2: no segment loses anything.
bool isCodedLossless(const Controls &controls);

} // namespace weir::vpu::av1
