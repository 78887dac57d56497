// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/dmabuf/mapped_image.h"

#include <cerrno>
#include <utility>

#include <sys/mman.h>

namespace weir
{

Result<MappedImage> MappedImage::map(const BufferImage &image, Access access)
{
    const int protection = access == Access::Read ? PROT_READ : PROT_READ | PROT_WRITE;
    MappedImage mapped;
    for (std::size_t i = 0; i < image.fds.size(); ++i) {
        const std::size_t size = image.fdSizesBytes.at(i);
        void *address = ::mmap(nullptr, size, protection, MAP_SHARED, image.fds[i].get(), 0);
        if (address == MAP_FAILED)
            return failErrno(errno, "mmap of a picture buffer");
        mapped.m_mappings.emplace_back(static_cast<std::byte *>(address), size);
    }
    for (unsigned i = 0; i < image.planeCount; ++i) {
        const BufferImage::Plane &plane = image.planes.at(i);
        if (plane.fdIndex >= mapped.m_mappings.size()
            || plane.offsetBytes >= mapped.m_mappings[plane.fdIndex].size())
            return fail(ErrorKind::InvalidData, "a plane lies outside its picture buffer");
        mapped.m_planes.push_back(mapped.m_mappings[plane.fdIndex].subspan(plane.offsetBytes));
        mapped.m_strides.push_back(plane.strideBytes);
    }
    return mapped;
}

MappedImage::~MappedImage()
{
    unmap();
}

MappedImage &MappedImage::operator=(MappedImage &&other) noexcept
{
    if (this == &other)
        return *this;
    unmap();
    m_mappings = std::exchange(other.m_mappings, {});
    m_planes = std::exchange(other.m_planes, {});
    m_strides = std::exchange(other.m_strides, {});
    return *this;
}

void MappedImage::unmap()
{
    for (const std::span<std::byte> mapping : m_mappings)
        ::munmap(mapping.data(), mapping.size());
    m_mappings.clear();
}

} // namespace weir
