// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/egl/plane_image.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

// fourcc_code of drm_fourcc.h.
constexpr std::uint32_t fourcc(char a, char b, char c, char d)
{
    const auto byte
        = [](char value) { return static_cast<std::uint32_t>(static_cast<unsigned char>(value)); };
    return byte(a) | byte(b) << 8U | byte(c) << 16U | byte(d) << 24U;
}

// Linear ones only: how large others are is the driver's secret.
bool fitsItsMemory(const BufferImage &image, const BufferImage::Plane &plane,
                   const PlaneImage &texture)
{
    if (plane.fdIndex >= image.fds.size() || plane.fdIndex >= image.fdSizesBytes.size())
        return false;
    if (image.modifier != 0)
        return true;
    const std::uint64_t rowBytes
        = static_cast<std::uint64_t>(texture.size.width) * bytesOf(texture.texel);
    const std::uint64_t end = plane.offsetBytes
        + static_cast<std::uint64_t>(plane.strideBytes)
            * static_cast<std::uint64_t>(texture.size.height - 1)
        + rowBytes;
    return rowBytes <= plane.strideBytes && end <= image.fdSizesBytes[plane.fdIndex];
}

} // namespace

std::size_t bytesOf(Texel texel)
{
    switch (texel) {
    case Texel::R8:
        return 1;
    case Texel::Rg8:
    case Texel::R16:
        return 2;
    case Texel::Rg16:
        break;
    }
    return 4;
}

std::uint32_t fourccOf(Texel texel)
{
    switch (texel) {
    case Texel::R8:
        return fourcc('R', '8', ' ', ' ');
    case Texel::Rg8:
        return fourcc('G', 'R', '8', '8');
    case Texel::R16:
        return fourcc('R', '1', '6', ' ');
    case Texel::Rg16:
        break;
    }
    return fourcc('G', 'R', '3', '2');
}

Result<std::vector<std::int32_t>> planeAttributes(const BufferImage &image, unsigned index,
                                                  const PlaneImage &plane,
                                                  ModifierExtension extension)
{
    if (index >= image.planeCount || plane.size.isEmpty()
        || !fitsItsMemory(image, image.planes.at(index), plane))
        return fail(ErrorKind::InvalidData, "a plane lies outside its picture buffer");
    const BufferImage::Plane &memory = image.planes.at(index);
    std::vector<std::int32_t> attributes{
        EGL_WIDTH,
        plane.size.width,
        EGL_HEIGHT,
        plane.size.height,
        EGL_LINUX_DRM_FOURCC_EXT,
        static_cast<std::int32_t>(fourccOf(plane.texel)),
        EGL_DMA_BUF_PLANE0_FD_EXT,
        image.fds[memory.fdIndex].get(),
        EGL_DMA_BUF_PLANE0_OFFSET_EXT,
        static_cast<std::int32_t>(memory.offsetBytes),
        EGL_DMA_BUF_PLANE0_PITCH_EXT,
        static_cast<std::int32_t>(memory.strideBytes),
    };
    if (extension == ModifierExtension::There && image.modifier != UnknownModifier) {
        const auto low = static_cast<std::uint32_t>(image.modifier);
        const auto high = static_cast<std::uint32_t>(image.modifier >> 32U);
        attributes.insert(attributes.end(),
                          {EGL_DMA_BUF_PLANE0_MODIFIER_LO_EXT, static_cast<std::int32_t>(low),
                           EGL_DMA_BUF_PLANE0_MODIFIER_HI_EXT, static_cast<std::int32_t>(high)});
    } else if (image.modifier != 0 && image.modifier != UnknownModifier) {
        return fail(
            ErrorKind::Unsupported,
            formatText("this EGL cannot be told of dma-buf modifier {:#x}", image.modifier));
    }
    attributes.push_back(EGL_NONE);
    return attributes;
}

} // namespace weir
