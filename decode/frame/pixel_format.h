// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/base/geometry.h"

namespace weir
{

// How the samples of a picture lie in memory. P8/P10/P12 = planar with that many bits (10 and 12
// in 16-bit little-endian words, low bits used, as ffmpeg's *10le).
enum class PixelFormat : std::uint8_t {
    Gray8,
    Gray10,
    Gray12,
    Yuv420P8,
    Yuv422P8,
    Yuv444P8,
    Yuv440P8,
    Yuv420P10,
    Yuv422P10,
    Yuv444P10,
    Yuv440P10,
    Yuv420P12,
    Yuv422P12,
    Yuv444P12,
    Gbr8,
    Gbr10,
    Gbr12,
    Nv12, // Y plane, then interleaved CbCr
    P010, // as Nv12, 10 bits in the high bits of 16-bit words
    Nv15, // as Nv12, 10 bits packed: 4 samples in 5 bytes
};

[[nodiscard]] constexpr bool isGbr(PixelFormat format)
{
    return format == PixelFormat::Gbr8 || format == PixelFormat::Gbr10
        || format == PixelFormat::Gbr12;
}

[[nodiscard]] bool isSubsampledBothWays(PixelFormat format); // 4:2:0

struct PixelFormatInfo {
    std::string_view name; // as ffmpeg spells it
    std::uint8_t planeCount;
    std::uint8_t bitDepth;
    std::uint8_t bytesPerSample; // 0 for packed Nv15
    std::uint8_t chromaShiftX; // log2 of the horizontal subsampling
    std::uint8_t chromaShiftY;
    bool semiPlanar;
    std::uint32_t fourcc; // DRM_FORMAT_*, 0 when DRM has none
};

[[nodiscard]] const PixelFormatInfo &infoOf(PixelFormat format);
[[nodiscard]] std::optional<PixelFormat> pixelFormatOfFourcc(std::uint32_t fourcc);

// Size of plane `plane` in samples for a picture of `size` (chroma rounded up). For semi-planar
// formats plane 1 counts CbCr pairs.
[[nodiscard]] Size planeSize(PixelFormat format, Size size, unsigned plane);

} // namespace weir
