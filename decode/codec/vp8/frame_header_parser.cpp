// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/vp8/frame_header_parser.h"

#include "decode/codec/vp8/header_parts.h"
#include "platform/base/text.h"

namespace weir::vp8
{

namespace
{

constexpr std::size_t TagSize = 3;
constexpr std::size_t KeyFrameTagSize = 10; // with start code and sizes

std::unexpected<Error> isDamaged(std::string_view what)
{
    return fail(ErrorKind::InvalidData, formatText("VP8 frame header: {}", what));
}

// 9.1: start code, and 14 bits of size with 2 bits of scale for each direction.
Result<void> parseKeyFrameStart(std::span<const std::byte> frame, State &state)
{
    if (frame.size() < KeyFrameTagSize)
        return isDamaged("ends too early");
    const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(frame[i]); };
    if (at(3) != 0x9d || at(4) != 0x01 || at(5) != 0x2a)
        return isDamaged("start_code is wrong");
    const unsigned horizontal = at(6) | at(7) << 8U;
    const unsigned vertical = at(8) | at(9) << 8U;
    state.width = static_cast<std::uint16_t>(horizontal & 0x3fffU);
    state.height = static_cast<std::uint16_t>(vertical & 0x3fffU);
    state.horizontalScale = static_cast<std::uint8_t>(horizontal >> 14U);
    state.verticalScale = static_cast<std::uint8_t>(vertical >> 14U);
    if (state.width == 0 || state.height == 0)
        return isDamaged("width or height is out of range");
    return {};
}

BufferCopy parseBufferCopy(BoolDecoder &reader)
{
    const std::uint32_t value = reader.literal(2);
    if (value == 1)
        return BufferCopy::Last;
    return value == 2 ? BufferCopy::Other : BufferCopy::None;
}

// 9.7
void parseReferenceUpdates(BoolDecoder &reader, FrameHeader &header)
{
    header.refreshGoldenFrame = reader.flag();
    header.refreshAlternateFrame = reader.flag();
    if (!header.refreshGoldenFrame)
        header.copyBufferToGolden = parseBufferCopy(reader);
    if (!header.refreshAlternateFrame)
        header.copyBufferToAlternate = parseBufferCopy(reader);
    header.signBiasGolden = reader.flag();
    header.signBiasAlternate = reader.flag();
}

// 9.5: the sizes of all partitions but the last stand before the first of them.
Result<void> measurePartitions(std::span<const std::byte> rest, FrameHeader &header)
{
    const std::size_t tableSize = 3UL * (header.dctPartitionCount - 1);
    if (rest.size() < tableSize)
        return isDamaged("the partition sizes are cut short");
    std::size_t left = rest.size() - tableSize;
    for (unsigned i = 0; i + 1 < header.dctPartitionCount; ++i) {
        const auto at
            = [&](std::size_t k) { return std::to_integer<std::uint32_t>(rest[3UL * i + k]); };
        const std::uint32_t size = at(0) | at(1) << 8U | at(2) << 16U;
        if (size > left)
            return isDamaged("a partition is cut short");
        header.dctPartitionSizes.at(i) = size;
        left -= size;
    }
    header.dctPartitionSizes.at(header.dctPartitionCount - 1) = static_cast<std::uint32_t>(left);
    return {};
}

// 19.2, in the order of the bits
void parseFields(BoolDecoder &reader, FrameHeader &header)
{
    if (header.tag.keyFrame) {
        header.colorSpace = reader.flag();
        header.clampingType = reader.flag();
    }
    parseSegmentation(reader, header.state.segmentation);
    header.simpleFilter = reader.flag();
    header.loopFilterLevel = static_cast<std::uint8_t>(reader.literal(6));
    header.sharpnessLevel = static_cast<std::uint8_t>(reader.literal(3));
    parseLoopFilterDeltas(reader, header.state.deltas);
    header.dctPartitionCount = 1U << reader.literal(2);
    header.quant = parseQuantIndices(reader);
    if (!header.tag.keyFrame)
        parseReferenceUpdates(reader, header);
    header.refreshEntropyProbs = reader.flag();
    if (!header.refreshEntropyProbs)
        header.savedEntropy = header.state.entropy;
    header.refreshLast = header.tag.keyFrame || reader.flag();
    parseTokenProbUpdate(reader, header.state.entropy.coefficient);
    header.mbNoSkipCoeff = reader.flag();
    if (header.mbNoSkipCoeff)
        header.probSkipFalse = static_cast<std::uint8_t>(reader.literal(8));
    if (header.tag.keyFrame)
        return;
    header.probIntra = static_cast<std::uint8_t>(reader.literal(8));
    header.probLast = static_cast<std::uint8_t>(reader.literal(8));
    header.probGolden = static_cast<std::uint8_t>(reader.literal(8));
    parseModeProbUpdate(reader, header.state.entropy);
    parseMotionProbUpdate(reader, header.state.entropy.motion);
}

} // namespace

Result<FrameTag> parseFrameTag(std::span<const std::byte> frame)
{
    constexpr std::uint8_t LastVersion = 3;
    if (frame.size() < TagSize)
        return isDamaged("ends too early");
    const std::uint32_t bits = std::to_integer<std::uint32_t>(frame[0])
        | std::to_integer<std::uint32_t>(frame[1]) << 8U
        | std::to_integer<std::uint32_t>(frame[2]) << 16U;
    const FrameTag tag{.keyFrame = (bits & 1U) == 0,
                       .version = static_cast<std::uint8_t>(bits >> 1U & 7U),
                       .showFrame = (bits >> 4U & 1U) != 0,
                       .firstPartSize = bits >> 5U};
    if (tag.version > LastVersion)
        return isDamaged("version is out of range");
    return tag;
}

Result<void> parseFrameHeader(std::span<const std::byte> frame, const State &before,
                              FrameHeader &header)
{
    header = {};
    header.tag = TRY(parseFrameTag(frame));
    if (header.tag.keyFrame) { // nothing lasts but what is sent
        header.state.entropy = defaultEntropy();
        TRY(parseKeyFrameStart(frame, header.state));
    } else {
        header.state = before;
    }
    const auto partitions = frame.subspan(header.tag.keyFrame ? KeyFrameTagSize : TagSize);
    if (header.tag.firstPartSize > partitions.size())
        return isDamaged("the first partition is cut short");
    BoolDecoder reader(partitions.first(header.tag.firstPartSize));
    parseFields(reader, header);
    if (reader.hasOverrun())
        return isDamaged("the first partition ends in it");
    header.headerBits = reader.position();
    header.coder = reader.state();
    return measurePartitions(partitions.subspan(header.tag.firstPartSize), header);
}

} // namespace weir::vp8
