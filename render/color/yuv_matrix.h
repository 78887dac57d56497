// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decode/frame/video_format.h"

namespace weir
{

// From code values to red, green and blue between 0 and 1:
//   red = luma * (Y - black) + redFromCr * (Cr - middle), and so on.
// Red, green and blue that are coded as such have `luma` and `black` in common.
struct YuvMatrix {
    double black = 0;
    double middle = 0; // of no colour
    double luma = 0;
    double redFromCr = 0;
    double greenFromCb = 0;
    double greenFromCr = 0;
    double blueFromCb = 0;
};

// Source: ITU-T H.273 tables 4 (matrices) and the ranges of 8.3. The matrix is that of matrixOf().
// Pure.
[[nodiscard]] YuvMatrix yuvMatrixFor(const ColorInfo &color, int bitDepth, int height);

} // namespace weir
