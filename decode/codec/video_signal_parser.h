// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/codec/syntax_reader.h"
#include "decode/frame/video_format.h"
#include "platform/base/geometry.h"

namespace weir
{

// What the VUI parameters of H.264 and HEVC begin with (Annex E of both). Values that are reserved
// or make no sense are those of "unspecified".

// aspect_ratio_idc, and sar_width and sar_height where they follow. Table E-1.
[[nodiscard]] Rational parseSampleAspectRatio(SyntaxReader &reader);
// video_format to matrix_coeffs.
[[nodiscard]] ColorInfo parseVideoSignalType(SyntaxReader &reader);

} // namespace weir
