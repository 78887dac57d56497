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

// What lies in a dma-buf (or a memfd that stands in for one), read as a GPU would. Mapped once.
// Bound to the server thread.
class BufferContent
{
public:
    // Null: it cannot be mapped or its format is none of the decoder's (a stand-in for a fence).
    static std::unique_ptr<BufferContent> create(BufferImage image);

    enum class Fences : std::uint8_t { Awaited, Ignored };
    // The md5 of a part of the picture, as ffmpeg writes rawvideo; empty when it cannot be read.
    [[nodiscard]] std::string md5(const Rect &part, Fences fences) const;

private:
    BufferContent(BufferImage image, MappedImage mapped, PixelFormat format);

    BufferImage m_image;
    MappedImage m_mapped;
    PixelFormat m_format;
};

} // namespace weir::fake
