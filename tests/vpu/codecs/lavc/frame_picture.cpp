// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/lavc/frame_picture.h"

#include <algorithm>
#include <cstring>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "platform/base/text.h"
#include "tests/vpu/codecs/picture_copy.h"

namespace weir::vpu
{

namespace
{

bool isPlanarYuv(const AVPixFmtDescriptor &format)
{
    const bool isGrey = format.nb_components == 1;
    const bool isPlanar = format.nb_components == 3 && (format.flags & AV_PIX_FMT_FLAG_PLANAR) != 0;
    return (isGrey || isPlanar) && (format.flags & AV_PIX_FMT_FLAG_RGB) == 0;
}

// Calls fill(begin of the row, bytes) for each row of each plane.
template <typename Fill>
void forEachRow(AVFrame &frame, const Fill &fill)
{
    const auto picture = pictureOf(frame);
    if (!picture)
        return;
    for (unsigned plane = 0; plane < planeCount(*picture); ++plane) {
        const PlaneExtent extent = planeExtent(*picture, plane);
        std::uint8_t *row = frame.data[plane];
        for (std::size_t y = 0; y < extent.rows; ++y, row += frame.linesize[plane])
            fill(row, extent.rowBytes);
    }
}

} // namespace

Result<DecodedPicture> pictureOf(const AVFrame &frame)
{
    const AVPixFmtDescriptor *format
        = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    if (format == nullptr || !isPlanarYuv(*format))
        return fail(ErrorKind::Unsupported,
                    formatText("decoded to pixel format {}, which is not planar YUV",
                               format == nullptr ? "?" : format->name));
    DecodedPicture picture;
    for (std::size_t plane = 0; plane < static_cast<std::size_t>(format->nb_components); ++plane) {
        picture.planes[plane] = frame.data[plane];
        picture.strides[plane] = frame.linesize[plane];
    }
    picture.width = static_cast<std::uint32_t>(frame.width);
    picture.height = static_cast<std::uint32_t>(frame.height);
    picture.bitDepth = static_cast<std::uint8_t>(format->comp[0].depth);
    picture.chromaShiftX = format->log2_chroma_w;
    picture.chromaShiftY = format->log2_chroma_h;
    return picture;
}

void fillGrey(AVFrame &frame)
{
    const AVPixFmtDescriptor *format
        = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    if (format == nullptr)
        return;
    const int depth = format->comp[0].depth;
    if (depth <= 8) {
        forEachRow(frame,
                   [](std::uint8_t *row, std::size_t bytes) { std::memset(row, 128, bytes); });
        return;
    }
    const auto grey = static_cast<std::uint16_t>(1 << (depth - 1));
    forEachRow(frame, [grey](std::uint8_t *row, std::size_t bytes) {
        std::fill_n(reinterpret_cast<std::uint16_t *>(row), bytes / 2, grey);
    });
}

void fillZeros(AVFrame &frame)
{
    forEachRow(frame, [](std::uint8_t *row, std::size_t bytes) { std::memset(row, 0, bytes); });
}

void overwrite(AVFrame &frame, const DecodedPicture &picture)
{
    const auto target = pictureOf(frame);
    if (!target || target->bitDepth != picture.bitDepth)
        return;
    const unsigned planes = std::min(planeCount(*target), planeCount(picture));
    for (unsigned plane = 0; plane < planes; ++plane) {
        const PlaneExtent from = planeExtent(picture, plane);
        const PlaneExtent to = planeExtent(*target, plane);
        const std::size_t bytes = std::min(from.rowBytes, to.rowBytes);
        const std::size_t rows = std::min(from.rows, to.rows);
        std::uint8_t *row = frame.data[plane];
        const std::uint8_t *source = picture.planes[plane];
        for (std::size_t y = 0; y < rows; ++y) {
            std::memcpy(row, source, bytes);
            row += frame.linesize[plane];
            source += picture.strides[plane];
        }
    }
}

} // namespace weir::vpu
