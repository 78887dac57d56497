// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/frame/mapped_pictures.h"

#include <algorithm>

#include "platform/dmabuf/cpu_access.h"

namespace weir
{

PictureView viewOf(const MappedImage &image, PixelFormat format, Rect visible)
{
    PictureView view{.format = format, .visible = visible};
    const unsigned count = std::min<unsigned>(image.planeCount(), 4);
    for (unsigned plane = 0; plane < count; ++plane)
        view.planes.at(plane)
            = {.bytes = image.plane(plane), .strideBytes = image.strideBytes(plane)};
    return view;
}

Result<void> MappedPictures::take(const PictureEvent &event)
{
    if (const auto *created = std::get_if<PoolCreated>(&event))
        return add(*created);
    if (const auto *retired = std::get_if<PoolRetired>(&event))
        m_pools.erase(retired->generation);
    return {};
}

Result<void> MappedPictures::add(const PoolCreated &created)
{
    Pool pool{.format = created.format, .images = {}, .mappings = {}};
    for (const BufferImage &image : created.images) {
        pool.images.push_back(TRY(image.duplicate()));
        pool.mappings.push_back(TRY(MappedImage::map(image, MappedImage::Access::Read)));
    }
    m_pools.insert_or_assign(created.generation, std::move(pool));
    return {};
}

Result<void> MappedPictures::read(const Picture &picture, const Reader &reader) const
{
    const auto found = m_pools.find(picture.slot.generation);
    if (found == m_pools.end() || picture.slot.index >= found->second.images.size())
        return fail(ErrorKind::InvalidData, "a picture of an unknown pool");
    const Pool &pool = found->second;
    const CpuAccess access = TRY(CpuAccess::begin(pool.images[picture.slot.index], CpuUse::Read));
    return reader(
        viewOf(pool.mappings[picture.slot.index], pool.format.pixelFormat, picture.visible));
}

} // namespace weir
