// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "decode/frame/pixel_format.h"
#include "platform/dmabuf/buffer_image.h"
#include "platform/dmabuf/mapped_image.h"

namespace weir::fake
{

// What lies in a dma-buf (or a memfd that stands in for one), read as a GPU would: after the fences
// that the kernel keeps for it. Mapped once. Bound to the server thread.
class BufferContent
{
public:
    // Null: it cannot be mapped or its format is none of the decoder's (a stand-in for a fence).
    static std::unique_ptr<BufferContent> create(BufferImage image, Size visible);

    // The md5 of the picture, as ffmpeg writes rawvideo; empty when it cannot be read.
    [[nodiscard]] std::string md5() const;

private:
    BufferContent(BufferImage image, MappedImage mapped, PixelFormat format, Size visible);

    BufferImage m_image;
    MappedImage m_mapped;
    PixelFormat m_format;
    Size m_visible;
};

} // namespace weir::fake
