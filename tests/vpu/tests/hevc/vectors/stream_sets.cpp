// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/hevc/vectors/stream_sets.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "tests/vpu/codecs/bits/bit_reader.h"
#include "tests/vpu/codecs/hevc/short_term_set.h"

namespace weir::vpu::hevc::test
{

namespace
{

std::uint8_t byteOf(std::uint32_t value)
{
    return static_cast<std::uint8_t>(value);
}

// 6.5.3, walked as the specification walks it.
std::vector<std::size_t> diagonal(std::size_t size)
{
    std::vector<std::size_t> positions;
    for (std::size_t start = 0; positions.size() < size * size; ++start)
        for (std::size_t y = start + 1; y-- > 0;)
            if (y < size && start - y < size)
                positions.push_back(y * size + (start - y));
    return positions;
}

// Table 7-6, in diagonal order.
constexpr std::array<std::uint8_t, 64> DefaultIntra{
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 17, 16, 17, 16, 17, 18, 17, 18, 18, 17, 18, 21,
    19, 20, 21, 20, 19, 21, 24, 22, 22, 24, 24, 22, 22, 24, 25, 25, 27, 30, 27, 25, 25, 29,
    31, 35, 35, 31, 29, 36, 41, 44, 41, 36, 47, 54, 54, 47, 65, 70, 65, 88, 88, 115};
constexpr std::array<std::uint8_t, 64> DefaultInter{
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 18, 20,
    20, 20, 20, 20, 20, 20, 24, 24, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 25, 25, 28,
    28, 28, 28, 28, 28, 33, 33, 33, 33, 33, 41, 41, 41, 41, 54, 54, 54, 71, 71, 91};

struct Lists {
    // [sizeId][matrixId], in diagonal order; DC of sizeId 2 and 3
    std::array<std::array<std::array<std::uint8_t, 64>, 6>, 4> entries{};
    std::array<std::array<std::uint8_t, 6>, 4> dc{};
};

void setDefault(Lists &lists, std::size_t size, std::size_t matrix)
{
    lists.entries[size][matrix] = matrix < 3 ? DefaultIntra : DefaultInter;
    if (size == 0)
        lists.entries[size][matrix].fill(16);
    lists.dc[size][matrix] = 16;
}

void parseList(BitReader &reader, Lists &lists, std::size_t size, std::size_t matrix)
{
    if (!reader.flag()) { // scaling_list_pred_mode_flag
        const std::size_t delta = std::size_t{reader.ue()} * (size == 3 ? 3U : 1U);
        if (delta == 0 || delta > matrix) {
            setDefault(lists, size, matrix);
            return;
        }
        lists.entries[size][matrix] = lists.entries[size][matrix - delta];
        lists.dc[size][matrix] = lists.dc[size][matrix - delta];
        return;
    }
    int next = 8;
    if (size > 1) {
        next = reader.se() + 8;
        lists.dc[size][matrix] = byteOf(static_cast<std::uint32_t>(next));
    }
    for (std::size_t i = 0; i < (size == 0 ? 16U : 64U); ++i) {
        next = (next + reader.se() + 256) % 256;
        lists.entries[size][matrix][i] = byteOf(static_cast<std::uint32_t>(next));
    }
}

void toRaster(std::span<std::uint8_t> raster, const std::array<std::uint8_t, 64> &entries)
{
    const auto positions = diagonal(raster.size() == 16 ? 4 : 8);
    for (std::size_t i = 0; i < raster.size(); ++i)
        raster[positions[i]] = entries[i];
}

v4l2_ctrl_hevc_scaling_matrix toControl(const Lists &lists)
{
    v4l2_ctrl_hevc_scaling_matrix control{};
    for (std::size_t m = 0; m < 6; ++m) {
        toRaster(control.scaling_list_4x4[m], lists.entries[0][m]);
        toRaster(control.scaling_list_8x8[m], lists.entries[1][m]);
        toRaster(control.scaling_list_16x16[m], lists.entries[2][m]);
        control.scaling_list_dc_coef_16x16[m] = lists.dc[2][m];
    }
    for (std::size_t m = 0; m < 2; ++m) {
        toRaster(control.scaling_list_32x32[m], lists.entries[3][3 * m]);
        control.scaling_list_dc_coef_32x32[m] = lists.dc[3][3 * m];
    }
    return control;
}

v4l2_ctrl_hevc_scaling_matrix parseScalingLists(BitReader *reader)
{
    Lists lists;
    for (std::size_t size = 0; size < 4; ++size)
        for (std::size_t matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1)
            if (reader != nullptr)
                parseList(*reader, lists, size, matrix);
            else
                setDefault(lists, size, matrix);
    return toControl(lists);
}

void skipProfileTierLevel(BitReader &reader, unsigned subLayersMinus1)
{
    reader.skip(96);
    std::vector<bool> present;
    present.reserve(std::size_t{2} * subLayersMinus1);
    for (unsigned i = 0; i < 2 * subLayersMinus1; ++i)
        present.push_back(reader.flag());
    if (subLayersMinus1 > 0)
        reader.skip(2 * (std::size_t{8} - subLayersMinus1));
    for (std::size_t i = 0; i < present.size(); ++i) {
        if (present[i])
            reader.skip(i % 2 == 0 ? 88 : 8);
    }
}

// st_ref_pic_set( ) as the control wants it: the elements as they are coded.
v4l2_ctrl_hevc_ext_sps_st_rps parseSet(BitReader &reader,
                                       std::span<const v4l2_ctrl_hevc_ext_sps_st_rps> before)
{
    v4l2_ctrl_hevc_ext_sps_st_rps set{};
    if (!before.empty() && reader.flag()) {
        const auto derived = deriveSets(before);
        set.flags = V4L2_HEVC_EXT_SPS_ST_RPS_FLAG_INTER_REF_PIC_SET_PRED;
        set.delta_rps_sign = byteOf(reader.bits(1));
        set.abs_delta_rps_minus1 = static_cast<std::uint16_t>(reader.ue());
        for (unsigned j = 0; derived && j <= derived->back().numDeltaPocs(); ++j) {
            const bool used = reader.flag();
            const bool useDelta = used || reader.flag();
            set.used_by_curr_pic |= (used ? 1U : 0U) << j;
            set.use_delta_flag |= (useDelta ? 1U : 0U) << j;
        }
        return set;
    }
    set.num_negative_pics = byteOf(reader.ue());
    set.num_positive_pics = byteOf(reader.ue());
    for (unsigned i = 0; i < set.num_negative_pics; ++i) {
        set.delta_poc_s0_minus1[i] = static_cast<std::uint16_t>(reader.ue());
        set.used_by_curr_pic |= reader.bits(1) << i;
    }
    for (unsigned i = 0; i < set.num_positive_pics; ++i) {
        set.delta_poc_s1_minus1[i] = static_cast<std::uint16_t>(reader.ue());
        set.used_by_curr_pic |= reader.bits(1) << (set.num_negative_pics + i);
    }
    return set;
}

void setFlag(__u64 &flags, BitReader &reader, std::uint64_t flag)
{
    if (reader.flag())
        flags |= flag;
}

void parseSpsSizes(BitReader &reader, v4l2_ctrl_hevc_sps &sps)
{
    sps.chroma_format_idc = byteOf(reader.ue());
    if (sps.chroma_format_idc == 3)
        setFlag(sps.flags, reader, V4L2_HEVC_SPS_FLAG_SEPARATE_COLOUR_PLANE);
    sps.pic_width_in_luma_samples = static_cast<std::uint16_t>(reader.ue());
    sps.pic_height_in_luma_samples = static_cast<std::uint16_t>(reader.ue());
    if (reader.flag()) // conformance window
        for (int i = 0; i < 4; ++i)
            static_cast<void>(reader.ue());
    sps.bit_depth_luma_minus8 = byteOf(reader.ue());
    sps.bit_depth_chroma_minus8 = byteOf(reader.ue());
    sps.log2_max_pic_order_cnt_lsb_minus4 = byteOf(reader.ue());
    const bool all = reader.flag();
    for (unsigned i = all ? 0 : sps.sps_max_sub_layers_minus1; i <= sps.sps_max_sub_layers_minus1;
         ++i) {
        sps.sps_max_dec_pic_buffering_minus1 = byteOf(reader.ue());
        sps.sps_max_num_reorder_pics = byteOf(reader.ue());
        sps.sps_max_latency_increase_plus1 = byteOf(reader.ue());
    }
    for (std::uint8_t *field :
         {&sps.log2_min_luma_coding_block_size_minus3,
          &sps.log2_diff_max_min_luma_coding_block_size,
          &sps.log2_min_luma_transform_block_size_minus2,
          &sps.log2_diff_max_min_luma_transform_block_size,
          &sps.max_transform_hierarchy_depth_inter, &sps.max_transform_hierarchy_depth_intra})
        *field = byteOf(reader.ue());
}

void parseSpsTools(BitReader &reader, StreamSps &stream)
{
    v4l2_ctrl_hevc_sps &sps = stream.control;
    stream.scaling = parseScalingLists(nullptr);
    if (reader.flag()) {
        sps.flags |= V4L2_HEVC_SPS_FLAG_SCALING_LIST_ENABLED;
        if (reader.flag())
            stream.scaling = parseScalingLists(&reader);
    }
    setFlag(sps.flags, reader, V4L2_HEVC_SPS_FLAG_AMP_ENABLED);
    setFlag(sps.flags, reader, V4L2_HEVC_SPS_FLAG_SAMPLE_ADAPTIVE_OFFSET);
    if (reader.flag()) {
        sps.flags |= V4L2_HEVC_SPS_FLAG_PCM_ENABLED;
        sps.pcm_sample_bit_depth_luma_minus1 = byteOf(reader.bits(4));
        sps.pcm_sample_bit_depth_chroma_minus1 = byteOf(reader.bits(4));
        sps.log2_min_pcm_luma_coding_block_size_minus3 = byteOf(reader.ue());
        sps.log2_diff_max_min_pcm_luma_coding_block_size = byteOf(reader.ue());
        setFlag(sps.flags, reader, V4L2_HEVC_SPS_FLAG_PCM_LOOP_FILTER_DISABLED);
    }
    sps.num_short_term_ref_pic_sets = byteOf(reader.ue());
    for (unsigned i = 0; i < sps.num_short_term_ref_pic_sets; ++i)
        stream.shortTermSets.push_back(parseSet(reader, stream.shortTermSets));
    if (reader.flag()) {
        sps.flags |= V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT;
        sps.num_long_term_ref_pics_sps = byteOf(reader.ue());
        for (unsigned i = 0; i < sps.num_long_term_ref_pics_sps; ++i) {
            const std::uint32_t lsb = reader.bits(sps.log2_max_pic_order_cnt_lsb_minus4 + 4U);
            stream.longTermPictures.push_back(
                {.lt_ref_pic_poc_lsb_sps = static_cast<std::uint16_t>(lsb),
                 .flags = static_cast<std::uint16_t>(reader.bits(1))});
        }
    }
    setFlag(sps.flags, reader, V4L2_HEVC_SPS_FLAG_SPS_TEMPORAL_MVP_ENABLED);
    setFlag(sps.flags, reader, V4L2_HEVC_SPS_FLAG_STRONG_INTRA_SMOOTHING_ENABLED);
}

void parseTiles(BitReader &reader, v4l2_ctrl_hevc_pps &pps)
{
    pps.num_tile_columns_minus1 = byteOf(reader.ue());
    pps.num_tile_rows_minus1 = byteOf(reader.ue());
    const bool uniform = reader.flag();
    if (uniform)
        pps.flags |= V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING;
    for (unsigned i = 0; !uniform && i < pps.num_tile_columns_minus1; ++i)
        pps.column_width_minus1[i % 20] = byteOf(reader.ue());
    for (unsigned i = 0; !uniform && i < pps.num_tile_rows_minus1; ++i)
        pps.row_height_minus1[i % 22] = byteOf(reader.ue());
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_LOOP_FILTER_ACROSS_TILES_ENABLED);
}

void parsePpsFirstPart(BitReader &reader, v4l2_ctrl_hevc_pps &pps)
{
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_DEPENDENT_SLICE_SEGMENT_ENABLED);
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_OUTPUT_FLAG_PRESENT);
    pps.num_extra_slice_header_bits = byteOf(reader.bits(3));
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_SIGN_DATA_HIDING_ENABLED);
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_CABAC_INIT_PRESENT);
    pps.num_ref_idx_l0_default_active_minus1 = byteOf(reader.ue());
    pps.num_ref_idx_l1_default_active_minus1 = byteOf(reader.ue());
    pps.init_qp_minus26 = static_cast<std::int8_t>(reader.se());
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_CONSTRAINED_INTRA_PRED);
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_TRANSFORM_SKIP_ENABLED);
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_CU_QP_DELTA_ENABLED);
    if ((pps.flags & V4L2_HEVC_PPS_FLAG_CU_QP_DELTA_ENABLED) != 0)
        pps.diff_cu_qp_delta_depth = byteOf(reader.ue());
    pps.pps_cb_qp_offset = static_cast<std::int8_t>(reader.se());
    pps.pps_cr_qp_offset = static_cast<std::int8_t>(reader.se());
    for (const std::uint64_t flag :
         {V4L2_HEVC_PPS_FLAG_PPS_SLICE_CHROMA_QP_OFFSETS_PRESENT, V4L2_HEVC_PPS_FLAG_WEIGHTED_PRED,
          V4L2_HEVC_PPS_FLAG_WEIGHTED_BIPRED, V4L2_HEVC_PPS_FLAG_TRANSQUANT_BYPASS_ENABLED,
          V4L2_HEVC_PPS_FLAG_TILES_ENABLED, V4L2_HEVC_PPS_FLAG_ENTROPY_CODING_SYNC_ENABLED})
        setFlag(pps.flags, reader, flag);
}

void fillSizes(std::span<std::uint8_t> sizes, unsigned total, bool uniform)
{
    const auto count = static_cast<unsigned>(sizes.size());
    unsigned sum = 0;
    for (unsigned i = 0; i < count; ++i) {
        if (uniform)
            sizes[i] = byteOf((i + 1) * total / count - i * total / count - 1);
        else if (i + 1 == count)
            sizes[i] = byteOf(total - sum - 1);
        sum += sizes[i] + 1U;
    }
}

} // namespace

StreamSps parseSps(std::span<const std::uint8_t> nal)
{
    BitReader reader(nal.subspan(2));
    StreamSps stream;
    stream.control.video_parameter_set_id = byteOf(reader.bits(4));
    stream.control.sps_max_sub_layers_minus1 = byteOf(reader.bits(3));
    reader.skip(1);
    skipProfileTierLevel(reader, stream.control.sps_max_sub_layers_minus1);
    stream.control.seq_parameter_set_id = byteOf(reader.ue());
    parseSpsSizes(reader, stream.control);
    parseSpsTools(reader, stream);
    return stream;
}

StreamPps parsePps(std::span<const std::uint8_t> nal)
{
    BitReader reader(nal.subspan(2));
    StreamPps stream;
    v4l2_ctrl_hevc_pps &pps = stream.control;
    pps.pic_parameter_set_id = byteOf(reader.ue());
    stream.spsId = reader.ue();
    parsePpsFirstPart(reader, pps);
    if ((pps.flags & V4L2_HEVC_PPS_FLAG_TILES_ENABLED) != 0)
        parseTiles(reader, pps);
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_PPS_LOOP_FILTER_ACROSS_SLICES_ENABLED);
    if (reader.flag()) {
        pps.flags |= V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT;
        setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_OVERRIDE_ENABLED);
        setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_PPS_DISABLE_DEBLOCKING_FILTER);
        if ((pps.flags & V4L2_HEVC_PPS_FLAG_PPS_DISABLE_DEBLOCKING_FILTER) == 0) {
            pps.pps_beta_offset_div2 = static_cast<std::int8_t>(reader.se());
            pps.pps_tc_offset_div2 = static_cast<std::int8_t>(reader.se());
        }
    }
    if (reader.flag())
        stream.scaling = parseScalingLists(&reader);
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_LISTS_MODIFICATION_PRESENT);
    pps.log2_parallel_merge_level_minus2 = byteOf(reader.ue());
    setFlag(pps.flags, reader, V4L2_HEVC_PPS_FLAG_SLICE_SEGMENT_HEADER_EXTENSION_PRESENT);
    return stream;
}

void fillTiles(v4l2_ctrl_hevc_pps &pps, const v4l2_ctrl_hevc_sps &sps)
{
    if ((pps.flags & V4L2_HEVC_PPS_FLAG_TILES_ENABLED) == 0)
        return;
    Controls controls;
    controls.sps = sps;
    const bool uniform = (pps.flags & V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING) != 0;
    fillSizes(
        std::span(pps.column_width_minus1).first(pps.num_tile_columns_minus1 + std::size_t{1}),
        controls.widthInCtbs(), uniform);
    fillSizes(std::span(pps.row_height_minus1).first(pps.num_tile_rows_minus1 + std::size_t{1}),
              controls.heightInCtbs(), uniform);
}

} // namespace weir::vpu::hevc::test
