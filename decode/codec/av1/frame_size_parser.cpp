// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/frame_header_parts.h"

namespace weir::av1
{

namespace
{

// 5.9.8
void parseSuperres(ObuReader &reader, const SequenceHeader &sequence, FrameSize &size)
{
    constexpr unsigned SuperresDenomMin = 9;
    size.useSuperres = sequence.enableSuperres && reader.flag();
    size.superresDenom = size.useSuperres
        ? static_cast<std::uint8_t>(reader.f<std::uint8_t>(3) + SuperresDenomMin)
        : std::uint8_t{SuperresNum};
    size.frameWidth
        = (size.upscaledWidth * SuperresNum + size.superresDenom / 2U) / size.superresDenom;
}

// 6.8.4: no frame is larger than the sequence's.
void checkSize(ObuReader &reader, const SequenceHeader &sequence, const FrameSize &size)
{
    if (size.upscaledWidth > sequence.maxFrameWidthMinus1 + 1)
        reader.violate("frame_width_minus_1");
    if (size.frameHeight > sequence.maxFrameHeightMinus1 + 1)
        reader.violate("frame_height_minus_1");
}

} // namespace

void parseFrameSize(ObuReader &reader, const SequenceHeader &sequence, FrameHeader &header)
{
    FrameSize &size = header.size;
    size.upscaledWidth = sequence.maxFrameWidthMinus1 + 1;
    size.frameHeight = sequence.maxFrameHeightMinus1 + 1;
    if (header.frameSizeOverride) {
        size.upscaledWidth = reader.f<std::uint32_t>(sequence.frameWidthBitsMinus1 + 1U) + 1;
        size.frameHeight = reader.f<std::uint32_t>(sequence.frameHeightBitsMinus1 + 1U) + 1;
    }
    checkSize(reader, sequence, size);
    parseSuperres(reader, sequence, size);
    size.renderWidth = size.upscaledWidth;
    size.renderHeight = size.frameHeight;
    if (reader.flag()) { // render_and_frame_size_different
        size.renderWidth = reader.f<std::uint32_t>(16) + 1;
        size.renderHeight = reader.f<std::uint32_t>(16) + 1;
    }
}

void parseFrameSizeWithRefs(ObuReader &reader, const SequenceHeader &sequence,
                            const ReferenceStates &states, FrameHeader &header)
{
    for (const std::uint8_t slot : header.refFrameIdx) {
        if (!reader.flag()) // found_ref
            continue;
        const ReferenceState &state = states.at(slot);
        header.size = state.size;
        if (!state.valid || state.size.upscaledWidth == 0) {
            reader.violate("found_ref");
            header.size.upscaledWidth = 1;
            header.size.frameHeight = 1;
        }
        checkSize(reader, sequence, header.size);
        parseSuperres(reader, sequence, header.size);
        return;
    }
    parseFrameSize(reader, sequence, header);
}

} // namespace weir::av1
