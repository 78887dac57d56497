// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/shm/rgb_converter.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "render/color/yuv_matrix.h"

namespace weir
{

namespace
{

constexpr int FractionBits = 14;
constexpr int BitsShown = 8;
constexpr std::uint32_t Opaque = 0xff000000U;

// Where one component's samples are: every `step`-th of a plane, from the `first` on.
struct Component {
    unsigned plane;
    std::size_t first;
    std::size_t step;
};

Component componentOf(const PixelFormatInfo &info, unsigned index)
{
    if (info.semiPlanar && index > 0)
        return {.plane = 1, .first = index - 1, .step = 2};
    return {.plane = index, .first = 0, .step = 1};
}

std::size_t bytesFor(const PixelFormatInfo &info, std::size_t samples)
{
    constexpr std::size_t PackedBits = 10;
    if (info.bytesPerSample == 0) // Nv15
        return (samples * PackedBits + BitsShown - 1) / BitsShown;
    return samples * info.bytesPerSample;
}

// Sample number `index` of a row.
int sampleAt(const std::byte *row, const PixelFormatInfo &info, std::size_t index)
{
    const auto byte = [row](std::size_t at) { return std::to_integer<unsigned>(row[at]); };
    if (info.bytesPerSample == 1)
        return static_cast<int>(byte(index));
    if (info.bytesPerSample == 2) {
        const unsigned word = byte(2 * index) | byte(2 * index + 1) << 8U;
        return static_cast<int>(info.semiPlanar ? word >> 6U : word); // P010: high bits
    }
    const std::size_t bit = index * 10; // Nv15: little-endian stream of 10-bit numbers
    const unsigned word = byte(bit / 8) | byte(bit / 8 + 1) << 8U;
    return static_cast<int>(word >> (bit % 8) & 0x3ffU);
}

// One row of a component as numbers.
struct RowReader {
    const SampleSource &picture;
    const PixelFormatInfo &info;
    Component component{};
    unsigned shiftX = 0;
    unsigned shiftY = 0;

    void read(int line, std::vector<int> &samples) const
    {
        const auto row = static_cast<std::size_t>(picture.visible.y + line) >> shiftY;
        const std::byte *start = picture.planes.at(component.plane).data()
            + row * picture.strideBytes.at(component.plane);
        for (std::size_t x = 0; x < samples.size(); ++x) {
            const std::size_t column = (static_cast<std::size_t>(picture.visible.x) + x) >> shiftX;
            samples[x] = sampleAt(start, info, component.first + column * component.step);
        }
    }
};

RowReader readerFor(const SampleSource &picture, unsigned index)
{
    const PixelFormatInfo &info = infoOf(picture.format);
    const bool chroma = index > 0;
    return {.picture = picture,
            .info = info,
            .component = componentOf(info, index),
            .shiftX = chroma ? info.chromaShiftX : 0U,
            .shiftY = chroma ? info.chromaShiftY : 0U};
}

// The matrix in fixed point, for samples of a given depth.
struct Coefficients {
    int offset = 0; // of black
    int middle = 0; // of no colour
    int luma = 0;
    int redFromCr = 0;
    int greenFromCb = 0;
    int greenFromCr = 0;
    int blueFromCb = 0;
};

Coefficients coefficientsFor(const ColorInfo &color, int bitDepth, int height)
{
    const YuvMatrix matrix = yuvMatrixFor(color, bitDepth, height);
    const auto fixed = [](double value) {
        return static_cast<int>(std::lround(value * 255.0 * (1 << FractionBits)));
    };
    return {.offset = static_cast<int>(matrix.black),
            .middle = static_cast<int>(matrix.middle),
            .luma = fixed(matrix.luma),
            .redFromCr = fixed(matrix.redFromCr),
            .greenFromCb = fixed(matrix.greenFromCb),
            .greenFromCr = fixed(matrix.greenFromCr),
            .blueFromCb = fixed(matrix.blueFromCb)};
}

std::uint32_t shown(int fixedPoint)
{
    constexpr int Half = 1 << (FractionBits - 1);
    return static_cast<std::uint32_t>(std::clamp((fixedPoint + Half) >> FractionBits, 0, 255));
}

std::uint32_t pack(std::uint32_t red, std::uint32_t green, std::uint32_t blue)
{
    return Opaque | red << 16U | green << 8U | blue;
}

struct Row {
    std::vector<int> first;
    std::vector<int> second;
    std::vector<int> third;
};

void convertRow(const Row &row, const Coefficients &k, std::span<std::uint32_t> out)
{
    for (std::size_t x = 0; x < out.size(); ++x) {
        const int luma = k.luma * (row.first[x] - k.offset);
        const int cb = row.second[x] - k.middle;
        const int cr = row.third[x] - k.middle;
        out[x] = pack(shown(luma + k.redFromCr * cr),
                      shown(luma + k.greenFromCb * cb + k.greenFromCr * cr),
                      shown(luma + k.blueFromCb * cb));
    }
}

void convertGbrRow(const Row &row, const Coefficients &k, std::span<std::uint32_t> out)
{
    for (std::size_t x = 0; x < out.size(); ++x)
        out[x] = pack(shown(k.luma * (row.third[x] - k.offset)),
                      shown(k.luma * (row.first[x] - k.offset)),
                      shown(k.luma * (row.second[x] - k.offset)));
}

} // namespace

bool isReadable(const SampleSource &picture)
{
    const PixelFormatInfo &info = infoOf(picture.format);
    const Rect &part = picture.visible;
    if (part.x < 0 || part.y < 0 || part.size().isEmpty())
        return false;
    const Size end{.width = part.x + part.width, .height = part.y + part.height};
    for (unsigned plane = 0; plane < info.planeCount; ++plane) {
        const Size samples = planeSize(picture.format, end, plane);
        const std::size_t perRow
            = static_cast<std::size_t>(samples.width) * (info.semiPlanar && plane > 0 ? 2 : 1);
        // One more byte: a packed 10-bit number is read as two.
        const std::size_t slack = info.bytesPerSample == 0 ? 1 : 0;
        const std::size_t rowBytes = bytesFor(info, perRow) + slack;
        const auto lastRow = static_cast<std::size_t>(samples.height - 1);
        const std::size_t stride = picture.strideBytes.at(plane);
        if (rowBytes > stride + slack
            || lastRow * stride + rowBytes > picture.planes.at(plane).size())
            return false;
    }
    return true;
}

void convertToXrgb(const SampleSource &picture, const ColorInfo &color,
                   std::span<std::uint32_t> out, std::size_t strideWords)
{
    const PixelFormatInfo &info = infoOf(picture.format);
    const Coefficients k = coefficientsFor(color, info.bitDepth, picture.visible.height);
    const auto width = static_cast<std::size_t>(picture.visible.width);
    const bool gray = info.planeCount == 1;
    Row row{.first = std::vector<int>(width),
            .second = std::vector<int>(width, k.middle),
            .third = std::vector<int>(width, k.middle)};
    for (int line = 0; line < picture.visible.height; ++line) {
        readerFor(picture, 0).read(line, row.first);
        if (!gray) {
            readerFor(picture, 1).read(line, row.second);
            readerFor(picture, 2).read(line, row.third);
        }
        const auto target = out.subspan(static_cast<std::size_t>(line) * strideWords, width);
        if (isGbr(picture.format))
            convertGbrRow(row, k, target);
        else
            convertRow(row, k, target);
    }
}

} // namespace weir
