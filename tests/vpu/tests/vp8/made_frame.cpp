// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/vp8/made_frame.h"

#include "tests/vpu/codecs/vp8/probability_tables.h"
#include "tests/vpu/tests/support/bool_encoder.h"

namespace weir::vpu
{

namespace
{

void writeSegmentation(BoolEncoder &encoder)
{
    encoder.flag(true); // segmentation_enabled
    encoder.flag(true); // update_mb_segmentation_map
    encoder.flag(true); // update_segment_feature_data
    encoder.flag(false); // segment_feature_mode: delta
    for (const int value : {5, -6, 0, 127})
        encoder.optionalSigned(value, 7);
    for (const int value : {-63, 2, 0, 1})
        encoder.optionalSigned(value, 6);
    for (const unsigned probability : {10U, 0U, 200U}) {
        encoder.flag(probability != 0);
        if (probability != 0)
            encoder.literal(probability, 8);
    }
}

void writeLoopFilter(BoolEncoder &encoder, bool isKeyFrame)
{
    encoder.flag(true); // filter_type: simple
    encoder.literal(33, 6);
    encoder.literal(5, 3);
    encoder.flag(true); // loop_filter_adj_enable
    encoder.flag(isKeyFrame); // mode_ref_lf_delta_update
    if (!isKeyFrame)
        return; // the deltas of the key frame stay
    for (const int delta : {1, -2, 3, -4, 5, -6, 7, -8})
        encoder.optionalSigned(delta, 6);
}

void writeReferences(BoolEncoder &encoder, const MadeFrame &frame)
{
    encoder.flag(frame.refreshGolden);
    encoder.flag(frame.refreshAlternate);
    if (!frame.refreshGolden)
        encoder.literal(frame.copyToGolden, 2);
    if (!frame.refreshAlternate)
        encoder.literal(frame.copyToAlternate, 2);
    encoder.flag(true); // sign_bias_golden
    encoder.flag(false); // sign_bias_alternate
}

// Changes the first coefficient probability to 77, the last to 88.
void writeCoefficients(BoolEncoder &encoder, bool changes)
{
    for (std::size_t i = 0; i < vp8::CoefficientProbabilityCount; ++i) {
        const bool isLast = i + 1 == vp8::CoefficientProbabilityCount;
        const bool change = changes && (i == 0 || isLast);
        encoder.bit(change, vp8::CoefficientUpdateProbabilities[i]);
        if (change)
            encoder.literal(isLast ? 88 : 77, 8);
    }
}

void writeInterModes(BoolEncoder &encoder, bool changes)
{
    for (const unsigned probability : {100U, 110U, 120U}) // intra, last, gf
        encoder.literal(probability, 8);
    encoder.flag(changes); // intra_16x16_prob_update_flag
    for (unsigned i = 0; changes && i < 4; ++i)
        encoder.literal(20 + i, 8);
    encoder.flag(changes); // intra_chroma_prob_update_flag
    for (unsigned i = 0; changes && i < 3; ++i)
        encoder.literal(30 + i, 8);
    for (std::size_t i = 0; i < vp8::MotionProbabilityCount; ++i) {
        const bool change = changes && i == 20;
        encoder.bit(change, vp8::MotionUpdateProbabilities[i]);
        if (change)
            encoder.literal(50, 7);
    }
}

std::vector<std::uint8_t> firstPartition(const MadeFrame &frame)
{
    BoolEncoder encoder;
    if (frame.isKeyFrame)
        encoder.literal(0, 2); // color_space, clamping_type
    writeSegmentation(encoder);
    writeLoopFilter(encoder, frame.isKeyFrame);
    encoder.literal(1, 2); // log2_nbr_of_dct_partitions
    encoder.literal(99, 7); // y_ac_qi
    for (const int delta : {-15, 14, 0, 3, -1})
        encoder.optionalSigned(delta, 4);
    if (!frame.isKeyFrame)
        writeReferences(encoder, frame);
    encoder.flag(frame.refreshEntropy);
    if (!frame.isKeyFrame)
        encoder.flag(frame.refreshLast);
    writeCoefficients(encoder, frame.changesEntropy);
    encoder.flag(true); // mb_no_skip_coeff
    encoder.literal(222, 8); // prob_skip_false
    if (!frame.isKeyFrame)
        writeInterModes(encoder, frame.changesEntropy);
    encoder.literal(0x5a5a, 16); // macroblocks would follow
    return encoder.finish();
}

} // namespace

std::vector<std::uint8_t> makeFrame(const MadeFrame &frame)
{
    const auto first = firstPartition(frame);
    const auto size = static_cast<std::uint32_t>(first.size());
    // version 2, shown
    const std::uint32_t tag = (frame.isKeyFrame ? 0U : 1U) | (2U << 1) | (1U << 4) | (size << 5);
    std::vector<std::uint8_t> bytes{static_cast<std::uint8_t>(tag),
                                    static_cast<std::uint8_t>(tag >> 8),
                                    static_cast<std::uint8_t>(tag >> 16)};
    if (frame.isKeyFrame) // 176x144, scales 1 and 2
        bytes.insert(bytes.end(), {0x9d, 0x01, 0x2a, 176, 0x40, 144, 0x80});
    bytes.insert(bytes.end(), first.begin(), first.end());
    bytes.insert(bytes.end(), {3, 0, 0, 1, 2, 3, 4, 5, 6, 7}); // partitions of 3 and 4 bytes
    return bytes;
}

} // namespace weir::vpu
