// SPDX-License-Identifier: GPL-3.0-or-later
#include "buffer_content.h"

#include "decode/frame/mapped_pictures.h"
#include "decode/software/picture_hash.h"
#include "platform/dmabuf/cpu_access.h"

namespace weir::fake
{

BufferContent::BufferContent(BufferImage image, MappedImage mapped, PixelFormat format)
    : m_image(std::move(image))
    , m_mapped(std::move(mapped))
    , m_format(format)
{
}

std::unique_ptr<BufferContent> BufferContent::create(BufferImage image)
{
    const std::optional<PixelFormat> format = pixelFormatOfFourcc(image.fourcc);
    if (!format)
        return nullptr;
    Result<MappedImage> mapped = MappedImage::map(image, MappedImage::Access::Read);
    if (!mapped)
        return nullptr;
    return std::unique_ptr<BufferContent>(
        new BufferContent(std::move(image), *std::move(mapped), *format));
}

std::string BufferContent::md5(const Rect &part, Fences fences) const
{
    std::optional<Result<CpuAccess>> access;
    if (fences == Fences::Awaited) // a memfd knows no such bracket, and has no fences
        access.emplace(CpuAccess::begin(m_image, CpuUse::Read));
    Result<PictureHash> hash = PictureHash::create();
    if (!hash || !hash->add(viewOf(m_mapped, m_format, part)))
        return {};
    return hash->finish();
}

} // namespace weir::fake
