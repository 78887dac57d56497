// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/picture_layout.h"

#include <algorithm>
#include <array>

#include <linux/videodev2.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

#ifndef V4L2_PIX_FMT_NV15
constexpr std::uint32_t Nv15Fourcc = v4l2_fourcc('N', 'V', '1', '5'); // newer kernels' headers
#else
constexpr std::uint32_t Nv15Fourcc = V4L2_PIX_FMT_NV15;
#endif

// In order of preference among formats of the same depth.
constexpr std::array Formats{
    PictureFormat{V4L2_PIX_FMT_NV12, PixelFormat::Nv12, 0, 1},
    PictureFormat{V4L2_PIX_FMT_NV12M, PixelFormat::Nv12, 0, 2},
    PictureFormat{V4L2_PIX_FMT_YUV420, PixelFormat::Yuv420P8, 0, 1},
    PictureFormat{V4L2_PIX_FMT_YUV420M, PixelFormat::Yuv420P8, 0, 3},
    PictureFormat{V4L2_PIX_FMT_P010, PixelFormat::P010, 0, 1},
    PictureFormat{Nv15Fourcc, PixelFormat::Nv15, 0, 1},
};

// Pitch of colour plane `plane` when all planes share one buffer: V4L2 gives that of the first.
std::uint32_t sharedPitch(const PixelFormatInfo &info, std::uint32_t pitch, unsigned plane)
{
    if (plane == 0 || info.semiPlanar)
        return pitch;
    return pitch >> info.chromaShiftX;
}

struct Extent {
    std::uint64_t strideBytes = 0;
    std::uint64_t sizeBytes = 0;
    std::uint64_t minimumStrideBytes = 0;
};

Extent extentOf(const PictureFormat &picture, const QueueFormat &format, unsigned plane)
{
    const PixelFormatInfo &info = infoOf(picture.pixelFormat);
    const Size samples = planeSize(picture.pixelFormat, format.size, plane);
    const std::uint32_t stride = picture.memoryPlanes > 1
        ? format.planes.at(plane).bytesPerLine
        : sharedPitch(info, format.planes[0].bytesPerLine, plane);
    const auto perRow
        = static_cast<std::uint64_t>(samples.width) * (info.semiPlanar && plane > 0 ? 2U : 1U);
    // Nv15 packs four samples in five bytes.
    const std::uint64_t minimum
        = info.bytesPerSample == 0 ? (perRow * 10 + 7) / 8 : perRow * info.bytesPerSample;
    return {.strideBytes = stride,
            .sizeBytes = std::uint64_t{stride} * static_cast<std::uint64_t>(samples.height),
            .minimumStrideBytes = minimum};
}

} // namespace

std::optional<PictureFormat> pictureFormatOf(std::uint32_t v4l2Fourcc)
{
    const auto *const found = std::ranges::find(Formats, v4l2Fourcc, &PictureFormat::v4l2Fourcc);
    return found == Formats.end() ? std::nullopt : std::optional(*found);
}

std::optional<PictureFormat> choosePictureFormat(std::span<const std::uint32_t> offered,
                                                 unsigned bitDepth)
{
    for (const PictureFormat &format : Formats) {
        if (infoOf(format.pixelFormat).bitDepth == bitDepth
            && std::ranges::contains(offered, format.v4l2Fourcc))
            return format;
    }
    return std::nullopt;
}

Result<BufferImage> layOut(const PictureFormat &picture, const QueueFormat &format)
{
    const PixelFormatInfo &info = infoOf(picture.pixelFormat);
    BufferImage image{.memory = BufferImage::Memory::Dmabuf,
                      .fourcc = info.fourcc,
                      .modifier = picture.modifier,
                      .size = format.size,
                      .planes = {},
                      .planeCount = info.planeCount,
                      .fds = {},
                      .fdSizesBytes = {}};
    if (format.planeCount != picture.memoryPlanes || format.size.isEmpty())
        return fail(ErrorKind::InvalidData, "the driver's picture format contradicts itself");
    std::uint64_t offset = 0;
    for (unsigned plane = 0; plane < info.planeCount; ++plane) {
        const unsigned memory = picture.memoryPlanes > 1 ? plane : 0;
        const Extent extent = extentOf(picture, format, plane);
        if (memory != 0)
            offset = 0;
        if (extent.strideBytes < extent.minimumStrideBytes
            || offset + extent.sizeBytes > format.planes.at(memory).sizeBytes)
            return fail(ErrorKind::InvalidData,
                        formatText("the driver's picture buffers are too small for {}x{} {}",
                                   format.size.width, format.size.height, info.name));
        image.planes.at(plane) = {.fdIndex = static_cast<std::uint8_t>(memory),
                                  .offsetBytes = static_cast<std::uint32_t>(offset),
                                  .strideBytes = static_cast<std::uint32_t>(extent.strideBytes)};
        offset += extent.sizeBytes;
    }
    for (std::uint32_t memory = 0; memory < picture.memoryPlanes; ++memory)
        image.fdSizesBytes.push_back(format.planes.at(memory).sizeBytes);
    return image;
}

std::string fourccName(std::uint32_t fourcc)
{
    std::string name;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        const auto letter = static_cast<char>(fourcc >> shift & 0x7fU);
        if (letter < ' ' || letter > '~')
            return formatText("{:#010x}", fourcc);
        name.push_back(letter);
    }
    return name.substr(0, name.find_last_not_of(' ') + 1);
}

} // namespace weir
