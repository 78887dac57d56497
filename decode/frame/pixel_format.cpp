// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/frame/pixel_format.h"

#include <array>
#include <cstddef>

namespace weir
{

namespace
{

// fourcc_code of drm_fourcc.h, which only platform/ may include.
constexpr std::uint32_t fourcc(char a, char b, char c, char d)
{
    const auto byte
        = [](char value) { return static_cast<std::uint32_t>(static_cast<unsigned char>(value)); };
    return byte(a) | byte(b) << 8U | byte(c) << 16U | byte(d) << 24U;
}

constexpr std::array Table{
    // name, planes, depth, bytes, shift x, shift y, semi-planar, fourcc
    PixelFormatInfo{"gray", 1, 8, 1, 0, 0, false, fourcc('R', '8', ' ', ' ')},
    PixelFormatInfo{"gray10le", 1, 10, 2, 0, 0, false, 0},
    PixelFormatInfo{"gray12le", 1, 12, 2, 0, 0, false, 0},
    PixelFormatInfo{"yuv420p", 3, 8, 1, 1, 1, false, fourcc('Y', 'U', '1', '2')},
    PixelFormatInfo{"yuv422p", 3, 8, 1, 1, 0, false, fourcc('Y', 'U', '1', '6')},
    PixelFormatInfo{"yuv444p", 3, 8, 1, 0, 0, false, fourcc('Y', 'U', '2', '4')},
    PixelFormatInfo{"yuv440p", 3, 8, 1, 0, 1, false, 0},
    PixelFormatInfo{"yuv420p10le", 3, 10, 2, 1, 1, false, 0},
    PixelFormatInfo{"yuv422p10le", 3, 10, 2, 1, 0, false, 0},
    PixelFormatInfo{"yuv444p10le", 3, 10, 2, 0, 0, false, 0},
    PixelFormatInfo{"yuv440p10le", 3, 10, 2, 0, 1, false, 0},
    PixelFormatInfo{"yuv420p12le", 3, 12, 2, 1, 1, false, 0},
    PixelFormatInfo{"yuv422p12le", 3, 12, 2, 1, 0, false, 0},
    PixelFormatInfo{"yuv444p12le", 3, 12, 2, 0, 0, false, 0},
    PixelFormatInfo{"gbrp", 3, 8, 1, 0, 0, false, 0},
    PixelFormatInfo{"gbrp10le", 3, 10, 2, 0, 0, false, 0},
    PixelFormatInfo{"gbrp12le", 3, 12, 2, 0, 0, false, 0},
    PixelFormatInfo{"nv12", 2, 8, 1, 1, 1, true, fourcc('N', 'V', '1', '2')},
    PixelFormatInfo{"p010le", 2, 10, 2, 1, 1, true, fourcc('P', '0', '1', '0')},
    PixelFormatInfo{"nv15", 2, 10, 0, 1, 1, true, fourcc('N', 'V', '1', '5')},
};
static_assert(Table.size() == static_cast<std::size_t>(PixelFormat::Nv15) + 1);

} // namespace

const PixelFormatInfo &infoOf(PixelFormat format)
{
    return Table.at(static_cast<std::size_t>(format));
}

bool isSubsampledBothWays(PixelFormat format)
{
    const PixelFormatInfo &info = infoOf(format);
    return info.chromaShiftX == 1 && info.chromaShiftY == 1;
}

std::optional<PixelFormat> pixelFormatOfFourcc(std::uint32_t code)
{
    for (std::size_t i = 0; i < Table.size(); ++i) {
        if (code != 0 && Table.at(i).fourcc == code)
            return static_cast<PixelFormat>(i);
    }
    return std::nullopt;
}

Size planeSize(PixelFormat format, Size size, unsigned plane)
{
    if (plane == 0)
        return size;
    const PixelFormatInfo &info = infoOf(format);
    const int roundX = (1 << info.chromaShiftX) - 1;
    const int roundY = (1 << info.chromaShiftY) - 1;
    return {.width = (size.width + roundX) >> info.chromaShiftX,
            .height = (size.height + roundY) >> info.chromaShiftY};
}

} // namespace weir
