// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/h264/parameter_sets.h"

#include <algorithm>
#include <array>
#include <span>

#include "platform/base/text.h"
#include "tests/vpu/codecs/bits/bit_writer.h"

namespace weir::vpu::h264
{

namespace
{

constexpr std::array<std::uint8_t, 1> SpsHeader{0x67}; // nal_ref_idc 3, nal_unit_type 7
constexpr std::array<std::uint8_t, 1> PpsHeader{0x68};

// The profiles whose SPS has the part from chroma_format_idc on (H.264 7.3.2.1.1).
constexpr std::array<unsigned, 9> HighProfiles{100, 110, 122, 244, 44, 83, 86, 118, 128};

bool isHigh(const Sps &sps)
{
    return std::ranges::contains(HighProfiles, sps.profile_idc);
}

// The bits of the control and of the NAL unit are in opposite order.
std::uint8_t constraintByte(std::uint8_t flags)
{
    std::uint8_t byte = 0;
    for (unsigned set = 0; set < 6; ++set)
        if (((unsigned{flags} >> set) & 1U) != 0)
            byte = static_cast<std::uint8_t>(byte | (0x80U >> set));
    return byte;
}

Result<void> writeHighPart(BitWriter &bits, const Sps &sps)
{
    if (!isHigh(sps)) {
        if (sps.chroma_format_idc != 1 || sps.bit_depth_luma_minus8 != 0
            || sps.bit_depth_chroma_minus8 != 0)
            return fail(ErrorKind::InvalidData,
                        formatText("SPS: profile_idc {} has 4:2:0 of 8 bit only", sps.profile_idc));
        return {};
    }
    bits.ue(sps.chroma_format_idc);
    if (sps.chroma_format_idc == 3)
        bits.flag(has(sps, V4L2_H264_SPS_FLAG_SEPARATE_COLOUR_PLANE));
    bits.ue(sps.bit_depth_luma_minus8);
    bits.ue(sps.bit_depth_chroma_minus8);
    bits.flag(has(sps, V4L2_H264_SPS_FLAG_QPPRIME_Y_ZERO_TRANSFORM_BYPASS));
    bits.flag(false); // seq_scaling_matrix_present_flag: the lists are in the PPS
    return {};
}

void writePicOrderCount(BitWriter &bits, const Sps &sps)
{
    bits.ue(sps.pic_order_cnt_type);
    if (sps.pic_order_cnt_type == 0)
        bits.ue(sps.log2_max_pic_order_cnt_lsb_minus4);
    if (sps.pic_order_cnt_type != 1)
        return;
    bits.flag(has(sps, V4L2_H264_SPS_FLAG_DELTA_PIC_ORDER_ALWAYS_ZERO));
    bits.se(sps.offset_for_non_ref_pic);
    bits.se(sps.offset_for_top_to_bottom_field);
    bits.ue(sps.num_ref_frames_in_pic_order_cnt_cycle);
    for (unsigned i = 0; i < sps.num_ref_frames_in_pic_order_cnt_cycle; ++i)
        bits.se(sps.offset_for_ref_frame[i]);
}

// The zig-zag scan of a square of `size` (H.264 8.5.6, 8.5.7) as raster positions: down and up
// the diagonals in turn.
std::vector<unsigned> zigzag(unsigned size)
{
    std::vector<unsigned> order;
    for (unsigned diagonal = 0; diagonal < 2 * size - 1; ++diagonal) {
        for (unsigned step = 0; step <= diagonal; ++step) {
            const unsigned x = diagonal % 2 == 0 ? step : diagonal - step;
            const unsigned y = diagonal - x;
            if (x < size && y < size)
                order.push_back(y * size + x);
        }
    }
    return order;
}

// scaling_list() (H.264 7.3.2.1.1.1) of a list that the control has in raster order.
Result<void> writeScalingList(BitWriter &bits, std::span<const std::uint8_t> raster, unsigned size)
{
    int last = 8;
    for (const unsigned position : zigzag(size)) {
        const int scale = raster[position];
        if (scale == 0) // would mean "use the default list" or "as the last one"
            return fail(ErrorKind::InvalidData, "scaling matrix: an entry is 0");
        int delta = scale - last;
        if (delta > 127)
            delta -= 256;
        if (delta < -128)
            delta += 256;
        bits.se(delta);
        last = scale;
    }
    return {};
}

Result<void> writeScalingLists(BitWriter &bits, const Sps &sps, const Pps &pps,
                               const ScalingMatrix &matrix)
{
    for (const auto &list : matrix.scaling_list_4x4) {
        bits.flag(true);
        TRY(writeScalingList(bits, list, 4));
    }
    if (!has(pps, V4L2_H264_PPS_FLAG_TRANSFORM_8X8_MODE))
        return {};
    const unsigned count = sps.chroma_format_idc == 3 ? 6 : 2;
    for (const auto &list : std::span(matrix.scaling_list_8x8).first(count)) {
        bits.flag(true);
        TRY(writeScalingList(bits, list, 8));
    }
    return {};
}

// The part behind redundant_pic_cnt_present_flag is left out when it would say the default.
Result<void> writePpsExtension(BitWriter &bits, const Sps &sps, const Pps &pps,
                               const std::optional<ScalingMatrix> &matrix)
{
    const bool transforms8x8 = has(pps, V4L2_H264_PPS_FLAG_TRANSFORM_8X8_MODE);
    const bool hasMatrix = has(pps, V4L2_H264_PPS_FLAG_SCALING_MATRIX_PRESENT);
    if (!transforms8x8 && !hasMatrix
        && pps.second_chroma_qp_index_offset == pps.chroma_qp_index_offset)
        return {};
    bits.flag(transforms8x8);
    bits.flag(hasMatrix);
    if (hasMatrix) {
        if (!matrix)
            return fail(ErrorKind::InvalidData, "PPS: SCALING_MATRIX_PRESENT without the control");
        TRY(writeScalingLists(bits, sps, pps, *matrix));
    }
    bits.se(pps.second_chroma_qp_index_offset);
    return {};
}

} // namespace

Result<void> checkRanges(const Sps &sps)
{
    if (sps.log2_max_frame_num_minus4 > 12 || sps.log2_max_pic_order_cnt_lsb_minus4 > 12
        || sps.pic_order_cnt_type > 2 || sps.chroma_format_idc > 3 || sps.max_num_ref_frames > 16)
        return fail(ErrorKind::InvalidData, "SPS: a field is out of its range");
    return {};
}

// H.264 7.3.2.1.1. The control has neither cropping nor VUI: the client crops, and libavcodec's
// output order is of no interest here.
Result<void> appendSps(std::vector<std::uint8_t> &out, const Sps &sps)
{
    BitWriter bits;
    bits.bits(sps.profile_idc, 8);
    bits.bits(constraintByte(sps.constraint_set_flags), 8);
    bits.bits(sps.level_idc, 8);
    bits.ue(sps.seq_parameter_set_id);
    TRY(writeHighPart(bits, sps));
    bits.ue(sps.log2_max_frame_num_minus4);
    writePicOrderCount(bits, sps);
    bits.ue(sps.max_num_ref_frames);
    bits.flag(has(sps, V4L2_H264_SPS_FLAG_GAPS_IN_FRAME_NUM_VALUE_ALLOWED));
    bits.ue(sps.pic_width_in_mbs_minus1);
    bits.ue(sps.pic_height_in_map_units_minus1);
    const bool framesOnly = has(sps, V4L2_H264_SPS_FLAG_FRAME_MBS_ONLY);
    bits.flag(framesOnly);
    if (!framesOnly)
        bits.flag(has(sps, V4L2_H264_SPS_FLAG_MB_ADAPTIVE_FRAME_FIELD));
    bits.flag(has(sps, V4L2_H264_SPS_FLAG_DIRECT_8X8_INFERENCE));
    bits.flag(false); // frame_cropping_flag
    bits.flag(false); // vui_parameters_present_flag
    bits.trailingBits();
    appendNal(out, SpsHeader, bits.bytes());
    return {};
}

// H.264 7.3.2.2.
Result<void> appendPps(std::vector<std::uint8_t> &out, const Sps &sps, const Pps &pps,
                       const std::optional<ScalingMatrix> &matrix)
{
    if (pps.num_slice_groups_minus1 != 0)
        return fail(ErrorKind::Unsupported,
                    "PPS: slice groups, of which the control lacks the map");
    if (pps.seq_parameter_set_id != sps.seq_parameter_set_id)
        return fail(ErrorKind::InvalidData,
                    formatText("PPS: seq_parameter_set_id is {}, the SPS's is {}",
                               pps.seq_parameter_set_id, sps.seq_parameter_set_id));
    BitWriter bits;
    bits.ue(pps.pic_parameter_set_id);
    bits.ue(pps.seq_parameter_set_id);
    bits.flag(has(pps, V4L2_H264_PPS_FLAG_ENTROPY_CODING_MODE));
    bits.flag(has(pps, V4L2_H264_PPS_FLAG_BOTTOM_FIELD_PIC_ORDER_IN_FRAME_PRESENT));
    bits.ue(pps.num_slice_groups_minus1);
    bits.ue(pps.num_ref_idx_l0_default_active_minus1);
    bits.ue(pps.num_ref_idx_l1_default_active_minus1);
    bits.flag(has(pps, V4L2_H264_PPS_FLAG_WEIGHTED_PRED));
    bits.bits(pps.weighted_bipred_idc, 2);
    bits.se(pps.pic_init_qp_minus26);
    bits.se(pps.pic_init_qs_minus26);
    bits.se(pps.chroma_qp_index_offset);
    bits.flag(has(pps, V4L2_H264_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT));
    bits.flag(has(pps, V4L2_H264_PPS_FLAG_CONSTRAINED_INTRA_PRED));
    bits.flag(has(pps, V4L2_H264_PPS_FLAG_REDUNDANT_PIC_CNT_PRESENT));
    TRY(writePpsExtension(bits, sps, pps, matrix));
    bits.trailingBits();
    appendNal(out, PpsHeader, bits.bytes());
    return {};
}

} // namespace weir::vpu::h264
