// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/av1/sequence_header_parser.h"

#include <array>

#include "decode/codec/av1/obu_reader.h"

namespace weir::av1
{

namespace
{

constexpr std::uint8_t MaxProfile = 2;

// 5.5.3, 5.5.4
void parseTiming(ObuReader &reader, SequenceHeader &sequence)
{
    if (!reader.flag()) // timing_info_present_flag
        return;
    if (reader.f<std::uint32_t>(32) == 0)
        reader.violate("num_units_in_display_tick");
    if (reader.f<std::uint32_t>(32) == 0)
        reader.violate("time_scale");
    sequence.equalPictureInterval = reader.flag();
    if (sequence.equalPictureInterval)
        reader.skipUvlc(); // num_ticks_per_picture_minus_1
    sequence.decoderModelInfoPresent = reader.flag();
    if (!sequence.decoderModelInfoPresent)
        return;
    DecoderModelInfo &model = sequence.decoderModel;
    model.bufferDelayLengthMinus1 = reader.f<std::uint8_t>(5);
    reader.skip(32); // num_units_in_decoding_tick
    model.bufferRemovalTimeLengthMinus1 = reader.f<std::uint8_t>(5);
    model.framePresentationTimeLengthMinus1 = reader.f<std::uint8_t>(5);
}

void parseOperatingPoint(ObuReader &reader, SequenceHeader &sequence, unsigned index,
                         bool hasInitialDisplayDelay)
{
    constexpr unsigned LastLevelWithoutTier = 7;
    sequence.operatingPointIdc.at(index) = reader.f<std::uint16_t>(12);
    if (reader.f<std::uint8_t>(5) > LastLevelWithoutTier) // seq_level_idx
        reader.skip(1); // seq_tier
    if (sequence.decoderModelInfoPresent) {
        sequence.decoderModelPresentForThisOp.at(index) = reader.flag();
        if (sequence.decoderModelPresentForThisOp.at(index)) // operating_parameters_info(), 5.5.5
            reader.skip(2 * (sequence.decoderModel.bufferDelayLengthMinus1 + 1U) + 1);
    }
    if (hasInitialDisplayDelay && reader.flag())
        reader.skip(4); // initial_display_delay_minus_1
}

void parseOperatingPoints(ObuReader &reader, SequenceHeader &sequence)
{
    if (sequence.reducedStillPictureHeader) {
        reader.skip(5); // seq_level_idx
        return;
    }
    parseTiming(reader, sequence);
    const bool hasInitialDisplayDelay = reader.flag();
    sequence.operatingPointsCntMinus1 = reader.f<std::uint8_t>(5);
    for (unsigned i = 0; i <= sequence.operatingPointsCntMinus1; ++i)
        parseOperatingPoint(reader, sequence, i, hasInitialDisplayDelay);
}

void parseFrameSizes(ObuReader &reader, SequenceHeader &sequence)
{
    sequence.frameWidthBitsMinus1 = reader.f<std::uint8_t>(4);
    sequence.frameHeightBitsMinus1 = reader.f<std::uint8_t>(4);
    sequence.maxFrameWidthMinus1 = reader.f<std::uint32_t>(sequence.frameWidthBitsMinus1 + 1U);
    sequence.maxFrameHeightMinus1 = reader.f<std::uint32_t>(sequence.frameHeightBitsMinus1 + 1U);
    sequence.frameIdNumbersPresent = !sequence.reducedStillPictureHeader && reader.flag();
    if (!sequence.frameIdNumbersPresent)
        return;
    constexpr unsigned MaxIdLength = 16;
    sequence.deltaFrameIdLengthMinus2 = reader.f<std::uint8_t>(4);
    sequence.additionalFrameIdLengthMinus1 = reader.f<std::uint8_t>(3);
    if (sequence.frameIdLength() > MaxIdLength)
        reader.violate("additional_frame_id_length_minus_1");
}

void parseScreenContent(ObuReader &reader, SequenceHeader &sequence)
{
    constexpr std::uint8_t Select = SequenceHeader::SelectPerFrame;
    // seq_choose_screen_content_tools, seq_choose_integer_mv
    sequence.seqForceScreenContentTools = reader.flag() ? Select : reader.f<std::uint8_t>(1);
    if (sequence.seqForceScreenContentTools > 0)
        sequence.seqForceIntegerMv = reader.flag() ? Select : reader.f<std::uint8_t>(1);
}

void parseInterTools(ObuReader &reader, SequenceHeader &sequence)
{
    if (sequence.reducedStillPictureHeader)
        return;
    sequence.enableInterintraCompound = reader.flag();
    sequence.enableMaskedCompound = reader.flag();
    sequence.enableWarpedMotion = reader.flag();
    sequence.enableDualFilter = reader.flag();
    sequence.enableOrderHint = reader.flag();
    if (sequence.enableOrderHint) {
        sequence.enableJntComp = reader.flag();
        sequence.enableRefFrameMvs = reader.flag();
    }
    parseScreenContent(reader, sequence);
    if (sequence.enableOrderHint)
        sequence.orderHintBits = static_cast<std::uint8_t>(reader.f<std::uint8_t>(3) + 1U);
}

std::uint8_t parseBitDepth(ObuReader &reader, std::uint8_t profile)
{
    const bool isHigh = reader.flag(); // high_bitdepth
    if (profile == 2 && isHigh)
        return reader.flag() ? 12 : 10; // twelve_bit
    return isHigh ? 10 : 8;
}

// 6.4.2: chroma_sample_position as H.273 counts, plus one; 0 for unknown and reserved.
std::uint8_t chromaLocationOf(std::uint8_t position)
{
    constexpr std::array<std::uint8_t, 4> Table{0, 1, 3, 0}; // 1: CSP_VERTICAL, 2: CSP_COLOCATED
    return Table.at(position);
}

void parseSubsampling(ObuReader &reader, std::uint8_t profile, ColorConfig &config)
{
    config.subsamplingX = profile != 1;
    config.subsamplingY = profile == 0;
    if (profile == 2 && config.bitDepth == 12) {
        config.subsamplingX = reader.flag();
        config.subsamplingY = config.subsamplingX && reader.flag();
    }
    if (config.subsamplingX && config.subsamplingY)
        config.chromaSamplePosition = reader.f<std::uint8_t>(2);
    config.color.chromaLocation = chromaLocationOf(config.chromaSamplePosition);
}

// 5.5.2
ColorConfig parseColorConfig(ObuReader &reader, std::uint8_t profile)
{
    constexpr ColorInfo Srgb{.primaries = 1, .transfer = 13, .matrix = 0, .fullRange = false};
    ColorConfig config;
    config.bitDepth = parseBitDepth(reader, profile);
    config.monoChrome = profile != 1 && reader.flag();
    if (reader.flag()) { // color_description_present_flag
        config.color.primaries = reader.f<std::uint8_t>(8);
        config.color.transfer = reader.f<std::uint8_t>(8);
        config.color.matrix = reader.f<std::uint8_t>(8);
    }
    if (config.monoChrome) {
        config.color.fullRange = reader.flag();
        return config;
    }
    if (config.color == Srgb) {
        config.color.fullRange = true;
        config.subsamplingX = false;
        config.subsamplingY = false;
        if (profile == 0 || (profile == 2 && config.bitDepth != 12))
            reader.violate("matrix_coefficients");
    } else {
        config.color.fullRange = reader.flag();
        parseSubsampling(reader, profile, config);
    }
    config.separateUvDeltaQ = reader.flag();
    return config;
}

} // namespace

Result<SequenceHeader> parseSequenceHeader(std::span<const std::byte> payload)
{
    ObuReader reader(payload);
    SequenceHeader sequence;
    sequence.seqProfile = reader.f<std::uint8_t>(3);
    if (sequence.seqProfile > MaxProfile)
        reader.refuse("seq_profile above 2");
    sequence.stillPicture = reader.flag();
    sequence.reducedStillPictureHeader = reader.flag();
    if (sequence.reducedStillPictureHeader && !sequence.stillPicture)
        reader.violate("reduced_still_picture_header");
    parseOperatingPoints(reader, sequence);
    parseFrameSizes(reader, sequence);
    sequence.use128x128Superblock = reader.flag();
    sequence.enableFilterIntra = reader.flag();
    sequence.enableIntraEdgeFilter = reader.flag();
    parseInterTools(reader, sequence);
    sequence.enableSuperres = reader.flag();
    sequence.enableCdef = reader.flag();
    sequence.enableRestoration = reader.flag();
    sequence.colorConfig = parseColorConfig(reader, sequence.seqProfile);
    sequence.filmGrainParamsPresent = reader.flag();
    TRY(reader.finish("AV1 sequence header"));
    return sequence;
}

} // namespace weir::av1
