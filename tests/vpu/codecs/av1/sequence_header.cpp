// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/sequence_header.h"

#include "tests/vpu/codecs/av1/field_writer.h"

namespace weir::vpu::av1
{

namespace
{

bool has(const v4l2_ctrl_av1_sequence &sequence, std::uint32_t flag)
{
    return (sequence.flags & flag) != 0;
}

// The parts of 5.5.1 about which the control says nothing.
void writeOperatingPoint(FieldWriter &writer)
{
    writer.flag(false); // reduced_still_picture_header
    writer.flag(false); // timing_info_present_flag
    writer.flag(false); // initial_display_delay_present_flag
    writer.f(0, 5, "operating_points_cnt_minus_1");
    writer.f(0, 12, "operating_point_idc");
    writer.f(31, 5, "seq_level_idx"); // no limits
    writer.flag(false); // seq_tier
}

void writeTools(FieldWriter &writer, const v4l2_ctrl_av1_sequence &sequence)
{
    const bool orderHints = has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_ORDER_HINT);
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTERINTRA_COMPOUND));
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_MASKED_COMPOUND));
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_WARPED_MOTION));
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_DUAL_FILTER));
    writer.flag(orderHints);
    writer.flagIf(orderHints, has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_JNT_COMP),
                  "sequence.flags JNT_COMP");
    writer.flagIf(orderHints, has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_REF_FRAME_MVS),
                  "sequence.flags REF_FRAME_MVS");
    writer.flag(true); // seq_choose_screen_content_tools
    writer.flag(true); // seq_choose_integer_mv
    if (orderHints) {
        writer.demand(sequence.order_hint_bits > 0, "sequence.order_hint_bits", "is 0");
        writer.f(sequence.order_hint_bits - 1U, 3, "sequence.order_hint_bits");
    } else {
        writer.demand(sequence.order_hint_bits == 0, "sequence.order_hint_bits",
                      "is not 0 without order hints");
    }
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_SUPERRES));
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_CDEF));
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_RESTORATION));
}

// Subsampling, which follows from the profile but for 12 bits (5.5.2).
void writeSubsampling(FieldWriter &writer, const v4l2_ctrl_av1_sequence &sequence)
{
    const bool x = has(sequence, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_X);
    const bool y = has(sequence, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_Y);
    constexpr auto Field = "sequence.flags SUBSAMPLING";
    constexpr auto Why = "contradicts seq_profile and bit_depth";
    if (sequence.seq_profile == 2 && sequence.bit_depth == 12) {
        writer.flag(x);
        writer.flagIf(x, y, Field);
    } else {
        writer.demand(x == (sequence.seq_profile != 1), Field, Why);
        writer.demand(y == (sequence.seq_profile == 0), Field, Why);
    }
    if (x && y)
        writer.f(0, 2, "chroma_sample_position");
}

void writeColorConfig(FieldWriter &writer, const v4l2_ctrl_av1_sequence &sequence)
{
    const bool deep = sequence.bit_depth > 8;
    const bool monochrome = has(sequence, V4L2_AV1_SEQUENCE_FLAG_MONO_CHROME);
    writer.demand(sequence.bit_depth == 8 || sequence.bit_depth == 10
                      || (sequence.bit_depth == 12 && sequence.seq_profile == 2),
                  "sequence.bit_depth", "is not one of the profile's");
    writer.flag(deep);
    if (sequence.seq_profile == 2 && deep)
        writer.flag(sequence.bit_depth == 12);
    writer.flagIf(sequence.seq_profile != 1, monochrome, "sequence.flags MONO_CHROME");
    writer.flag(false); // color_description_present_flag
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_COLOR_RANGE));
    if (!monochrome)
        writeSubsampling(writer, sequence);
    writer.flagIf(!monochrome, has(sequence, V4L2_AV1_SEQUENCE_FLAG_SEPARATE_UV_DELTA_Q),
                  "sequence.flags SEPARATE_UV_DELTA_Q");
}

} // namespace

Result<std::vector<std::uint8_t>> writeSequenceHeader(const v4l2_ctrl_av1_sequence &sequence)
{
    FieldWriter writer;
    writer.demand(sequence.seq_profile <= 2, "sequence.seq_profile", "is reserved");
    writer.f(sequence.seq_profile, 3, "sequence.seq_profile");
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_STILL_PICTURE));
    writeOperatingPoint(writer);
    writer.f(FrameSizeBits - 1, 4, "frame_width_bits");
    writer.f(FrameSizeBits - 1, 4, "frame_height_bits");
    writer.f(sequence.max_frame_width_minus_1, FrameSizeBits, "sequence.max_frame_width_minus_1");
    writer.f(sequence.max_frame_height_minus_1, FrameSizeBits, "sequence.max_frame_height_minus_1");
    writer.flag(false); // frame_id_numbers_present_flag
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_USE_128X128_SUPERBLOCK));
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_FILTER_INTRA));
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTRA_EDGE_FILTER));
    writeTools(writer, sequence);
    writeColorConfig(writer, sequence);
    writer.flag(has(sequence, V4L2_AV1_SEQUENCE_FLAG_FILM_GRAIN_PARAMS_PRESENT));
    writer.flag(true); // trailing_one_bit
    return std::move(writer).finish();
}

} // namespace weir::vpu::av1
