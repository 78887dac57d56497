// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/pixel_replacement.h"

#include <algorithm>
#include <cstring>
#include <ranges>

namespace weir::vpu::av1
{

namespace
{

// Rows of one plane, inside the picture's memory.
struct Plane {
    std::uint8_t *rows = nullptr;
    std::size_t stride = 0; // bytes
    std::size_t rowBytes = 0;
    std::size_t height = 0;
    [[nodiscard]] std::size_t size() const { return stride * height; }
};

std::vector<Plane> planesOf(const Dav1dPicture &picture)
{
    const DecodedPicture shape
        = toDecodedPicture(std::shared_ptr<const Dav1dPicture>(std::shared_ptr<void>(), &picture));
    const std::size_t sampleBytes = picture.p.bpc > 8 ? 2 : 1;
    std::vector<Plane> planes;
    for (std::size_t i = 0; i < 3 && picture.data[i] != nullptr; ++i) {
        const unsigned shiftX = i == 0 ? 0 : shape.chromaShiftX;
        const unsigned shiftY = i == 0 ? 0 : shape.chromaShiftY;
        planes.push_back({.rows = static_cast<std::uint8_t *>(picture.data[i]),
                          .stride = static_cast<std::size_t>(picture.stride[i == 0 ? 0 : 1]),
                          .rowBytes = ((shape.width + shiftX) >> shiftX) * sampleBytes,
                          .height = (shape.height + shiftY) >> shiftY});
    }
    return planes;
}

void fillGrey(std::span<std::uint8_t> bytes, unsigned bitDepth)
{
    if (bitDepth == 8) {
        std::ranges::fill(bytes, std::uint8_t{0x80});
        return;
    }
    const auto grey = static_cast<std::uint16_t>(1U << (bitDepth - 1));
    for (std::size_t i = 0; i + sizeof grey <= bytes.size(); i += sizeof grey)
        std::memcpy(bytes.data() + i, &grey, sizeof grey);
}

} // namespace

PixelReplacement::PixelReplacement(const std::vector<Replacement> &replacements)
{
    // Contents first: the source of one may be the target of another.
    std::vector<Pixels> contents;
    contents.reserve(replacements.size());
    for (const Replacement &replacement : replacements)
        contents.push_back(replacementOf(replacement));
    for (const Replacement &replacement : replacements)
        m_saved.push_back(
            {.frame = replacement.frame, .pixels = pixelsOf(*replacement.frame->picture)});
    for (std::size_t i = 0; i < replacements.size(); ++i)
        write(*replacements[i].frame->picture, contents[i]);
}

PixelReplacement::~PixelReplacement()
{
    for (const Saved &saved : m_saved)
        write(*saved.frame->picture, saved.pixels);
}

PixelReplacement::Pixels PixelReplacement::pixelsOf(const Dav1dPicture &picture)
{
    Pixels pixels;
    for (const Plane &plane : planesOf(picture))
        pixels.insert(pixels.end(), plane.rows, plane.rows + plane.size());
    return pixels;
}

// Grey where the content has no pixel of the same kind.
PixelReplacement::Pixels PixelReplacement::replacementOf(const Replacement &replacement)
{
    const Dav1dPicture &picture = *replacement.frame->picture;
    const DecodedPicture &content = replacement.content;
    Pixels pixels;
    for (const auto &[i, plane] : planesOf(picture) | std::views::enumerate) {
        const auto index = static_cast<std::size_t>(i);
        const std::size_t begin = pixels.size();
        pixels.resize(begin + plane.size());
        const auto bytes = std::span(pixels).subspan(begin);
        fillGrey(bytes, static_cast<unsigned>(picture.p.bpc));
        const std::uint8_t *const rows = content.planes.at(index);
        if (!content.owner || rows == nullptr || content.bitDepth != picture.p.bpc)
            continue;
        const unsigned shiftX = index == 0 ? 0 : content.chromaShiftX;
        const unsigned shiftY = index == 0 ? 0 : content.chromaShiftY;
        const std::size_t sampleBytes = content.bitDepth > 8 ? 2 : 1;
        const std::size_t width = ((content.width + shiftX) >> shiftX) * sampleBytes;
        const std::size_t height = (content.height + shiftY) >> shiftY;
        for (std::size_t y = 0; y < std::min(plane.height, height); ++y)
            std::memcpy(bytes.data() + y * plane.stride,
                        rows + static_cast<std::ptrdiff_t>(y) * content.strides.at(index),
                        std::min(plane.rowBytes, width));
    }
    return pixels;
}

void PixelReplacement::write(const Dav1dPicture &picture, const Pixels &pixels)
{
    std::size_t position = 0;
    for (const Plane &plane : planesOf(picture)) {
        std::memcpy(plane.rows, pixels.data() + position, plane.size());
        position += plane.size();
    }
}

} // namespace weir::vpu::av1
