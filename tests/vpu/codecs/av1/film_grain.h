// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/vpu/codecs/av1/controls.h"
#include "tests/vpu/codecs/av1/field_writer.h"

namespace weir::vpu::av1
{

// Whether grain is to be laid on the job's picture.
bool appliesGrain(const Controls &controls);
// film_grain_params() of 5.9.30. All parameters are written, also those that the file's header took
// from a reference: a device works from the control's values.
void writeFilmGrain(FieldWriter &writer, const Controls &controls);

} // namespace weir::vpu::av1
