// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/dmabuf/image_layout.h"

#include <algorithm>
#include <vector>

#include <drm_fourcc.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

constexpr std::uint64_t StrideAlignment = 64; // bytes; what llvmpipe, lima, panfrost and KMS accept
constexpr std::uint64_t PageBytes = 4096; // udmabuf takes whole pages only
constexpr std::uint64_t ReadAheadBytes = 64; // widest vector load
constexpr std::uint64_t MaximumBytes = 1ULL << 30U;

constexpr std::uint64_t alignUp(std::uint64_t value, std::uint64_t alignment)
{
    return (value + alignment - 1) / alignment * alignment;
}

std::vector<PlaneShape> semiPlanar(Size size, std::uint32_t bytesPerSample)
{
    const auto width = static_cast<std::uint32_t>(size.width);
    const auto height = static_cast<std::uint32_t>(size.height);
    return {{.rowBytes = width * bytesPerSample, .rows = height},
            {.rowBytes = (width + 1) / 2 * 2 * bytesPerSample, .rows = (height + 1) / 2}};
}

std::vector<PlaneShape> planar(Size size, std::uint8_t shiftX, std::uint8_t shiftY)
{
    const auto width = static_cast<std::uint32_t>(size.width);
    const auto height = static_cast<std::uint32_t>(size.height);
    const PlaneShape chroma{.rowBytes = (width + (1U << shiftX) - 1) >> shiftX,
                            .rows = (height + (1U << shiftY) - 1) >> shiftY,
                            .strideShift = shiftX};
    return {{.rowBytes = width, .rows = height}, chroma, chroma};
}

std::vector<PlaneShape> shapesOf(std::uint32_t fourcc, Size size)
{
    switch (fourcc) {
    case DRM_FORMAT_NV12:
        return semiPlanar(size, 1);
    case DRM_FORMAT_P010:
        return semiPlanar(size, 2);
    case DRM_FORMAT_YUV420:
        return planar(size, 1, 1);
    case DRM_FORMAT_YUV422:
        return planar(size, 1, 0);
    case DRM_FORMAT_YUV444:
        return planar(size, 0, 0);
    case DRM_FORMAT_XRGB8888:
    case DRM_FORMAT_ARGB8888:
        return {{.rowBytes = static_cast<std::uint32_t>(size.width) * 4,
                 .rows = static_cast<std::uint32_t>(size.height)}};
    default:
        return {};
    }
}

// The first plane's stride: every plane's row fits once shifted, every stride is aligned.
std::uint64_t baseStride(std::span<const PlaneShape> shapes)
{
    std::uint64_t stride = 0;
    std::uint8_t maximumShift = 0;
    for (const PlaneShape &shape : shapes) {
        stride = std::max(stride, static_cast<std::uint64_t>(shape.rowBytes) << shape.strideShift);
        maximumShift = std::max(maximumShift, shape.strideShift);
    }
    return alignUp(stride, StrideAlignment << maximumShift);
}

} // namespace

Result<ImageLayout> planLayout(std::uint32_t fourcc, Size size, std::span<const PlaneShape> shapes)
{
    ImageLayout layout{.fourcc = fourcc, .size = size};
    if (size.isEmpty() || shapes.empty() || shapes.size() > layout.planes.size())
        return fail(ErrorKind::Unsupported, "a picture without pixels or planes has no layout");
    const std::uint64_t stride = baseStride(shapes);
    std::uint64_t offset = 0;
    for (const PlaneShape &shape : shapes) {
        const std::uint64_t planeStride = stride >> shape.strideShift;
        const std::uint64_t end = offset + planeStride * shape.rows;
        if (end > MaximumBytes)
            return fail(
                ErrorKind::Unsupported,
                formatText("a picture of {}x{} needs more than 1 GiB", size.width, size.height));
        layout.planes.at(layout.planeCount++)
            = {.fdIndex = 0,
               .offsetBytes = static_cast<std::uint32_t>(offset),
               .strideBytes = static_cast<std::uint32_t>(planeStride)};
        offset = end;
    }
    layout.sizeBytes = alignUp(offset + ReadAheadBytes, PageBytes);
    return layout;
}

Result<ImageLayout> planLayout(std::uint32_t fourcc, Size size)
{
    constexpr std::int32_t MaximumSide = 1 << 16; // keeps the products below within 32 bits
    if (size.isEmpty() || size.width > MaximumSide || size.height > MaximumSide)
        return fail(ErrorKind::Unsupported,
                    formatText("no layout for a picture of {}x{}", size.width, size.height));
    const std::vector<PlaneShape> shapes = shapesOf(fourcc, size);
    if (shapes.empty())
        return fail(ErrorKind::Unsupported,
                    formatText("no layout is known for DRM format {:#010x}", fourcc));
    return planLayout(fourcc, size, shapes);
}

} // namespace weir
