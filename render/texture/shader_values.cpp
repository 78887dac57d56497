// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/texture/shader_values.h"

#include <cmath>

#include "render/color/yuv_matrix.h"

namespace weir
{

namespace
{

TextureLayout layoutOf(const PixelFormatInfo &info)
{
    if (info.semiPlanar)
        return TextureLayout::SemiPlanar;
    return info.planeCount == 1 ? TextureLayout::Gray : TextureLayout::Planar;
}

// H.273 table 3: 16 is SMPTE ST 2084, 18 ARIB STD-B67.
ToneCurve curveOf(const ColorInfo &color)
{
    if (color.transfer == 16)
        return ToneCurve::Pq;
    return color.transfer == 18 ? ToneCurve::Hlg : ToneCurve::None;
}

// A texture of words gives 1 for 65535; P010 has its ten bits on top, the others below.
double textureScale(PixelFormat format)
{
    const PixelFormatInfo &info = infoOf(format);
    if (info.bytesPerSample != 2)
        return 1;
    const double largest = std::exp2(info.bitDepth) - 1;
    const double shift = info.semiPlanar ? std::exp2(16 - info.bitDepth) : 1;
    return 65535 / (largest * shift);
}

} // namespace

ShaderValues shaderValuesFor(PixelFormat format, const ColorInfo &color, int height)
{
    const PixelFormatInfo &info = infoOf(format);
    const double largest = std::exp2(info.bitDepth) - 1;
    const YuvMatrix yuv = yuvMatrixFor(color, info.bitDepth, height);
    const auto one = [largest](double value) { return static_cast<float>(value * largest); };
    const auto code = [largest](double value) { return static_cast<float>(value / largest); };
    ShaderValues values{.layout = layoutOf(info),
                        .curve = curveOf(color),
                        .scale = static_cast<float>(textureScale(format))};
    const float luma = one(yuv.luma);
    if (isGbr(format)) {
        values.offset = {code(yuv.black), code(yuv.black), code(yuv.black)};
        values.matrix = {0, luma, 0, 0, 0, luma, luma, 0, 0}; // from green, from blue, from red
        return values;
    }
    values.offset = {code(yuv.black), code(yuv.middle), code(yuv.middle)};
    values.matrix = {luma,
                     luma,
                     luma,
                     0,
                     one(yuv.greenFromCb),
                     one(yuv.blueFromCb),
                     one(yuv.redFromCr),
                     one(yuv.greenFromCr),
                     0};
    return values;
}

} // namespace weir
