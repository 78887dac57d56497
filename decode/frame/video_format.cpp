// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/frame/video_format.h"

namespace weir
{

ColorInfo mergedColor(const ColorInfo &stream, const ColorInfo &container)
{
    constexpr ColorInfo Unspecified;
    const auto either = [](std::uint8_t first, std::uint8_t second, std::uint8_t unspecified) {
        return first == unspecified ? second : first;
    };
    ColorInfo color{
        .primaries = either(stream.primaries, container.primaries, Unspecified.primaries),
        .transfer = either(stream.transfer, container.transfer, Unspecified.transfer),
        .matrix = either(stream.matrix, container.matrix, Unspecified.matrix),
        .fullRange = stream.fullRange,
        .chromaLocation
        = either(stream.chromaLocation, container.chromaLocation, Unspecified.chromaLocation)};
    // A limited range cannot be told from none: a stream that says nothing else says nothing here.
    ColorInfo said = stream;
    said.chromaLocation = 0;
    if (said == Unspecified)
        color.fullRange = container.fullRange;
    return color;
}

} // namespace weir
