// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/color/color_report.h"

#include "platform/base/text.h"
#include "render/color/color_decision.h"

namespace weir
{

namespace
{

std::string matrixNote(const ColorReport &report, ColorTelling::Matrix telling)
{
    switch (telling) {
    case ColorTelling::Matrix::Told:
        break;
    case ColorTelling::Matrix::NoProtocol:
        return "guessed by the compositor, which has no color-representation";
    case ColorTelling::Matrix::NotTaken:
        return formatText("guessed by the compositor, which does not take {} {}", report.matrix,
                          report.range);
    case ColorTelling::Matrix::Converted:
    case ColorTelling::Matrix::Drawn:
        return "converted to RGB by weir";
    }
    return {};
}

std::string imageObstacle(ColorTelling::Image telling)
{
    switch (telling) {
    case ColorTelling::Image::Untagged:
    case ColorTelling::Image::Told:
        break;
    case ColorTelling::Image::NoProtocol:
        return "the compositor has no color-management";
    case ColorTelling::Image::NotTaken:
        return "the compositor does not take it";
    case ColorTelling::Image::Failed:
        return "the compositor could not describe it";
    }
    return {};
}

std::string imageNote(const VideoFormat &format, ColorTelling telling)
{
    const bool hdr = isHdr(format.color);
    if (telling.matrix == ColorTelling::Matrix::Converted)
        return hdr ? "HDR is shown as if it were SDR" : "";
    if (telling.matrix == ColorTelling::Matrix::Drawn)
        return hdr ? "HDR is brought down to the range of SDR" : "";
    const std::string obstacle = imageObstacle(telling.image);
    if (obstacle.empty())
        return {};
    return formatText("{}: {}",
                      hdr ? "HDR is shown as if it were SDR"
                          : "SDR with more than 8 bits may be taken for HDR",
                      obstacle);
}

} // namespace

ColorReport describeColor(const VideoFormat &format, ColorTelling telling)
{
    const auto tag = colorTagOf(format);
    const bool isConverted = telling.matrix == ColorTelling::Matrix::Converted
        || telling.matrix == ColorTelling::Matrix::Drawn;
    ColorReport report;
    report.range = format.color.fullRange ? "full" : "limited";
    report.matrix = tag ? matrixName(tag->matrix) : "rgb";
    if (tag && tag->image) {
        report.primaries = primariesName(tag->image->primaries);
        report.transfer = transferName(tag->image->transfer);
    }
    if (!tag && !isConverted)
        return report; // nothing can be mistaken
    report.told = telling.matrix == ColorTelling::Matrix::Told;
    report.described = telling.image == ColorTelling::Image::Told;
    report.note = matrixNote(report, telling.matrix);
    const std::string image = imageNote(format, telling);
    if (!report.note.empty() && !image.empty())
        report.note += "; ";
    report.note += image;
    return report;
}

} // namespace weir
