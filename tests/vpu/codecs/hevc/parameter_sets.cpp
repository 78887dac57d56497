// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/parameter_sets.h"

#include <algorithm>
#include <array>
#include <span>

#include "platform/base/text.h"
#include "tests/vpu/codecs/bits/bit_writer.h"
#include "tests/vpu/codecs/hevc/scaling_lists.h"

namespace weir::vpu::hevc
{

namespace
{

constexpr std::uint8_t NalVps = 32;
constexpr std::uint8_t NalSps = 33;
constexpr std::uint8_t NalPps = 34;

void append(std::vector<std::uint8_t> &out, std::uint8_t type, BitWriter &&payload)
{
    const std::array<std::uint8_t, 2> header{static_cast<std::uint8_t>(type << 1), 1};
    payload.trailingBits();
    appendNal(out, header, payload.bytes());
}

// 7.3.3: the control has neither profile nor level; the bit depth tells enough of the one, and the
// highest level forbids nothing.
void writeProfileTierLevel(BitWriter &writer, const v4l2_ctrl_hevc_sps &sps)
{
    constexpr unsigned Main = 1;
    constexpr unsigned Main10 = 2;
    constexpr unsigned RangeExtensions = 4;
    constexpr unsigned Level62 = 186;
    const unsigned depth = std::max(sps.bit_depth_luma_minus8, sps.bit_depth_chroma_minus8);
    unsigned profile = depth == 0 ? Main : Main10;
    if (depth > 2 || sps.chroma_format_idc != 1)
        profile = RangeExtensions;
    writer.bits(0, 3); // general_profile_space, general_tier_flag
    writer.bits(profile, 5);
    writer.bits(std::uint64_t{1} << (31 - profile), 32); // general_profile_compatibility_flag[ ]
    writer.bits(0b1001, 4); // progressive source, frame only
    writer.bits(0, 44);
    writer.bits(Level62, 8);
    const unsigned subLayers = sps.sps_max_sub_layers_minus1;
    writer.bits(0, 2 * subLayers); // nothing present for any of them
    if (subLayers > 0)
        writer.bits(0, 2 * (8 - subLayers)); // reserved_zero_2bits
}

// One set of values for all sub-layers, as the control has them.
void writeOrderingInfo(BitWriter &writer, const v4l2_ctrl_hevc_sps &sps)
{
    writer.flag(false); // sub_layer_ordering_info_present_flag
    writer.ue(sps.sps_max_dec_pic_buffering_minus1);
    writer.ue(sps.sps_max_num_reorder_pics);
    writer.ue(sps.sps_max_latency_increase_plus1);
}

BitWriter writeVps(const v4l2_ctrl_hevc_sps &sps)
{
    BitWriter writer; // 7.3.2.1
    writer.bits(sps.video_parameter_set_id, 4);
    writer.bits(0b11, 2); // base layer internal, available
    writer.bits(0, 6); // vps_max_layers_minus1
    writer.bits(sps.sps_max_sub_layers_minus1, 3);
    writer.flag(sps.sps_max_sub_layers_minus1 == 0); // vps_temporal_id_nesting_flag
    writer.bits(0xffff, 16);
    writeProfileTierLevel(writer, sps);
    writeOrderingInfo(writer, sps);
    writer.bits(0, 6); // vps_max_layer_id
    writer.ue(0); // vps_num_layer_sets_minus1
    writer.bits(0, 2); // no timing info, no extension
    return writer;
}

void writePcm(BitWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_hevc_sps &sps = controls.sps;
    const bool enabled = controls.spsFlag(V4L2_HEVC_SPS_FLAG_PCM_ENABLED);
    writer.flag(enabled);
    if (!enabled)
        return;
    writer.bits(sps.pcm_sample_bit_depth_luma_minus1, 4);
    writer.bits(sps.pcm_sample_bit_depth_chroma_minus1, 4);
    writer.ue(sps.log2_min_pcm_luma_coding_block_size_minus3);
    writer.ue(sps.log2_diff_max_min_pcm_luma_coding_block_size);
    writer.flag(controls.spsFlag(V4L2_HEVC_SPS_FLAG_PCM_LOOP_FILTER_DISABLED));
}

void writeSpsSets(BitWriter &writer, const Controls &controls,
                  const std::vector<ShortTermSet> &spsSets)
{
    writer.ue(static_cast<std::uint32_t>(controls.shortTermSets.size()));
    for (unsigned i = 0; i < controls.shortTermSets.size(); ++i)
        writeSpsSet(writer, controls.shortTermSets[i], i,
                    i == 0 ? 0 : spsSets[i - 1].numDeltaPocs());
    const bool longTerm = controls.spsFlag(V4L2_HEVC_SPS_FLAG_LONG_TERM_REF_PICS_PRESENT);
    writer.flag(longTerm);
    if (!longTerm)
        return;
    writer.ue(static_cast<std::uint32_t>(controls.longTermPictures.size()));
    for (const v4l2_ctrl_hevc_ext_sps_lt_rps &picture : controls.longTermPictures) {
        writer.bits(picture.lt_ref_pic_poc_lsb_sps, controls.log2MaxPocLsb());
        writer.flag((picture.flags & V4L2_HEVC_EXT_SPS_LT_RPS_FLAG_USED_LT) != 0);
    }
}

BitWriter writeSps(const Controls &controls, const std::vector<ShortTermSet> &spsSets)
{
    const v4l2_ctrl_hevc_sps &sps = controls.sps;
    BitWriter writer; // 7.3.2.2.1
    writer.bits(sps.video_parameter_set_id, 4);
    writer.bits(sps.sps_max_sub_layers_minus1, 3);
    writer.flag(sps.sps_max_sub_layers_minus1 == 0); // sps_temporal_id_nesting_flag
    writeProfileTierLevel(writer, sps);
    writer.ue(sps.seq_parameter_set_id);
    writer.ue(sps.chroma_format_idc);
    if (sps.chroma_format_idc == 3)
        writer.flag(controls.spsFlag(V4L2_HEVC_SPS_FLAG_SEPARATE_COLOUR_PLANE));
    writer.ue(sps.pic_width_in_luma_samples);
    writer.ue(sps.pic_height_in_luma_samples);
    writer.flag(false); // conformance_window_flag: the client crops
    writer.ue(sps.bit_depth_luma_minus8);
    writer.ue(sps.bit_depth_chroma_minus8);
    writer.ue(sps.log2_max_pic_order_cnt_lsb_minus4);
    writeOrderingInfo(writer, sps);
    writer.ue(sps.log2_min_luma_coding_block_size_minus3);
    writer.ue(sps.log2_diff_max_min_luma_coding_block_size);
    writer.ue(sps.log2_min_luma_transform_block_size_minus2);
    writer.ue(sps.log2_diff_max_min_luma_transform_block_size);
    writer.ue(sps.max_transform_hierarchy_depth_inter);
    writer.ue(sps.max_transform_hierarchy_depth_intra);
    const bool lists = controls.spsFlag(V4L2_HEVC_SPS_FLAG_SCALING_LIST_ENABLED);
    writer.flag(lists);
    if (lists)
        writer.flag(false); // sps_scaling_list_data_present_flag: they are in the PPS
    writer.flag(controls.spsFlag(V4L2_HEVC_SPS_FLAG_AMP_ENABLED));
    writer.flag(controls.spsFlag(V4L2_HEVC_SPS_FLAG_SAMPLE_ADAPTIVE_OFFSET));
    writePcm(writer, controls);
    writeSpsSets(writer, controls, spsSets);
    writer.flag(controls.spsFlag(V4L2_HEVC_SPS_FLAG_SPS_TEMPORAL_MVP_ENABLED));
    writer.flag(controls.spsFlag(V4L2_HEVC_SPS_FLAG_STRONG_INTRA_SMOOTHING_ENABLED));
    writer.bits(0, 2); // no VUI, no extension
    return writer;
}

// Column widths or row heights of the tiles.
struct Tiles {
    const char *field;
    unsigned sizeInCtbs; // of the picture
    std::span<const std::uint8_t> sizesMinus1; // one for each tile
};

// Drivers read all sizes, the last and those of uniform spacing too (hantro, cedrus): the client
// has to fill them in (6.5.1).
Result<void> checkTiles(const Tiles &tiles, bool uniform)
{
    unsigned sum = 0;
    const auto count = static_cast<unsigned>(tiles.sizesMinus1.size());
    for (unsigned i = 0; i < count; ++i) {
        const unsigned size = tiles.sizesMinus1[i] + 1U;
        const unsigned right = (i + 1) * tiles.sizeInCtbs / count - i * tiles.sizeInCtbs / count;
        if (uniform && size != right)
            return fail(ErrorKind::InvalidData,
                        formatText("PPS.{}[{}] is {}, uniform spacing makes it {}", tiles.field, i,
                                   size - 1, right - 1));
        sum += size;
    }
    if (sum != tiles.sizeInCtbs)
        return fail(ErrorKind::InvalidData,
                    formatText("PPS.{}: the tiles cover {} of {} CTBs", tiles.field, sum,
                               tiles.sizeInCtbs));
    return {};
}

Result<void> writeTiles(BitWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_hevc_pps &pps = controls.pps;
    const auto columns = std::span(pps.column_width_minus1);
    const auto rows = std::span(pps.row_height_minus1);
    if (pps.num_tile_columns_minus1 >= columns.size() || pps.num_tile_rows_minus1 >= rows.size())
        return fail(ErrorKind::InvalidData, "PPS: too many tiles");
    const bool uniform = controls.ppsFlag(V4L2_HEVC_PPS_FLAG_UNIFORM_SPACING);
    const Tiles across{.field = "column_width_minus1",
                       .sizeInCtbs = controls.widthInCtbs(),
                       .sizesMinus1 = columns.first(pps.num_tile_columns_minus1 + std::size_t{1})};
    const Tiles down{.field = "row_height_minus1",
                     .sizeInCtbs = controls.heightInCtbs(),
                     .sizesMinus1 = rows.first(pps.num_tile_rows_minus1 + std::size_t{1})};
    TRY(checkTiles(across, uniform));
    TRY(checkTiles(down, uniform));
    writer.ue(pps.num_tile_columns_minus1);
    writer.ue(pps.num_tile_rows_minus1);
    writer.flag(uniform);
    for (unsigned i = 0; !uniform && i < pps.num_tile_columns_minus1; ++i)
        writer.ue(columns[i]);
    for (unsigned i = 0; !uniform && i < pps.num_tile_rows_minus1; ++i)
        writer.ue(rows[i]);
    writer.flag(controls.ppsFlag(V4L2_HEVC_PPS_FLAG_LOOP_FILTER_ACROSS_TILES_ENABLED));
    return {};
}

void writeDeblocking(BitWriter &writer, const Controls &controls)
{
    const bool present = controls.ppsFlag(V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT);
    const bool disabled = controls.ppsFlag(V4L2_HEVC_PPS_FLAG_PPS_DISABLE_DEBLOCKING_FILTER);
    writer.flag(present);
    if (!present)
        return;
    writer.flag(controls.ppsFlag(V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_OVERRIDE_ENABLED));
    writer.flag(disabled);
    if (disabled)
        return;
    writer.se(controls.pps.pps_beta_offset_div2);
    writer.se(controls.pps.pps_tc_offset_div2);
}

// From dependent_slice_segments_enabled_flag to entropy_coding_sync_enabled_flag.
void writePpsTools(BitWriter &writer, const Controls &controls)
{
    const v4l2_ctrl_hevc_pps &pps = controls.pps;
    const auto flag = [&](std::uint64_t bit) { writer.flag(controls.ppsFlag(bit)); };
    flag(V4L2_HEVC_PPS_FLAG_DEPENDENT_SLICE_SEGMENT_ENABLED);
    flag(V4L2_HEVC_PPS_FLAG_OUTPUT_FLAG_PRESENT);
    writer.bits(pps.num_extra_slice_header_bits, 3);
    flag(V4L2_HEVC_PPS_FLAG_SIGN_DATA_HIDING_ENABLED);
    flag(V4L2_HEVC_PPS_FLAG_CABAC_INIT_PRESENT);
    writer.ue(pps.num_ref_idx_l0_default_active_minus1);
    writer.ue(pps.num_ref_idx_l1_default_active_minus1);
    writer.se(pps.init_qp_minus26);
    flag(V4L2_HEVC_PPS_FLAG_CONSTRAINED_INTRA_PRED);
    flag(V4L2_HEVC_PPS_FLAG_TRANSFORM_SKIP_ENABLED);
    flag(V4L2_HEVC_PPS_FLAG_CU_QP_DELTA_ENABLED);
    if (controls.ppsFlag(V4L2_HEVC_PPS_FLAG_CU_QP_DELTA_ENABLED))
        writer.ue(pps.diff_cu_qp_delta_depth);
    writer.se(pps.pps_cb_qp_offset);
    writer.se(pps.pps_cr_qp_offset);
    flag(V4L2_HEVC_PPS_FLAG_PPS_SLICE_CHROMA_QP_OFFSETS_PRESENT);
    flag(V4L2_HEVC_PPS_FLAG_WEIGHTED_PRED);
    flag(V4L2_HEVC_PPS_FLAG_WEIGHTED_BIPRED);
    flag(V4L2_HEVC_PPS_FLAG_TRANSQUANT_BYPASS_ENABLED);
    flag(V4L2_HEVC_PPS_FLAG_TILES_ENABLED);
    flag(V4L2_HEVC_PPS_FLAG_ENTROPY_CODING_SYNC_ENABLED);
}

} // namespace

std::vector<std::uint8_t> writeVpsAndSps(const Controls &controls,
                                         const std::vector<ShortTermSet> &spsSets)
{
    std::vector<std::uint8_t> out;
    append(out, NalVps, writeVps(controls.sps));
    append(out, NalSps, writeSps(controls, spsSets));
    return out;
}

Result<std::vector<std::uint8_t>> writePps(const Controls &controls)
{
    BitWriter writer; // 7.3.2.3.1
    writer.ue(controls.pps.pic_parameter_set_id);
    writer.ue(controls.sps.seq_parameter_set_id);
    writePpsTools(writer, controls);
    if (controls.ppsFlag(V4L2_HEVC_PPS_FLAG_TILES_ENABLED))
        TRY(writeTiles(writer, controls));
    writer.flag(controls.ppsFlag(V4L2_HEVC_PPS_FLAG_PPS_LOOP_FILTER_ACROSS_SLICES_ENABLED));
    writeDeblocking(writer, controls);
    const bool lists = controls.spsFlag(V4L2_HEVC_SPS_FLAG_SCALING_LIST_ENABLED);
    writer.flag(lists); // pps_scaling_list_data_present_flag
    if (lists)
        TRY(writeScalingLists(writer, controls.scaling));
    writer.flag(controls.ppsFlag(V4L2_HEVC_PPS_FLAG_LISTS_MODIFICATION_PRESENT));
    writer.ue(controls.pps.log2_parallel_merge_level_minus2);
    writer.flag(controls.ppsFlag(V4L2_HEVC_PPS_FLAG_SLICE_SEGMENT_HEADER_EXTENSION_PRESENT));
    writer.flag(false); // no extension
    std::vector<std::uint8_t> out;
    append(out, NalPps, std::move(writer));
    return out;
}

} // namespace weir::vpu::hevc
