// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/vp9/made_frame.h"

#include <cstdlib>

#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/tests/support/bool_encoder.h"

namespace weir::vpu
{

namespace
{

using Kind = MadeFrame::Kind;

void signedBits(BitWriter &writer, int value, unsigned count)
{
    writer.bits(static_cast<unsigned>(std::abs(value)), count);
    writer.flag(value < 0);
}

void writeSize(BitWriter &writer, unsigned width)
{
    writer.bits(width - 1, 16);
    writer.bits(287, 16);
}

void writeRenderSize(BitWriter &writer)
{
    writer.flag(true);
    writer.bits(319, 16);
    writer.bits(239, 16);
}

void writeInterPart(BitWriter &writer, const MadeFrame &frame)
{
    for (unsigned i = 0; i < 3; ++i) {
        writer.bits(frame.slots[i], 3);
        writer.flag(i == 2); // the alternate frame's sign_bias
    }
    writer.flag(false); // found_ref of the last frame
    writer.flag(frame.inheritsSize);
    if (!frame.inheritsSize) {
        writer.flag(false);
        writeSize(writer, frame.width);
    }
    writeRenderSize(writer);
    writer.flag(true); // allow_high_precision_mv
    writer.flag(true); // is_filter_switchable
}

void writeLoopFilter(BitWriter &writer, bool changes)
{
    writer.bits(22, 6);
    writer.bits(3, 3);
    writer.flag(true); // loop_filter_delta_enabled
    writer.flag(changes); // loop_filter_delta_update
    for (int i = 0; changes && i < 6; ++i) {
        writer.flag(i % 2 == 1);
        if (i % 2 == 1)
            signedBits(writer, -10 - i, 6);
    }
}

void writeQuantization(BitWriter &writer)
{
    writer.bits(60, 8);
    writer.flag(true);
    signedBits(writer, -5, 4);
    writer.flag(false);
    writer.flag(true);
    signedBits(writer, 7, 4);
}

// Segment 0 has quantiser -20, segment 7 reference 2 and skip.
void writeSegmentFeatures(BitWriter &writer)
{
    writer.flag(true); // segmentation_abs_or_delta_update
    for (unsigned segment = 0; segment < 8; ++segment) {
        writer.flag(segment == 0);
        if (segment == 0)
            signedBits(writer, -20, 8);
        writer.flag(false);
        writer.flag(segment == 7);
        if (segment == 7)
            writer.bits(2, 2);
        writer.flag(segment == 7);
    }
}

void writeSegmentation(BitWriter &writer, bool changes)
{
    writer.flag(true); // segmentation_enabled
    writer.flag(changes); // segmentation_update_map
    if (changes) {
        for (unsigned i = 0; i < 7; ++i) {
            writer.flag(i == 3);
            if (i == 3)
                writer.bits(99, 8);
        }
        writer.flag(true); // segmentation_temporal_update
        for (unsigned i = 0; i < 3; ++i) {
            writer.flag(true);
            writer.bits(40 + i, 8);
        }
    }
    writer.flag(changes); // segmentation_update_data
    if (changes)
        writeSegmentFeatures(writer);
}

// decode_term_subexp() of 33, which stands for the delta 15.
void writeDelta(BoolEncoder &encoder)
{
    encoder.bit(true, 252);
    encoder.flag(true);
    encoder.flag(true);
    encoder.flag(false);
    encoder.literal(1, 5);
}

void writeNone(BoolEncoder &encoder, unsigned count)
{
    while (count-- > 0)
        encoder.bit(false, 252);
}

void writeInterProbabilities(BoolEncoder &encoder)
{
    writeNone(encoder, 20);
    writeDelta(encoder); // the last of inter_mode_probs
    writeNone(encoder, 8 + 4); // interp_filter_probs, is_inter_prob
    encoder.flag(true); // non_single_reference
    encoder.flag(true); // reference_select
    writeNone(encoder, 5 + 10 + 5);
    writeNone(encoder, 4 * 9 + 16 * 3);
    writeNone(encoder, 3 + 2 * (1 + 10 + 1 + 10) + 2 * (6 + 3) + 3);
    encoder.bit(true, 252); // the last hp bit
    encoder.literal(45, 7);
}

std::vector<std::uint8_t> compressedHeader(const MadeFrame &frame)
{
    BoolEncoder encoder;
    encoder.flag(false); // marker
    encoder.literal(3, 2); // tx_mode: select
    encoder.literal(1, 1);
    writeDelta(encoder); // the first of tx_probs_8x8
    writeNone(encoder, 1 + 4 + 6);
    encoder.flag(false); // update_probs of 4x4
    encoder.flag(true); // of 8x8
    writeNone(encoder, 2 * 2 * (3 + 5 * 6) * 3 - 1);
    writeDelta(encoder); // the last of them
    encoder.flag(false);
    encoder.flag(false);
    writeNone(encoder, 3); // skip_prob
    if (frame.kind == Kind::Inter)
        writeInterProbabilities(encoder);
    return encoder.finish();
}

void writeKind(BitWriter &writer, const MadeFrame &frame)
{
    if (frame.kind == Kind::Key) {
        writer.bits(0x498342, 24);
        writer.bits(2, 3); // color_space
        writer.flag(true); // color_range
    } else {
        if (frame.kind == Kind::IntraOnly) // is hidden
            writer.flag(true); // intra_only
        writer.bits(frame.kind == Kind::IntraOnly ? 2 : 0, 2); // reset_frame_context
        if (frame.kind == Kind::IntraOnly)
            writer.bits(0x498342, 24);
        writer.bits(frame.refreshFrameFlags, 8);
    }
    if (frame.kind == Kind::Inter) {
        writeInterPart(writer, frame);
        return;
    }
    writeSize(writer, frame.width);
    writeRenderSize(writer);
}

} // namespace

std::vector<std::uint8_t> makeFrame(const MadeFrame &frame)
{
    const auto compressed = compressedHeader(frame);
    BitWriter writer;
    writer.bits(2, 2); // frame_marker
    writer.bits(0, 3); // profile 0, show_existing_frame
    writer.flag(frame.kind != Kind::Key);
    writer.flag(frame.kind != Kind::IntraOnly); // show_frame
    writer.flag(false); // error_resilient_mode
    writeKind(writer, frame);
    writer.flag(true); // refresh_frame_context
    writer.flag(false); // frame_parallel_decoding_mode
    writer.bits(1, 2); // frame_context_idx
    writeLoopFilter(writer, frame.changesSegments);
    writeQuantization(writer);
    writeSegmentation(writer, frame.changesSegments);
    writer.flag(false); // increment_tile_cols_log2; 352 allows no more
    writer.bits(compressed.size(), 16);
    writer.alignWithZeros();
    auto bytes = writer.bytes();
    bytes.insert(bytes.end(), compressed.begin(), compressed.end());
    bytes.insert(bytes.end(), {1, 2, 3}); // tiles would follow
    return bytes;
}

} // namespace weir::vpu
