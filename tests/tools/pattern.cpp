// SPDX-License-Identifier: GPL-3.0-or-later
#include "pattern.h"

#include <array>

#include "platform/dmabuf/cpu_access.h"
#include "platform/dmabuf/mapped_image.h"

namespace weir::pattern
{

namespace
{

// 75 % bars: white, yellow, cyan, green, magenta, red, blue, black (ITU-R BT.601 codes).
constexpr std::array Bars{
    Sample{180, 128, 128}, Sample{162, 44, 142}, Sample{131, 156, 44}, Sample{112, 72, 58},
    Sample{84, 184, 198},  Sample{65, 100, 212}, Sample{35, 212, 114}, Sample{16, 128, 128},
};
constexpr Sample Black{16, 128, 128};
constexpr Sample White{235, 128, 128};

} // namespace

Sample sampleAt(Size size, std::uint32_t frame, int x, int y)
{
    const int quarter = size.height / 4;
    if (y < 2 * quarter) {
        const auto block
            = static_cast<unsigned>(x) * NumberBits / static_cast<unsigned>(size.width);
        const bool bit = (frame >> (NumberBits - 1 - block) & 1U) != 0;
        return bit == (y < quarter) ? White : Black;
    }
    if (y < 3 * quarter) {
        const auto bar
            = static_cast<std::size_t>(x) * Bars.size() / static_cast<std::size_t>(size.width);
        return Bars.at(bar);
    }
    return {.luma = static_cast<std::uint8_t>(16 + 219 * x / size.width), .cb = 128, .cr = 128};
}

namespace
{

void drawRow(const MappedImage &memory, const VideoFormat &format, std::uint32_t frame, int y)
{
    const Size size = format.visible.size();
    const auto row = [&memory](unsigned plane, int line) {
        return memory.plane(plane)
            .subspan(static_cast<std::size_t>(line) * memory.strideBytes(plane))
            .data();
    };
    const bool semiPlanar = infoOf(format.pixelFormat).semiPlanar;
    std::byte *luma = row(0, y);
    std::byte *cb = row(1, y / 2);
    std::byte *cr = semiPlanar ? cb + 1 : row(2, y / 2);
    const std::size_t step = semiPlanar ? 2 : 1;
    for (int x = 0; x < size.width; ++x) {
        const Sample sample = sampleAt(size, frame, x, y);
        luma[x] = std::byte{sample.luma};
        cb[static_cast<std::size_t>(x / 2) * step] = std::byte{sample.cb};
        cr[static_cast<std::size_t>(x / 2) * step] = std::byte{sample.cr};
    }
}

} // namespace

Result<void> draw(const BufferImage &image, const VideoFormat &format, std::uint32_t frame)
{
    const MappedImage memory = TRY(MappedImage::map(image, MappedImage::Access::ReadWrite));
    const CpuAccess access = TRY(CpuAccess::begin(image, CpuUse::Write));
    for (int y = 0; y < format.visible.height; ++y)
        drawRow(memory, format, frame, y);
    return {};
}

} // namespace weir::pattern
