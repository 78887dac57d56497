// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "decode/frame/picture.h"
#include "decode/frame/picture_samples.h"
#include "platform/dmabuf/mapped_image.h"

namespace weir
{

// The picture buffers of a stream of PictureEvents in our address space, each mapped once, for
// those who read pixels (checksums, comparisons). Thread-bound.
class MappedPictures
{
public:
    // Pools are mapped and forgotten as the events say; other events do nothing. Errors: memory
    // that cannot be mapped.
    Result<void> take(const PictureEvent &event);

    using Reader = std::function<Result<void>(const PictureView &)>;
    // Lets `reader` look at the picture while the CPU may read it. Errors: InvalidData for a
    // picture of an unknown pool, those of the CPU's access, and the reader's.
    Result<void> read(const Picture &picture, const Reader &reader) const;

private:
    struct Pool {
        VideoFormat format;
        std::vector<BufferImage> images;
        std::vector<MappedImage> mappings; // parallel to images
    };
    Result<void> add(const PoolCreated &created);

    std::map<std::uint32_t, Pool> m_pools; // by generation
};

// The planes of a mapped picture.
[[nodiscard]] PictureView viewOf(const MappedImage &image, PixelFormat format, Rect visible);

} // namespace weir
