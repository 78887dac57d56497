// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "platform/dmabuf/buffer_image.h"

namespace weir
{

// The memory of a BufferImage in our address space (mmap, shared), unmapped on destruction. Does
// not keep the descriptors. Movable; reading it is thread-safe. For dma-bufs every access has to
// lie between the two ends of a CpuAccess.
class MappedImage
{
public:
    enum class Access { Read, ReadWrite };
    // Errors: InvalidData when a plane does not fit its memory; else those of mmap(2).
    static Result<MappedImage> map(const BufferImage &image, Access access);

    ~MappedImage();
    MappedImage(const MappedImage &) = delete;
    MappedImage &operator=(const MappedImage &) = delete;
    MappedImage(MappedImage &&other) noexcept = default;
    MappedImage &operator=(MappedImage &&other) noexcept;

    // From the plane's first byte to the end of its memory.
    [[nodiscard]] std::span<std::byte> plane(unsigned index) const { return m_planes[index]; }
    [[nodiscard]] std::size_t strideBytes(unsigned index) const { return m_strides[index]; }
    [[nodiscard]] unsigned planeCount() const { return static_cast<unsigned>(m_planes.size()); }

private:
    MappedImage() = default;
    void unmap();

    std::vector<std::span<std::byte>> m_mappings; // one for each descriptor
    std::vector<std::span<std::byte>> m_planes; // parts of m_mappings
    std::vector<std::size_t> m_strides;
};

} // namespace weir
