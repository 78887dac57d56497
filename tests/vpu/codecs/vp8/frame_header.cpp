// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/vp8/frame_header.h"

#include <algorithm>
#include <cstring>

#include "tests/vpu/codecs/vp8/probability_tables.h"

namespace weir::vpu::vp8
{

namespace
{

using Bytes = std::span<const std::uint8_t>;

std::uint32_t littleEndian(Bytes bytes, std::size_t offset, unsigned count)
{
    std::uint32_t value = 0;
    for (unsigned i = 0; i < count; ++i)
        value |= std::uint32_t{bytes[offset + i]} << (8 * i);
    return value;
}

std::int8_t optionalSigned(BoolDecoder &decoder, unsigned count)
{
    return static_cast<std::int8_t>(decoder.flag() ? decoder.signedLiteral(count) : 0);
}

// update_segmentation(), RFC 6386 9.3 and 19.2
void parseSegmentation(BoolDecoder &decoder, v4l2_vp8_segment &segment)
{
    segment.flags &= std::uint32_t{V4L2_VP8_SEGMENT_FLAG_DELTA_VALUE_MODE};
    if (!decoder.flag())
        return;
    segment.flags |= V4L2_VP8_SEGMENT_FLAG_ENABLED;
    const bool updateMap = decoder.flag();
    if (decoder.flag()) {
        segment.flags |= V4L2_VP8_SEGMENT_FLAG_UPDATE_FEATURE_DATA;
        segment.flags &= ~std::uint32_t{V4L2_VP8_SEGMENT_FLAG_DELTA_VALUE_MODE};
        if (!decoder.flag())
            segment.flags |= V4L2_VP8_SEGMENT_FLAG_DELTA_VALUE_MODE;
        for (auto &value : segment.quant_update)
            value = optionalSigned(decoder, 7);
        for (auto &value : segment.lf_update)
            value = optionalSigned(decoder, 6);
    }
    if (!updateMap)
        return;
    segment.flags |= V4L2_VP8_SEGMENT_FLAG_UPDATE_MAP;
    for (auto &probability : segment.segment_probs)
        probability = decoder.flag() ? static_cast<std::uint8_t>(decoder.literal(8)) : 255;
}

void parseDelta(BoolDecoder &decoder, std::int8_t &delta)
{
    if (decoder.flag())
        delta = static_cast<std::int8_t>(decoder.signedLiteral(6));
}

// filter_type to mb_lf_adjustments(), RFC 6386 9.6
void parseLoopFilter(BoolDecoder &decoder, v4l2_vp8_loop_filter &filter)
{
    filter.flags = decoder.flag() ? V4L2_VP8_LF_FILTER_TYPE_SIMPLE : 0;
    filter.level = static_cast<std::uint8_t>(decoder.literal(6));
    filter.sharpness_level = static_cast<std::uint8_t>(decoder.literal(3));
    if (!decoder.flag())
        return;
    filter.flags |= V4L2_VP8_LF_ADJ_ENABLE;
    if (!decoder.flag())
        return;
    filter.flags |= V4L2_VP8_LF_DELTA_UPDATE;
    for (auto &delta : filter.ref_frm_delta)
        parseDelta(decoder, delta);
    for (auto &delta : filter.mb_mode_delta)
        parseDelta(decoder, delta);
}

// quant_indices(), RFC 6386 9.6
v4l2_vp8_quantization parseQuantizer(BoolDecoder &decoder)
{
    v4l2_vp8_quantization quant{};
    quant.y_ac_qi = static_cast<std::uint8_t>(decoder.literal(7));
    quant.y_dc_delta = optionalSigned(decoder, 4);
    quant.y2_dc_delta = optionalSigned(decoder, 4);
    quant.y2_ac_delta = optionalSigned(decoder, 4);
    quant.uv_dc_delta = optionalSigned(decoder, 4);
    quant.uv_ac_delta = optionalSigned(decoder, 4);
    return quant;
}

// token_prob_update(), RFC 6386 13.4
void parseCoefficientProbabilities(BoolDecoder &decoder, v4l2_vp8_entropy &entropy)
{
    std::uint8_t *probability = &entropy.coeff_probs[0][0][0][0];
    static_assert(sizeof(entropy.coeff_probs) == CoefficientProbabilityCount);
    for (const std::uint8_t update : CoefficientUpdateProbabilities) {
        if (decoder.bit(update))
            *probability = static_cast<std::uint8_t>(decoder.literal(8));
        ++probability;
    }
}

// mv_prob_update(), RFC 6386 17.2
void parseMotionProbabilities(BoolDecoder &decoder, v4l2_vp8_entropy &entropy)
{
    std::uint8_t *probability = &entropy.mv_probs[0][0];
    static_assert(sizeof(entropy.mv_probs) == MotionProbabilityCount);
    for (const std::uint8_t update : MotionUpdateProbabilities) {
        if (decoder.bit(update)) {
            const std::uint32_t value = decoder.literal(7);
            *probability = static_cast<std::uint8_t>(value != 0 ? value << 1 : 1);
        }
        ++probability;
    }
}

// The end of the frame header, from mb_no_skip_coeff on (RFC 6386 19.2).
void parseModeProbabilities(BoolDecoder &decoder, v4l2_ctrl_vp8_frame &frame)
{
    const auto probability = [&] { return static_cast<std::uint8_t>(decoder.literal(8)); };
    if (decoder.flag()) {
        frame.flags |= V4L2_VP8_FRAME_FLAG_MB_NO_SKIP_COEFF;
        frame.prob_skip_false = probability();
    }
    if (V4L2_VP8_FRAME_IS_KEY_FRAME(&frame))
        return;
    frame.prob_intra = probability();
    frame.prob_last = probability();
    frame.prob_gf = probability();
    if (decoder.flag())
        std::ranges::generate(frame.entropy.y_mode_probs, probability);
    if (decoder.flag())
        std::ranges::generate(frame.entropy.uv_mode_probs, probability);
    parseMotionProbabilities(decoder, frame.entropy);
}

// The sizes of the token partitions, which stand behind the first partition (RFC 6386 9.5).
Result<void> parsePartitionSizes(Bytes behindFirst, v4l2_ctrl_vp8_frame &frame)
{
    const std::size_t tableSize = 3 * (std::size_t{frame.num_dct_parts} - 1);
    if (behindFirst.size() < tableSize)
        return fail(ErrorKind::InvalidData, "VP8: the table of partition sizes is cut off");
    std::size_t left = behindFirst.size() - tableSize;
    for (std::size_t i = 0; i + 1 < frame.num_dct_parts; ++i) {
        const std::uint32_t size = littleEndian(behindFirst, 3 * i, 3);
        if (size > left)
            return fail(ErrorKind::InvalidData, "VP8: a token partition is cut off");
        frame.dct_part_sizes[i] = size;
        left -= size;
    }
    frame.dct_part_sizes[frame.num_dct_parts - 1] = static_cast<std::uint32_t>(left);
    return {};
}

} // namespace

void FrameHeaderParser::resetForKeyFrame(Lasting &lasting)
{
    lasting.segment = {};
    lasting.segment.flags = V4L2_VP8_SEGMENT_FLAG_DELTA_VALUE_MODE;
    lasting.loopFilter = {};
    auto &entropy = lasting.entropy;
    std::memcpy(entropy.coeff_probs, DefaultCoefficientProbabilities.data(),
                sizeof(entropy.coeff_probs));
    std::memcpy(entropy.mv_probs, DefaultMotionProbabilities.data(), sizeof(entropy.mv_probs));
    std::ranges::copy(DefaultLumaModeProbabilities, entropy.y_mode_probs);
    std::ranges::copy(DefaultChromaModeProbabilities, entropy.uv_mode_probs);
    lasting.hasKeyFrame = true;
}

// The uncompressed data chunk (RFC 6386 9.1). Gives what follows it.
Result<Bytes> FrameHeaderParser::parseTag(Bytes frame, Lasting &lasting, FrameHeader &header)
{
    if (frame.size() < 3)
        return fail(ErrorKind::InvalidData, "VP8: the frame tag is cut off");
    const std::uint32_t tag = littleEndian(frame, 0, 3);
    auto &expected = header.expected;
    expected.version = static_cast<std::uint8_t>((tag >> 1) & 7);
    expected.flags = (tag & 1) == 0 ? V4L2_VP8_FRAME_FLAG_KEY_FRAME : 0U;
    expected.flags |= (tag & 0x10) != 0 ? V4L2_VP8_FRAME_FLAG_SHOW_FRAME : 0U;
    expected.first_part_size = tag >> 5;
    if (!header.isKeyFrame()) {
        if (!lasting.hasKeyFrame)
            return fail(ErrorKind::InvalidData, "VP8: an inter frame without a key frame before");
        return frame.subspan(3);
    }
    if (frame.size() < 10 || frame[3] != 0x9d || frame[4] != 0x01 || frame[5] != 0x2a)
        return fail(ErrorKind::InvalidData, "VP8: a key frame without its start code");
    resetForKeyFrame(lasting);
    const std::uint32_t width = littleEndian(frame, 6, 2);
    const std::uint32_t height = littleEndian(frame, 8, 2);
    lasting.width = width & 0x3fff;
    lasting.height = height & 0x3fff;
    lasting.horizontalScale = static_cast<std::uint8_t>(width >> 14);
    lasting.verticalScale = static_cast<std::uint8_t>(height >> 14);
    return frame.subspan(10);
}

// RFC 6386 9.7
void FrameHeaderParser::parseReferences(BoolDecoder &decoder, FrameHeader &header)
{
    auto &update = header.references;
    update.refreshGolden = decoder.flag();
    update.refreshAlternate = decoder.flag();
    if (!update.refreshGolden)
        update.copyToGolden = static_cast<BufferCopy>(decoder.literal(2));
    if (!update.refreshAlternate)
        update.copyToAlternate = static_cast<BufferCopy>(decoder.literal(2));
    header.expected.flags |= decoder.flag() ? V4L2_VP8_FRAME_FLAG_SIGN_BIAS_GOLDEN : 0U;
    header.expected.flags |= decoder.flag() ? V4L2_VP8_FRAME_FLAG_SIGN_BIAS_ALT : 0U;
}

// frame_header(), RFC 6386 19.2
Result<FrameHeader> FrameHeaderParser::parse(Bytes frame)
{
    FrameHeader header;
    Lasting lasting = m_lasting;
    auto &expected = header.expected;
    const Bytes data = TRY(parseTag(frame, lasting, header));
    if (expected.first_part_size > data.size())
        return fail(ErrorKind::InvalidData, "VP8: the first partition is cut off");
    BoolDecoder decoder(data.first(expected.first_part_size));
    if (header.isKeyFrame())
        static_cast<void>(decoder.literal(2)); // color_space, clamping_type
    parseSegmentation(decoder, lasting.segment);
    parseLoopFilter(decoder, lasting.loopFilter);
    expected.num_dct_parts = static_cast<std::uint8_t>(1U << decoder.literal(2));
    expected.quant = parseQuantizer(decoder);
    if (!header.isKeyFrame())
        parseReferences(decoder, header);
    const bool refreshEntropy = decoder.flag();
    if (!header.isKeyFrame())
        header.references.refreshLast = decoder.flag();
    expected.entropy = lasting.entropy;
    parseCoefficientProbabilities(decoder, expected.entropy);
    parseModeProbabilities(decoder, expected);
    if (decoder.hasOverrun())
        return fail(ErrorKind::InvalidData, "VP8: the frame header is cut off");
    TRY(parsePartitionSizes(data.subspan(expected.first_part_size), expected));

    if (refreshEntropy) // RFC 6386 9.11; else the next frame starts from the tables before this one
        lasting.entropy = expected.entropy;
    expected.segment = lasting.segment;
    expected.lf = lasting.loopFilter;
    expected.width = lasting.width;
    expected.height = lasting.height;
    expected.horizontal_scale = lasting.horizontalScale;
    expected.vertical_scale = lasting.verticalScale;
    expected.coder_state
        = {.range = decoder.range(),
           .value = decoder.value(),
           .bit_count = static_cast<std::uint8_t>((8 - decoder.bitsUsed() % 8) % 8),
           .padding = 0};
    expected.first_part_header_bits = static_cast<std::uint32_t>(decoder.bitsUsed());
    m_lasting = lasting;
    return header;
}

} // namespace weir::vpu::vp8
