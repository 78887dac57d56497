// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/software/picture_convert.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>

namespace weir
{

namespace
{

template <typename Sample>
const Sample *sourceRow(const ConstPictureView &view, unsigned plane, int y)
{
    return reinterpret_cast<const Sample *>(view.planes.at(plane) + view.strides.at(plane) * y);
}

template <typename Sample>
Sample *targetRow(const MutablePictureView &view, unsigned plane, int y)
{
    return reinterpret_cast<Sample *>(view.planes.at(plane) + view.strides.at(plane) * y);
}

// 8 bits go into 8 bits as they are; more go into the upper 10 bits of 16.
template <typename Sample>
Sample place(std::uint32_t value, unsigned depth)
{
    if constexpr (sizeof(Sample) == 1)
        return static_cast<Sample>(value);
    else
        return static_cast<Sample>((value << (16U - depth)) & 0xffc0U);
}

void copyPlanes(const ConstPictureView &source, const MutablePictureView &target)
{
    const PixelFormatInfo &info = infoOf(source.format);
    for (unsigned plane = 0; plane < info.planeCount; ++plane) {
        const Size size = planeSize(source.format, source.size, plane);
        const int samples = info.semiPlanar && plane > 0 ? 2 : 1;
        const auto bytes = static_cast<std::size_t>(size.width * samples) * info.bytesPerSample;
        for (int y = 0; y < size.height; ++y)
            std::memcpy(targetRow<std::byte>(target, plane, y),
                        sourceRow<std::byte>(source, plane, y), bytes);
    }
}

template <typename Sample>
void convertLuma(const ConstPictureView &source, const MutablePictureView &target)
{
    const unsigned depth = infoOf(source.format).bitDepth;
    for (int y = 0; y < source.size.height; ++y) {
        const auto *from = sourceRow<Sample>(source, 0, y);
        auto *to = targetRow<Sample>(target, 0, y);
        for (int x = 0; x < source.size.width; ++x)
            to[x] = place<Sample>(from[x], depth);
    }
}

template <typename Sample>
void fillNeutralChroma(const ConstPictureView &source, const MutablePictureView &target)
{
    const unsigned depth = infoOf(source.format).bitDepth;
    const Size size = planeSize(target.format, target.size, 1);
    const auto neutral = place<Sample>(1U << (depth - 1), depth);
    for (int y = 0; y < size.height; ++y)
        std::fill_n(targetRow<Sample>(target, 1, y), size.width * 2, neutral);
}

// Where a row of interleaved chroma has column x; the other component follows.
constexpr std::ptrdiff_t chromaIndex(int x)
{
    return std::ptrdiff_t{2} * x;
}

// The same number of chroma samples on both sides: interleaving only.
template <typename Sample>
void interleaveChroma(const ConstPictureView &source, const MutablePictureView &target)
{
    const unsigned depth = infoOf(source.format).bitDepth;
    const Size size = planeSize(target.format, target.size, 1);
    for (int y = 0; y < size.height; ++y) {
        const auto *blue = sourceRow<Sample>(source, 1, y);
        const auto *red = sourceRow<Sample>(source, 2, y);
        auto *to = targetRow<Sample>(target, 1, y);
        for (int x = 0; x < size.width; ++x) {
            to[chromaIndex(x)] = place<Sample>(blue[x], depth);
            to[chromaIndex(x) + 1] = place<Sample>(red[x], depth);
        }
    }
}

// The mean of the source's chroma samples that a 4:2:0 sample at (x, y) covers.
template <typename Sample>
std::uint32_t meanChroma(const ConstPictureView &source, unsigned plane, int x, int y)
{
    const PixelFormatInfo &info = infoOf(source.format);
    const Size size = planeSize(source.format, source.size, plane);
    const int countX = 2 >> info.chromaShiftX;
    const int countY = 2 >> info.chromaShiftY;
    std::uint32_t sum = 0;
    for (int row = 0; row < countY; ++row) {
        const auto *from
            = sourceRow<Sample>(source, plane, std::min(y * countY + row, size.height - 1));
        for (int column = 0; column < countX; ++column)
            sum += from[std::min(x * countX + column, size.width - 1)];
    }
    const auto count = static_cast<std::uint32_t>(countX * countY);
    return (sum + count / 2) / count;
}

template <typename Sample>
void reduceChroma(const ConstPictureView &source, const MutablePictureView &target)
{
    const unsigned depth = infoOf(source.format).bitDepth;
    const Size size = planeSize(target.format, target.size, 1);
    for (int y = 0; y < size.height; ++y) {
        auto *to = targetRow<Sample>(target, 1, y);
        for (int x = 0; x < size.width; ++x) {
            to[chromaIndex(x)] = place<Sample>(meanChroma<Sample>(source, 1, x, y), depth);
            to[chromaIndex(x) + 1] = place<Sample>(meanChroma<Sample>(source, 2, x, y), depth);
        }
    }
}

// ITU-T H.273 with the BT.709 coefficients, limited range, in 1/65536 of the full scale.
struct Weights {
    std::int64_t red, green, blue;
};
constexpr Weights LumaWeights{.red = 11966, .green = 40254, .blue = 4064};
constexpr Weights BlueWeights{.red = -6596, .green = -22189, .blue = 28785};
constexpr Weights RedWeights{.red = 28784, .green = -26145, .blue = -2639};

template <typename Sample>
std::uint32_t weigh(const ConstPictureView &source, const Weights &weights, int x, int y)
{
    const auto at = [&](unsigned plane) {
        return static_cast<std::int64_t>(sourceRow<Sample>(source, plane, y)[x]);
    };
    const unsigned depth = infoOf(source.format).bitDepth;
    const bool isLuma = weights.red > 0 && weights.green > 0;
    const std::int64_t offset = (isLuma ? std::int64_t{16} : std::int64_t{128}) << (depth - 8);
    const std::int64_t sum
        = weights.red * at(2) + weights.green * at(0) + weights.blue * at(1); // planes: G, B, R
    const std::int64_t value = offset + ((sum + 32768) >> 16U);
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(value, 0, (std::int64_t{1} << depth) - 1));
}

template <typename Sample>
void convertGbr(const ConstPictureView &source, const MutablePictureView &target)
{
    const unsigned depth = infoOf(source.format).bitDepth;
    for (int y = 0; y < source.size.height; ++y) {
        auto *luma = targetRow<Sample>(target, 0, y);
        for (int x = 0; x < source.size.width; ++x)
            luma[x] = place<Sample>(weigh<Sample>(source, LumaWeights, x, y), depth);
    }
    const Size size = planeSize(target.format, target.size, 1);
    for (int y = 0; y < size.height; ++y) {
        auto *chroma = targetRow<Sample>(target, 1, y);
        for (int x = 0; x < size.width; ++x) {
            chroma[chromaIndex(x)]
                = place<Sample>(weigh<Sample>(source, BlueWeights, 2 * x, 2 * y), depth);
            chroma[chromaIndex(x) + 1]
                = place<Sample>(weigh<Sample>(source, RedWeights, 2 * x, 2 * y), depth);
        }
    }
}

template <typename Sample>
void convertSamples(const ConstPictureView &source, const MutablePictureView &target)
{
    if (isGbr(source.format)) {
        convertGbr<Sample>(source, target);
        return;
    }
    const PixelFormatInfo &info = infoOf(source.format);
    convertLuma<Sample>(source, target);
    if (info.planeCount == 1)
        fillNeutralChroma<Sample>(source, target);
    else if (info.chromaShiftX == 1 && info.chromaShiftY == 1)
        interleaveChroma<Sample>(source, target);
    else
        reduceChroma<Sample>(source, target);
}

} // namespace

bool canConvert(PixelFormat from, PixelFormat to)
{
    const PixelFormatInfo &source = infoOf(from);
    if (source.bytesPerSample == 0)
        return false;
    if (from == to)
        return true;
    return !source.semiPlanar
        && to == (source.bitDepth > 8 ? PixelFormat::P010 : PixelFormat::Nv12);
}

void convertPicture(const ConstPictureView &source, const MutablePictureView &target)
{
    assert(canConvert(source.format, target.format) && source.size == target.size);
    if (source.format == target.format)
        copyPlanes(source, target);
    else if (infoOf(source.format).bitDepth > 8)
        convertSamples<std::uint16_t>(source, target);
    else
        convertSamples<std::uint8_t>(source, target);
}

} // namespace weir
