// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/software/frame_format.h"

#include <algorithm>
#include <array>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "platform/base/text.h"

namespace weir
{

namespace
{

struct Row {
    AVPixelFormat libav;
    PixelFormat ours;
};

constexpr std::array Table{
    Row{AV_PIX_FMT_GRAY8, PixelFormat::Gray8},
    Row{AV_PIX_FMT_GRAY10LE, PixelFormat::Gray10},
    Row{AV_PIX_FMT_GRAY12LE, PixelFormat::Gray12},
    Row{AV_PIX_FMT_YUV420P, PixelFormat::Yuv420P8},
    Row{AV_PIX_FMT_YUVJ420P, PixelFormat::Yuv420P8},
    Row{AV_PIX_FMT_YUV422P, PixelFormat::Yuv422P8},
    Row{AV_PIX_FMT_YUVJ422P, PixelFormat::Yuv422P8},
    Row{AV_PIX_FMT_YUV444P, PixelFormat::Yuv444P8},
    Row{AV_PIX_FMT_YUVJ444P, PixelFormat::Yuv444P8},
    Row{AV_PIX_FMT_YUV440P, PixelFormat::Yuv440P8},
    Row{AV_PIX_FMT_YUVJ440P, PixelFormat::Yuv440P8},
    Row{AV_PIX_FMT_YUV420P10LE, PixelFormat::Yuv420P10},
    Row{AV_PIX_FMT_YUV422P10LE, PixelFormat::Yuv422P10},
    Row{AV_PIX_FMT_YUV444P10LE, PixelFormat::Yuv444P10},
    Row{AV_PIX_FMT_YUV440P10LE, PixelFormat::Yuv440P10},
    Row{AV_PIX_FMT_YUV420P12LE, PixelFormat::Yuv420P12},
    Row{AV_PIX_FMT_YUV422P12LE, PixelFormat::Yuv422P12},
    Row{AV_PIX_FMT_YUV444P12LE, PixelFormat::Yuv444P12},
    Row{AV_PIX_FMT_GBRP, PixelFormat::Gbr8},
    Row{AV_PIX_FMT_GBRP10LE, PixelFormat::Gbr10},
    Row{AV_PIX_FMT_GBRP12LE, PixelFormat::Gbr12},
    Row{AV_PIX_FMT_NV12, PixelFormat::Nv12},
    Row{AV_PIX_FMT_P010LE, PixelFormat::P010},
};

bool isFullRange(const AVFrame &frame)
{
    constexpr std::array FullRangeFormats{AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P,
                                          AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P};
    return frame.color_range == AVCOL_RANGE_JPEG
        || std::ranges::find(FullRangeFormats, frame.format) != FullRangeFormats.end();
}

ColorInfo colorOf(const AVFrame &frame)
{
    return {.primaries = static_cast<std::uint8_t>(frame.color_primaries),
            .transfer = static_cast<std::uint8_t>(frame.color_trc),
            .matrix = static_cast<std::uint8_t>(frame.colorspace),
            .fullRange = isFullRange(frame),
            .chromaLocation = static_cast<std::uint8_t>(frame.chroma_location)};
}

} // namespace

std::optional<PixelFormat> pixelFormatOf(AVPixelFormat format)
{
    const auto *const found = std::ranges::find(Table, format, &Row::libav);
    if (found == Table.end())
        return std::nullopt;
    return found->ours;
}

std::string_view pixelFormatName(AVPixelFormat format)
{
    const char *name = av_get_pix_fmt_name(format);
    return name == nullptr ? "unknown" : name;
}

PixelFormat outputFormat(PixelFormat format, PictureForm output)
{
    if (output == PictureForm::Raw)
        return format;
    if (format == PixelFormat::Yuv420P8 || format == PixelFormat::Nv12
        || format == PixelFormat::P010)
        return format;
    return infoOf(format).bitDepth > 8 ? PixelFormat::P010 : PixelFormat::Nv12;
}

VideoFormat videoFormatOf(const AVFrame &frame, PixelFormat format, Size codedSize,
                          const VideoTrack &track)
{
    const bool rangeKnown = frame.color_range != AVCOL_RANGE_UNSPECIFIED;
    const bool converted = pixelFormatOf(static_cast<AVPixelFormat>(frame.format)) != format;
    ColorInfo color = mergedColor(colorOf(frame), track.color);
    color.fullRange = isFullRange(frame) || (!rangeKnown && track.color.fullRange);
    const auto source = pixelFormatOf(static_cast<AVPixelFormat>(frame.format));
    if (source && !isSubsampledBothWays(*source))
        color.chromaLocation = 0; // what a conversion makes of it is not said
    if (converted && source && isGbr(*source)) { // our conversion writes BT.709, limited range
        color.matrix = 1;
        color.fullRange = false;
    }
    Rational aspect = track.sampleAspectRatio;
    if (frame.sample_aspect_ratio.num > 0 && frame.sample_aspect_ratio.den > 0)
        aspect = {.numerator = frame.sample_aspect_ratio.num,
                  .denominator = frame.sample_aspect_ratio.den};
    return {.pixelFormat = format,
            .codedSize = codedSize,
            .visible = visibleRect(frame),
            .sampleAspectRatio = aspect,
            .rotationDegrees = track.rotationDegrees,
            .color = color,
            .light = track.light};
}

Rect visibleRect(const AVFrame &frame)
{
    const auto width = static_cast<std::size_t>(std::max(0, frame.width));
    const auto height = static_cast<std::size_t>(std::max(0, frame.height));
    // A crop that leaves nothing is damage: show the whole.
    const bool usable = frame.crop_left < width && frame.crop_right < width - frame.crop_left
        && frame.crop_top < height && frame.crop_bottom < height - frame.crop_top;
    if (!usable)
        return {.x = 0, .y = 0, .width = frame.width, .height = frame.height};
    return {.x = static_cast<std::int32_t>(frame.crop_left),
            .y = static_cast<std::int32_t>(frame.crop_top),
            .width = static_cast<std::int32_t>(width - frame.crop_left - frame.crop_right),
            .height = static_cast<std::int32_t>(height - frame.crop_top - frame.crop_bottom)};
}

Result<ImageLayout> planPictureLayout(PixelFormat format, Size codedSize)
{
    constexpr std::int32_t MaximumSide = 1 << 16; // keeps row sizes within 32 bits
    const PixelFormatInfo &info = infoOf(format);
    if (codedSize.isEmpty() || codedSize.width > MaximumSide || codedSize.height > MaximumSide
        || info.bytesPerSample == 0)
        return fail(ErrorKind::Unsupported,
                    formatText("no memory layout for {} pictures of {}x{}", info.name,
                               codedSize.width, codedSize.height));
    std::array<PlaneShape, 4> shapes{};
    for (unsigned i = 0; i < info.planeCount; ++i) {
        const Size size = planeSize(format, codedSize, i);
        const unsigned samples = info.semiPlanar && i > 0 ? 2 : 1;
        shapes.at(i)
            = {.rowBytes = static_cast<std::uint32_t>(size.width) * info.bytesPerSample * samples,
               .rows = static_cast<std::uint32_t>(size.height),
               .strideShift
               = static_cast<std::uint8_t>(info.semiPlanar || i == 0 ? 0 : info.chromaShiftX)};
    }
    return planLayout(info.fourcc, codedSize, std::span(shapes).first(info.planeCount));
}

} // namespace weir
