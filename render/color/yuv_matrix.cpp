// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/color/yuv_matrix.h"

#include <cmath>

#include "render/color/color_decision.h"

namespace weir
{

namespace
{

// The weights of red and blue in luma.
struct LumaWeights {
    double red;
    double blue;
};

LumaWeights weightsOf(const ColorInfo &color, int height)
{
    constexpr LumaWeights Bt709{.red = 0.2126, .blue = 0.0722};
    constexpr LumaWeights Bt601{.red = 0.299, .blue = 0.114};
    constexpr LumaWeights Bt2020{.red = 0.2627, .blue = 0.0593};
    constexpr LumaWeights Smpte240{.red = 0.212, .blue = 0.087};
    constexpr LumaWeights Fcc{.red = 0.30, .blue = 0.11};
    switch (matrixOf(color, height)) {
    case 4:
        return Fcc;
    case 6:
        return Bt601;
    case 7:
        return Smpte240;
    case 9:
    case 10:
        return Bt2020;
    default: // 1, and 14, which is no matrix on RGB
        return Bt709;
    }
}

} // namespace

YuvMatrix yuvMatrixFor(const ColorInfo &color, int bitDepth, int height)
{
    const double unit = std::exp2(bitDepth - 8);
    const double largest = std::exp2(bitDepth) - 1;
    const double lumaRange = color.fullRange ? largest : 219 * unit;
    const double chromaRange = color.fullRange ? largest : 224 * unit;
    const auto [red, blue] = weightsOf(color, height);
    const double green = 1 - red - blue;
    return {.black = color.fullRange ? 0 : 16 * unit,
            .middle = std::exp2(bitDepth - 1),
            .luma = 1 / lumaRange,
            .redFromCr = 2 * (1 - red) / chromaRange,
            .greenFromCb = -2 * (1 - blue) * blue / green / chromaRange,
            .greenFromCr = -2 * (1 - red) * red / green / chromaRange,
            .blueFromCb = 2 * (1 - blue) / chromaRange};
}

} // namespace weir
