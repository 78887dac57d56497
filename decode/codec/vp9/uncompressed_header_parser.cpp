// SPDX-License-Identifier: GPL-3.0-or-later

#include "decode/codec/vp9/header_parser.h"
#include "decode/codec/vp9/header_parts.h"
#include "platform/base/text.h"

namespace weir::vp9
{

namespace
{

constexpr std::uint32_t FrameMarker = 2;
constexpr std::uint32_t SyncCode = 0x498342;

// 6.2.1: frame_sync_code()
Result<void> parseSyncCode(RawBits &bits)
{
    const std::uint32_t code = (bits.f(16) << 8U) | bits.f(8);
    if (code != SyncCode)
        return fail(ErrorKind::InvalidData, formatText("VP9: frame_sync_code is {:#08x}", code));
    return {};
}

// The fields before show_existing_frame.
Result<unsigned> parseProfile(RawBits &bits)
{
    if (bits.f(2) != FrameMarker)
        return fail(ErrorKind::InvalidData, "VP9: frame_marker is not 2");
    const std::uint32_t low = bits.f(1);
    const std::uint32_t profile = (bits.f(1) << 1U) | low;
    if (profile == 3 && bits.flag())
        return fail(ErrorKind::InvalidData, "VP9: reserved_zero behind profile 3 is not 0");
    return profile;
}

Result<void> parseKeyFrame(RawBits &bits, FrameHeader &header)
{
    constexpr std::uint8_t AllSlots = 0xff;
    TRY(parseSyncCode(bits));
    header.color = TRY(parseColorConfig(bits, header.profile));
    parseFrameSize(bits, header);
    header.refreshFrameFlags = AllSlots;
    return {};
}

Result<void> parseIntraOnly(RawBits &bits, FrameHeader &header)
{
    TRY(parseSyncCode(bits));
    // Profile 0 has one format only, and says nothing of it.
    constexpr std::uint8_t ColorSpaceBt601 = 1;
    header.color = header.profile > 0 ? TRY(parseColorConfig(bits, header.profile))
                                      : ColorConfig{.colorSpace = ColorSpaceBt601};
    header.refreshFrameFlags = static_cast<std::uint8_t>(bits.f(8));
    parseFrameSize(bits, header);
    return {};
}

// 6.2.7: read_interpolation_filter()
InterpFilter readInterpolationFilter(RawBits &bits)
{
    if (bits.flag()) // is_filter_switchable
        return InterpFilter::Switchable;
    return static_cast<InterpFilter>(bits.f(2));
}

Result<void> parseInter(RawBits &bits, const SlotFormats &slots, FrameHeader &header)
{
    header.refreshFrameFlags = static_cast<std::uint8_t>(bits.f(8));
    for (std::size_t i = 0; i < RefsPerFrame; ++i) {
        header.refFrameIdx.at(i) = static_cast<std::uint8_t>(bits.f(3));
        header.refFrameSignBias.at(i) = bits.flag();
    }
    TRY(parseFrameSizeWithRefs(bits, slots, header));
    header.allowHighPrecisionMv = bits.flag();
    header.interpolationFilter = readInterpolationFilter(bits);
    return {};
}

Result<void> parseByType(RawBits &bits, const SlotFormats &slots, FrameHeader &header)
{
    header.isKeyFrame = !bits.flag(); // frame_type
    header.showFrame = bits.flag();
    header.errorResilientMode = bits.flag();
    if (header.isKeyFrame)
        return parseKeyFrame(bits, header);
    header.intraOnly = !header.showFrame && bits.flag();
    if (!header.errorResilientMode)
        header.resetFrameContext = static_cast<ResetFrameContext>(bits.f(2));
    return header.intraOnly ? parseIntraOnly(bits, header) : parseInter(bits, slots, header);
}

// 7.2: setup_past_independence(), as far as headers go
void forgetPast(FrameHeader &header)
{
    header.segmentation = {};
    header.loopFilter = {.deltaEnabled = true, .refDeltas = {1, 0, -1, -1}};
}

// From refresh_frame_context on.
void parseRest(RawBits &bits, FrameHeader &header)
{
    header.refreshFrameContext = !header.errorResilientMode && bits.flag();
    header.frameParallelDecodingMode = header.errorResilientMode || bits.flag();
    header.frameContextIdx = static_cast<std::uint8_t>(bits.f(2));
    if (header.isIntra() || header.errorResilientMode)
        forgetPast(header);
    parseLoopFilterParams(bits, header.loopFilter);
    header.quantization = parseQuantizationParams(bits);
    parseSegmentationParams(bits, header.segmentation);
    parseTileInfo(bits, header);
    header.compressedHeaderBytes = static_cast<std::uint16_t>(bits.f(16));
}

Result<void> checkExtent(const RawBits &bits, std::size_t frameBytes, FrameHeader &header)
{
    if (bits.hasOverrun())
        return fail(ErrorKind::InvalidData, "VP9: the frame ends within its uncompressed header");
    header.uncompressedHeaderBytes = static_cast<std::uint16_t>(bits.bytesRead());
    if (header.showExistingFrame)
        return {};
    if (header.compressedHeaderBytes == 0)
        return fail(ErrorKind::InvalidData, "VP9: header_size_in_bytes is 0");
    if (header.compressedHeaderBytes > frameBytes - bits.bytesRead())
        return fail(ErrorKind::InvalidData,
                    formatText("VP9: header_size_in_bytes is {}, but the frame has {} bytes left",
                               header.compressedHeaderBytes, frameBytes - bits.bytesRead()));
    return {};
}

} // namespace

Result<FrameHeader> parseUncompressedHeader(std::span<const std::byte> frame,
                                            const LastingState &before, const SlotFormats &slots)
{
    RawBits bits(frame);
    FrameHeader header;
    header.profile = static_cast<std::uint8_t>(TRY(parseProfile(bits)));
    header.color = before.color;
    header.loopFilter = before.loopFilter;
    header.segmentation = before.segmentation;
    header.showExistingFrame = bits.flag();
    if (header.showExistingFrame) {
        header.frameToShowMapIdx = static_cast<std::uint8_t>(bits.f(3));
        header.showFrame = true;
    } else {
        TRY(parseByType(bits, slots, header));
        parseRest(bits, header);
    }
    TRY(checkExtent(bits, frame.size(), header));
    return header;
}

} // namespace weir::vp9
