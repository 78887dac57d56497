// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "platform/dmabuf/buffer_image.h"

namespace weir
{

// A few bytes of a picture's visible part.
struct PictureSpot {
    static constexpr std::size_t Bytes = 16;
    std::uint8_t fdIndex = 0; // memory plane
    std::size_t offsetBytes = 0; // in it
};
using PictureSpots = std::array<PictureSpot, 6>;
using SpotContent = std::array<std::byte, PictureSpot::Bytes>;
using SpotContents = std::array<SpotContent, std::tuple_size_v<PictureSpots>>;

// Spots of both luma and chroma, on rows of both fields, that a decoder has to write whatever the
// sample depth. Nothing: the picture is too small for it. Pure.
[[nodiscard]] std::optional<PictureSpots> spotsOf(const BufferImage &image, Size visible);

// What lies in a buffer before a decoder has written it: no picture has it in all spots. Each mark
// has a number, so that a picture which repeats one that was never written (a skipped block copies
// its reference) is not taken for another such.
[[nodiscard]] SpotContent sentinelOf(std::uint32_t mark);

enum class MemoryContent : std::uint8_t {
    Picture,
    Untouched, // the sentinel of this mark in all spots
    Repeated, // that of another mark: written, as a copy of what was not
    Zeros, // luma and chroma: green, which no colour is encoded as
};
[[nodiscard]] MemoryContent contentOf(const SpotContents &spots, std::uint32_t mark);

} // namespace weir
