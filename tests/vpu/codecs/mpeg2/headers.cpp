// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/mpeg2/headers.h"

#include <algorithm>
#include <span>

#include "platform/base/text.h"
#include "tests/vpu/codecs/bits/bit_writer.h"

namespace weir::vpu::mpeg2
{

namespace
{

// Start code values, H.262 table 6-1, and extension_start_code_identifier, table 6-2.
constexpr std::uint32_t PictureStart = 0x00;
constexpr std::uint32_t SequenceHeader = 0xb3;
constexpr std::uint32_t ExtensionStart = 0xb5;
constexpr std::uint32_t GroupStart = 0xb8;
constexpr std::uint32_t SequenceExtension = 1;
constexpr std::uint32_t QuantMatrixExtension = 3;
constexpr std::uint32_t PictureCodingExtension = 8;

constexpr std::uint8_t Chroma420 = 1; // chroma_format, table 6-5

using Matrix = std::span<const std::uint8_t, 64>;

void startCode(BitWriter &writer, std::uint32_t value)
{
    writer.alignWithZeros();
    writer.bits(0x100 | value, 32);
}

void matrix(BitWriter &writer, Matrix values)
{
    writer.flag(true); // load_…_quantiser_matrix
    for (const std::uint8_t value : values)
        writer.bits(value, 8);
}

// sequence_header(), 6.2.2.1. What no decoder of pictures needs gets a neutral value.
void sequenceHeader(BitWriter &writer, const Controls &controls)
{
    startCode(writer, SequenceHeader);
    writer.bits(controls.sequence.horizontal_size, 12);
    writer.bits(controls.sequence.vertical_size, 12);
    writer.bits(1, 4); // aspect_ratio_information: square
    writer.bits(3, 4); // frame_rate_code: 25
    writer.bits(0x3ffff, 18); // bit_rate_value
    writer.flag(true); // marker_bit
    writer.bits(controls.sequence.vbv_buffer_size, 10);
    writer.flag(false); // constrained_parameters_flag
    matrix(writer, controls.quantisation.intra_quantiser_matrix);
    matrix(writer, controls.quantisation.non_intra_quantiser_matrix);
}

// sequence_extension(), 6.2.2.3
void sequenceExtension(BitWriter &writer, const v4l2_ctrl_mpeg2_sequence &sequence)
{
    startCode(writer, ExtensionStart);
    writer.bits(SequenceExtension, 4);
    writer.bits(sequence.profile_and_level_indication, 8);
    writer.flag((sequence.flags & V4L2_MPEG2_SEQ_FLAG_PROGRESSIVE) != 0);
    writer.bits(sequence.chroma_format, 2);
    writer.bits(sequence.horizontal_size >> 12, 2);
    writer.bits(sequence.vertical_size >> 12, 2);
    writer.bits(0, 12); // bit_rate_extension
    writer.flag(true); // marker_bit
    writer.bits(sequence.vbv_buffer_size >> 10, 8);
    writer.flag(false); // low_delay
    writer.bits(0, 2); // frame_rate_extension_n
    writer.bits(0, 5); // frame_rate_extension_d
}

// group_of_pictures_header(), 6.2.2.6. Closed: libavcodec is to decode B pictures whose forward
// reference is missing, as hardware does; else it would skip them.
void groupOfPictures(BitWriter &writer)
{
    startCode(writer, GroupStart);
    writer.bits(1 << 12, 25); // time_code: zero, and its marker bit
    writer.flag(true); // closed_gop
    writer.flag(false); // broken_link
}

// picture_header(), 6.2.3
void pictureHeader(BitWriter &writer, const v4l2_ctrl_mpeg2_picture &picture)
{
    startCode(writer, PictureStart);
    writer.bits(0, 10); // temporal_reference: the order of output is the client's affair
    writer.bits(picture.picture_coding_type, 3);
    writer.bits(0xffff, 16); // vbv_delay
    const auto unusedVector = [&] { // full_pel_…_vector 0 and …_f_code 7, 6.3.9
        writer.flag(false);
        writer.bits(7, 3);
    };
    if (picture.picture_coding_type != V4L2_MPEG2_PIC_CODING_TYPE_I)
        unusedVector();
    if (picture.picture_coding_type == V4L2_MPEG2_PIC_CODING_TYPE_B)
        unusedVector();
    writer.flag(false); // extra_bit_picture
}

// picture_coding_extension(), 6.2.3.1
void pictureCodingExtension(BitWriter &writer, const Controls &controls)
{
    const auto &picture = controls.picture;
    const auto flag = [&](std::uint32_t bit) { writer.flag((picture.flags & bit) != 0); };
    startCode(writer, ExtensionStart);
    writer.bits(PictureCodingExtension, 4);
    for (const auto &direction : picture.f_code) {
        for (const std::uint8_t code : direction)
            writer.bits(code, 4);
    }
    writer.bits(picture.intra_dc_precision, 2);
    writer.bits(picture.picture_structure, 2);
    flag(V4L2_MPEG2_PIC_FLAG_TOP_FIELD_FIRST);
    flag(V4L2_MPEG2_PIC_FLAG_FRAME_PRED_DCT);
    flag(V4L2_MPEG2_PIC_FLAG_CONCEALMENT_MV);
    flag(V4L2_MPEG2_PIC_FLAG_Q_SCALE_TYPE);
    flag(V4L2_MPEG2_PIC_FLAG_INTRA_VLC);
    flag(V4L2_MPEG2_PIC_FLAG_ALT_SCAN);
    flag(V4L2_MPEG2_PIC_FLAG_REPEAT_FIRST);
    const bool isProgressive = (picture.flags & V4L2_MPEG2_PIC_FLAG_PROGRESSIVE) != 0;
    writer.flag(isProgressive && controls.sequence.chroma_format == Chroma420); // chroma_420_type
    writer.flag(isProgressive);
    writer.flag(false); // composite_display_flag
}

// quant_matrix_extension(), 6.2.3.2. The sequence header has no matrices for chroma, and a second
// field has no sequence header.
void quantMatrixExtension(BitWriter &writer, const Controls &controls, bool withLuma)
{
    const bool withChroma = controls.sequence.chroma_format != Chroma420;
    if (!withLuma && !withChroma)
        return;
    const auto optional = [&](bool load, Matrix values) {
        if (load)
            matrix(writer, values);
        else
            writer.flag(false);
    };
    startCode(writer, ExtensionStart);
    writer.bits(QuantMatrixExtension, 4);
    optional(withLuma, controls.quantisation.intra_quantiser_matrix);
    optional(withLuma, controls.quantisation.non_intra_quantiser_matrix);
    optional(withChroma, controls.quantisation.chroma_intra_quantiser_matrix);
    optional(withChroma, controls.quantisation.chroma_non_intra_quantiser_matrix);
}

Result<void> validateMatrix(std::string_view name, Matrix values)
{
    if (std::ranges::find(values, 0) == values.end())
        return {};
    return fail(ErrorKind::InvalidData,
                formatText("V4L2_CID_STATELESS_MPEG2_QUANTISATION: {} has a zero", name));
}

Result<void> validateQuantisation(const Controls &controls)
{
    const auto &quantisation = controls.quantisation;
    TRY(validateMatrix("intra_quantiser_matrix", quantisation.intra_quantiser_matrix));
    TRY(validateMatrix("non_intra_quantiser_matrix", quantisation.non_intra_quantiser_matrix));
    if (controls.sequence.chroma_format == Chroma420)
        return {};
    TRY(validateMatrix("chroma_intra_quantiser_matrix",
                       quantisation.chroma_intra_quantiser_matrix));
    return validateMatrix("chroma_non_intra_quantiser_matrix",
                          quantisation.chroma_non_intra_quantiser_matrix);
}

Result<void> inRange(std::string_view field, unsigned value, unsigned least, unsigned most)
{
    if (value >= least && value <= most)
        return {};
    return fail(ErrorKind::InvalidData, formatText("MPEG-2: {} is {}", field, value));
}

} // namespace

Result<void> validate(const Controls &controls)
{
    const auto &picture = controls.picture;
    TRY(inRange("picture_coding_type", picture.picture_coding_type, V4L2_MPEG2_PIC_CODING_TYPE_I,
                V4L2_MPEG2_PIC_CODING_TYPE_B));
    TRY(inRange("picture_structure", picture.picture_structure, V4L2_MPEG2_PIC_TOP_FIELD,
                V4L2_MPEG2_PIC_FRAME));
    TRY(inRange("intra_dc_precision", picture.intra_dc_precision, 0, 3));
    for (const auto &direction : picture.f_code) {
        for (const std::uint8_t code : direction)
            TRY(inRange("f_code", code, 0, 15));
    }
    TRY(inRange("chroma_format", controls.sequence.chroma_format, 1, 3));
    TRY(inRange("horizontal_size", controls.sequence.horizontal_size, 1, 0x3fff));
    TRY(inRange("vertical_size", controls.sequence.vertical_size, 1, 0x3fff));
    return validateQuantisation(controls);
}

std::vector<std::uint8_t> writeHeaders(const Controls &controls, bool isSecondField)
{
    BitWriter writer;
    if (!isSecondField) {
        sequenceHeader(writer, controls);
        sequenceExtension(writer, controls.sequence);
        groupOfPictures(writer);
    }
    pictureHeader(writer, controls.picture);
    pictureCodingExtension(writer, controls);
    quantMatrixExtension(writer, controls, isSecondField);
    writer.alignWithZeros();
    return std::move(writer).take();
}

} // namespace weir::vpu::mpeg2
