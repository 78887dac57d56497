// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "platform/dmabuf/mapped_image.h"
#include "platform/dmabuf/picture_memory.h"
#include "render/shm/rgb_converter.h"
#include "render/texture/texture_stage.h"

namespace weir
{

// A pool of one picture in shared memory of any format, planes with strides of their own.
class TestPicture
{
public:
    TestPicture(PixelFormat pixelFormat, Size size, const ColorInfo &color = {})
        : m_size(size)
    {
        m_format.pixelFormat = pixelFormat;
        m_format.codedSize = size;
        m_format.visible = {.x = 0, .y = 0, .width = size.width, .height = size.height};
        m_format.color = color;
        const PixelFormatInfo &info = infoOf(pixelFormat);
        std::vector<PlaneShape> shapes;
        for (unsigned i = 0; i < info.planeCount; ++i) {
            const Size samples = planeSize(pixelFormat, size, i);
            const std::uint32_t perRow
                = static_cast<std::uint32_t>(samples.width) * (info.semiPlanar && i > 0 ? 2U : 1U);
            shapes.push_back({.rowBytes = info.bytesPerSample == 0 ? (perRow * 10 + 7) / 8 + 1
                                                                   : perRow * info.bytesPerSample,
                              .rows = static_cast<std::uint32_t>(samples.height)});
        }
        m_images.push_back(
            allocateImage(SharedMemory(), planLayout(info.fourcc, size, shapes).value()).value());
        m_memory.emplace(
            MappedImage::map(m_images.front(), MappedImage::Access::ReadWrite).value());
    }
    // Smooth, so that interpolated and repeated chroma are nearly the same.
    void paint()
    {
        const PixelFormatInfo &info = infoOf(m_format.pixelFormat);
        for (unsigned plane = 0; plane < info.planeCount; ++plane) {
            const std::span<std::byte> bytes = m_memory->plane(plane);
            for (std::size_t at = 0; at < bytes.size(); ++at)
                bytes[at] = static_cast<std::byte>(valueAt(plane, at, info));
        }
    }
    void fill(unsigned plane, std::uint16_t word)
    {
        const std::span<std::byte> bytes = m_memory->plane(plane);
        for (std::size_t at = 0; at + 1 < bytes.size(); at += 2)
            std::memcpy(&bytes[at], &word, 2);
    }
    VideoFormat &format() { return m_format; }
    // To be called before picture().
    void setModifier(std::uint64_t modifier) { m_images.front().modifier = modifier; }
    [[nodiscard]] MappedImage &memory() { return *m_memory; }

    // Of the format as it is now.
    [[nodiscard]] TexturePicture picture(TextureSource source = TextureSource::Uploaded)
    {
        if (!m_shared)
            m_shared = std::make_shared<const std::vector<BufferImage>>(std::move(m_images));
        return {.ticket = 1,
                .pool = std::make_shared<const TexturePool>(
                    TexturePool{.format = m_format, .images = m_shared, .source = source}),
                .index = 0,
                .visible = m_format.visible};
    }
    // What the CPU makes of it.
    [[nodiscard]] std::vector<std::uint32_t> converted() const
    {
        SampleSource source{
            .format = m_format.pixelFormat, .planes = {}, .visible = m_format.visible};
        for (unsigned i = 0; i < m_memory->planeCount(); ++i) {
            source.planes.at(i) = m_memory->plane(i);
            source.strideBytes.at(i) = m_memory->strideBytes(i);
        }
        const auto width = static_cast<std::size_t>(m_format.visible.width);
        std::vector<std::uint32_t> words(width * static_cast<std::size_t>(m_format.visible.height));
        convertToXrgb(source, m_format.color, words, width);
        return words;
    }

private:
    [[nodiscard]] unsigned valueAt(unsigned plane, std::size_t at,
                                   const PixelFormatInfo &info) const
    {
        const std::size_t stride = m_memory->strideBytes(plane);
        if (info.bytesPerSample == 0) // packed: any number is one
            return static_cast<unsigned>(plane == 0 ? at * 37 : 0x55) & 0xffU;
        const std::size_t sample = at % stride / info.bytesPerSample;
        const unsigned shown
            = plane == 0 ? 40 + static_cast<unsigned>(sample * 11 + at / stride) : 100 + 30 * plane;
        if (info.bytesPerSample == 1)
            return shown & 0xffU;
        const unsigned word = (shown & 0xffU)
            << (info.semiPlanar ? 8U : unsigned{info.bitDepth} - 8U);
        return at % 2 == 0 ? word & 0xffU : word >> 8U;
    }

    Size m_size;
    VideoFormat m_format;
    std::vector<BufferImage> m_images;
    std::shared_ptr<const std::vector<BufferImage>> m_shared;
    std::optional<MappedImage> m_memory;
};

} // namespace weir
