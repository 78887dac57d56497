// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "platform/base/geometry.h"

// FWHT, the codec of the kernel's virtual driver vicodec, which is its specification
// (drivers/media/test-drivers/vicodec/codec-fwht.h). A stream is frames one after the other, each a
// header and its data.
namespace weir::fwht
{

// The flags of a header that say what a frame is; those of single planes only its decoder needs.
enum Flag : std::uint32_t {
    IsInterlaced = 1U << 0U,
    IsAlternate = 1U << 2U, // a field
    ChromaFullHeight = 1U << 7U,
    ChromaFullWidth = 1U << 8U,
    IsIntra = 1U << 10U, // refers to no other frame
};
inline constexpr std::uint32_t ComponentsShift = 16; // of the number of components - 1
inline constexpr std::uint32_t ComponentsMask = 7U << ComponentsShift;
inline constexpr std::uint32_t EncodingShift = 19;
inline constexpr std::uint32_t EncodingMask = 3U << EncodingShift;

enum class Encoding : std::uint8_t { Unknown, Yuv, Rgb, Hsv };

// struct fwht_cframe_hdr behind its magic numbers, in the order of the fields.
struct FrameHeader {
    static constexpr std::size_t Bytes = 44; // all of it, magic numbers too
    static constexpr std::uint32_t Version = 3; // the only one that stateless devices take

    std::uint32_t version = Version;
    std::uint32_t width = 0; // visible pixels, 1..MaximumSide
    std::uint32_t height = 0;
    std::uint32_t flags = 0;
    std::uint32_t colorspace = 0; // these four are V4L2's enumerations
    std::uint32_t transfer = 0;
    std::uint32_t ycbcrEncoding = 0;
    std::uint32_t quantization = 0;
    std::uint32_t size = 0; // bytes that follow the header

    [[nodiscard]] bool isKey() const { return (flags & IsIntra) != 0; }
    [[nodiscard]] unsigned components() const
    {
        return 1 + ((flags & ComponentsMask) >> ComponentsShift);
    }
    [[nodiscard]] Encoding encoding() const
    {
        return static_cast<Encoding>((flags & EncodingMask) >> EncodingShift);
    }
    [[nodiscard]] bool is420() const
    {
        return encoding() == Encoding::Yuv && components() == 3
            && (flags & (ChromaFullHeight | ChromaFullWidth)) == 0;
    }
    // Blocks of 8x8 pixels in each plane, of which chroma has every second one.
    [[nodiscard]] Size codedSize() const
    {
        return {.width = static_cast<std::int32_t>((width + 15) / 16 * 16),
                .height = static_cast<std::int32_t>((height + 15) / 16 * 16)};
    }
    [[nodiscard]] Rect visible() const
    {
        return {.x = 0,
                .y = 0,
                .width = static_cast<std::int32_t>(width),
                .height = static_cast<std::int32_t>(height)};
    }
    friend bool operator==(const FrameHeader &, const FrameHeader &) = default;
};

inline constexpr std::uint32_t MaximumSide = 16384;

struct Frame {
    FrameHeader header;
    std::span<const std::byte> data; // borrowed, header.size bytes
};

} // namespace weir::fwht
