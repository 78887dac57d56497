// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/fwht/frame_header_parser.h"

#include <algorithm>
#include <string_view>

#include "platform/base/text.h"

namespace weir::fwht
{

namespace
{

constexpr unsigned MaximumComponents = 4;

std::unexpected<Error> isDamaged(std::string_view what)
{
    return fail(ErrorKind::InvalidData, formatText("FWHT frame header: {}", what));
}

// Field `index` behind the magic numbers, 32 bits, big-endian.
std::uint32_t fieldOf(std::span<const std::byte> header, std::size_t index)
{
    std::uint32_t value = 0;
    for (const std::byte each : header.subspan(Magic.size() + 4 * index, 4))
        value = value << 8U | std::to_integer<std::uint32_t>(each);
    return value;
}

FrameHeader readFields(std::span<const std::byte> header)
{
    return {.version = fieldOf(header, 0),
            .width = fieldOf(header, 1),
            .height = fieldOf(header, 2),
            .flags = fieldOf(header, 3),
            .colorspace = fieldOf(header, 4),
            .transfer = fieldOf(header, 5),
            .ycbcrEncoding = fieldOf(header, 6),
            .quantization = fieldOf(header, 7),
            .size = fieldOf(header, 8)};
}

bool isSide(std::uint32_t pixels)
{
    return pixels >= 1 && pixels <= MaximumSide;
}

// A plane that compression would make larger is stored as it is.
std::uint64_t mostBytes(const FrameHeader &header)
{
    const Size coded = header.codedSize();
    return static_cast<std::uint64_t>(coded.width) * static_cast<std::uint64_t>(coded.height)
        * header.components();
}

} // namespace

bool beginsWithMagic(std::span<const std::byte> bytes)
{
    return bytes.size() >= Magic.size() && std::ranges::equal(bytes.first(Magic.size()), Magic);
}

Result<FrameHeader> parseFrameHeader(std::span<const std::byte> bytes)
{
    if (bytes.size() < FrameHeader::Bytes)
        return isDamaged("ends too early");
    if (!beginsWithMagic(bytes))
        return isDamaged("the magic numbers are wrong");
    const FrameHeader header = readFields(bytes.first(FrameHeader::Bytes));
    if (header.version == 0 || header.version > FrameHeader::Version)
        return isDamaged("version is out of range");
    if (header.version < FrameHeader::Version)
        return fail(ErrorKind::Unsupported,
                    formatText("FWHT version {}: devices take version {} only", header.version,
                               FrameHeader::Version));
    if (!isSide(header.width) || !isSide(header.height))
        return isDamaged("width or height is out of range");
    if (header.components() > MaximumComponents || header.encoding() == Encoding::Unknown)
        return isDamaged("components or pixel encoding are out of range");
    if (header.size > mostBytes(header))
        return isDamaged("size is out of range");
    return header;
}

Result<Frame> parseFrame(std::span<const std::byte> packet)
{
    const FrameHeader header = TRY(parseFrameHeader(packet));
    const auto rest = packet.subspan(FrameHeader::Bytes);
    if (rest.size() < header.size)
        return fail(ErrorKind::InvalidData, "FWHT: the frame's data is cut short");
    return Frame{.header = header, .data = rest.first(header.size)};
}

} // namespace weir::fwht
