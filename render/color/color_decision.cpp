// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/color/color_decision.h"

#include <algorithm>
#include <array>
#include <span>

namespace weir
{

namespace
{

// ITU-T H.273 tables 2 to 4, as far as they are named here.
namespace primaries
{
constexpr std::uint8_t Bt709 = 1;
constexpr std::uint8_t Unspecified = 2;
constexpr std::uint8_t Bt470Bg = 5; // BT.601 with 625 lines
constexpr std::uint8_t Smpte170 = 6; // BT.601 with 525 lines
constexpr std::uint8_t Bt2020 = 9;
} // namespace primaries
namespace transfer
{
constexpr std::uint8_t Gamma22 = 4;
constexpr std::uint8_t Pq = 16;
constexpr std::uint8_t Hlg = 18;
} // namespace transfer
namespace matrix
{
constexpr std::uint8_t Bt709 = 1;
constexpr std::uint8_t Fcc = 4;
constexpr std::uint8_t Bt470Bg = 5;
constexpr std::uint8_t Bt601 = 6; // the same numbers as 5
constexpr std::uint8_t Smpte240 = 7;
constexpr std::uint8_t Bt2020 = 9;
constexpr std::uint8_t Bt2020Constant = 10;
constexpr std::uint8_t IctCp = 14;
} // namespace matrix

struct Name {
    std::uint8_t code;
    std::string_view text;
};

constexpr std::array Matrices{
    Name{matrix::Bt709, "bt709"},   Name{matrix::Fcc, "fcc"},
    Name{matrix::Bt601, "bt601"},   Name{matrix::Smpte240, "smpte240"},
    Name{matrix::Bt2020, "bt2020"}, Name{matrix::Bt2020Constant, "bt2020_cl"},
    Name{matrix::IctCp, "ictcp"},
};
constexpr std::array Primaries{
    Name{primaries::Bt709, "bt709"},   Name{4, "pal_m"},   Name{primaries::Bt470Bg, "pal"},
    Name{primaries::Smpte170, "ntsc"}, Name{7, "ntsc"},    Name{8, "film"},
    Name{primaries::Bt2020, "bt2020"}, Name{11, "dci_p3"}, Name{12, "display_p3"},
};
constexpr std::array Transfers{
    Name{transfer::Gamma22, "gamma22"},
    Name{transfer::Pq, "pq"},
    Name{transfer::Hlg, "hlg"},
};

std::string_view find(std::span<const Name> names, std::uint8_t code)
{
    const auto found = std::ranges::find(names, code, &Name::code);
    return found == names.end() ? "unspecified" : found->text;
}

constexpr int HighDefinitionLines = 720;
constexpr int Lines625 = 576; // the visible ones of BT.601's 625

std::uint8_t guessedMatrix(const ColorInfo &color, int height)
{
    if (color.primaries == primaries::Bt2020)
        return matrix::Bt2020;
    return height >= HighDefinitionLines ? matrix::Bt709 : matrix::Bt601;
}

std::uint8_t primariesOf(const ColorInfo &color, std::uint8_t matrix, int height)
{
    if (find(Primaries, color.primaries) != find(Primaries, primaries::Unspecified))
        return color.primaries;
    if (isHdr(color) || matrix == matrix::Bt2020 || matrix == matrix::Bt2020Constant)
        return primaries::Bt2020;
    if (matrix != matrix::Bt601)
        return primaries::Bt709;
    return height == Lines625 ? primaries::Bt470Bg : primaries::Smpte170;
}

// What the protocol would call a contradiction is left out: the compositor throws out whoever says
// it, and files do.
LightInfo lightOf(const VideoFormat &format)
{
    constexpr std::uint32_t Unit = 10000; // of minimumLuminance in a cd/m²
    constexpr std::uint32_t PqMaximum = 10000; // cd/m²
    if (format.color.transfer != transfer::Pq)
        return {};
    LightInfo light = format.light;
    const bool mastered = light.maximumLuminance > 0 && light.maximumLuminance <= PqMaximum
        && light.minimumLuminance < light.maximumLuminance * Unit;
    if (!mastered)
        light.minimumLuminance = light.maximumLuminance = 0;
    const std::uint32_t most = mastered ? light.maximumLuminance : PqMaximum;
    const auto fits = [&light, most](std::uint32_t level) {
        return level <= most && level * Unit > light.minimumLuminance;
    };
    if (!fits(light.maximumContent))
        light.maximumContent = 0;
    const bool isBelowContent
        = light.maximumContent == 0 || light.maximumAverage <= light.maximumContent;
    if (!fits(light.maximumAverage) || !isBelowContent)
        light.maximumAverage = 0;
    return light;
}

std::optional<ImageColor> imageOf(const VideoFormat &format, std::uint8_t matrix)
{
    constexpr unsigned OrdinaryBits = 8;
    const bool hdr = isHdr(format.color);
    if (!hdr && infoOf(format.pixelFormat).bitDepth <= OrdinaryBits)
        return std::nullopt;
    return ImageColor{.primaries = primariesOf(format.color, matrix, format.visible.height),
                      .transfer = hdr ? format.color.transfer : transfer::Gamma22,
                      .light = lightOf(format)};
}

} // namespace

std::uint8_t matrixOf(const ColorInfo &color, int height)
{
    if (color.matrix == matrix::Bt470Bg)
        return matrix::Bt601;
    const bool isKnown = std::ranges::contains(Matrices, color.matrix, &Name::code);
    return isKnown ? color.matrix : guessedMatrix(color, height);
}

bool isHdr(const ColorInfo &color)
{
    return color.transfer == transfer::Pq || color.transfer == transfer::Hlg;
}

std::optional<ColorTag> colorTagOf(const VideoFormat &format)
{
    if (isGbr(format.pixelFormat) || infoOf(format.pixelFormat).planeCount == 1)
        return std::nullopt;
    constexpr std::uint8_t LastLocation = 6; // H.273 has six, counted from 1 here
    const std::uint8_t matrix = matrixOf(format.color, format.visible.height);
    const bool located
        = isSubsampledBothWays(format.pixelFormat) && format.color.chromaLocation <= LastLocation;
    return ColorTag{.matrix = matrix,
                    .fullRange = format.color.fullRange,
                    .chromaLocation = located ? format.color.chromaLocation : std::uint8_t{0},
                    .image = imageOf(format, matrix)};
}

std::string_view matrixName(std::uint8_t matrix)
{
    return find(Matrices, matrix);
}

std::string_view primariesName(std::uint8_t primaries)
{
    return find(Primaries, primaries);
}

std::string_view transferName(std::uint8_t transfer)
{
    return find(Transfers, transfer);
}

} // namespace weir
