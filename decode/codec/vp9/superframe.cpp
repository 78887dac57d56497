// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp9/superframe.h"

#include "platform/base/text.h"

namespace weir::vp9
{

namespace
{

// B.3: superframe_header(), which is the first and the last byte of the index.
struct IndexHeader {
    std::size_t frames = 0; // 0: this is no index
    std::size_t bytesPerSize = 0;

    [[nodiscard]] std::size_t bytes() const { return 2 + frames * bytesPerSize; }
};

IndexHeader indexHeaderOf(std::span<const std::byte> packet)
{
    constexpr unsigned Marker = 0b110;
    const auto last = std::to_integer<unsigned>(packet.back());
    if (last >> 5U != Marker)
        return {};
    const IndexHeader header{.frames = (last & 7U) + 1, .bytesPerSize = ((last >> 3U) & 3U) + 1};
    if (header.bytes() > packet.size() || packet[packet.size() - header.bytes()] != packet.back())
        return {};
    return header;
}

std::size_t littleEndian(std::span<const std::byte> bytes)
{
    std::size_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i)
        value = (value << 8U) | std::to_integer<std::size_t>(bytes[i - 1]);
    return value;
}

} // namespace

Result<Superframe> Superframe::split(std::span<const std::byte> packet)
{
    Superframe result;
    if (packet.empty())
        return result;
    const IndexHeader header = indexHeaderOf(packet);
    if (header.frames == 0) {
        result.m_frames[result.m_count++] = packet;
        return result;
    }
    auto data = packet.first(packet.size() - header.bytes());
    auto sizes = packet.subspan(data.size() + 1);
    for (std::size_t i = 0; i < header.frames; ++i) {
        const std::size_t size = littleEndian(sizes.first(header.bytesPerSize));
        if (size > data.size())
            return fail(ErrorKind::InvalidData,
                        formatText("VP9: frame_sizes[{}] is {}, but {} bytes are left", i, size,
                                   data.size()));
        if (size > 0)
            result.m_frames.at(result.m_count++) = data.first(size);
        data = data.subspan(size);
        sizes = sizes.subspan(header.bytesPerSize);
    }
    return result;
}

} // namespace weir::vp9
