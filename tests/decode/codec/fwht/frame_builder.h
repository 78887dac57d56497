// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

// FWHT frames, field by field.
namespace weir::fwht::test
{

using Bytes = std::vector<std::byte>;

struct FrameOptions {
    bool key = false;
    std::uint32_t width = 64;
    std::uint32_t height = 48;
    std::uint32_t dataBytes = 10;
    std::uint32_t version = 3;
    std::uint32_t magic = 0x4f4f4f4f;
    std::uint32_t layout = 0x000a0000; // three components, YUV, half of the chroma both ways
    std::uint32_t moreFlags = 0;
    std::uint32_t colorspace = 3;
    std::optional<std::uint32_t> size{}; // another than dataBytes
};

inline void append(Bytes &bytes, std::uint32_t value)
{
    for (unsigned shift = 32; shift > 0; shift -= 8)
        bytes.push_back(static_cast<std::byte>(value >> (shift - 8U)));
}

inline Bytes makeFrame(const FrameOptions &options)
{
    Bytes bytes;
    append(bytes, options.magic);
    append(bytes, 0xffffffff);
    append(bytes, options.version);
    append(bytes, options.width);
    append(bytes, options.height);
    append(bytes, options.layout | options.moreFlags | (options.key ? 1U << 10U : 0U));
    append(bytes, options.colorspace);
    append(bytes, 2); // transfer function
    append(bytes, 1); // encoding of colour differences
    append(bytes, 1); // quantization
    append(bytes, options.size.value_or(options.dataBytes));
    for (std::uint32_t i = 0; i < options.dataBytes; ++i)
        bytes.push_back(static_cast<std::byte>(i % 0x40));
    return bytes;
}

} // namespace weir::fwht::test
