// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/video_signal_parser.h"

#include <array>

namespace weir
{

namespace
{

constexpr unsigned ExtendedSar = 255;

// Table E-1
constexpr std::array<Rational, 17> SampleAspectRatios{{
    {1, 1}, // unspecified
    {1, 1},
    {12, 11},
    {10, 11},
    {16, 11},
    {40, 33},
    {24, 11},
    {20, 11},
    {32, 11},
    {80, 33},
    {18, 11},
    {15, 11},
    {64, 33},
    {160, 99},
    {4, 3},
    {3, 2},
    {2, 1},
}};

} // namespace

Rational parseSampleAspectRatio(SyntaxReader &reader)
{
    const auto aspectRatioIdc = reader.u<std::uint8_t>(8);
    if (aspectRatioIdc == ExtendedSar) {
        const auto width = reader.u<std::uint16_t>(16);
        const auto height = reader.u<std::uint16_t>(16);
        return width == 0 || height == 0 ? Rational{1, 1} : Rational{width, height};
    }
    return aspectRatioIdc < SampleAspectRatios.size() ? SampleAspectRatios[aspectRatioIdc]
                                                      : Rational{1, 1};
}

ColorInfo parseVideoSignalType(SyntaxReader &reader)
{
    ColorInfo color;
    reader.skip(3); // video_format
    color.fullRange = reader.flag();
    if (reader.flag()) { // colour_description_present_flag
        color.primaries = reader.u<std::uint8_t>(8);
        color.transfer = reader.u<std::uint8_t>(8);
        color.matrix = reader.u<std::uint8_t>(8);
    }
    return color;
}

} // namespace weir
