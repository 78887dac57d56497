// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/hevc/vectors/slice_params.h"

#include <algorithm>

namespace weir::vpu::hevc::test
{

namespace
{

// 8.3.4: the candidates again and again, list_entry picks among them.
void fillList(std::span<std::uint8_t> list, const SliceHeader &header, std::size_t which,
              const v4l2_ctrl_hevc_decode_params &decode)
{
    std::vector<std::uint8_t> candidates;
    const auto add = [&](std::span<const std::uint8_t> part, unsigned count) {
        candidates.insert(candidates.end(), part.begin(), part.begin() + count);
    };
    if (which == 0)
        add(decode.poc_st_curr_before, decode.num_poc_st_curr_before);
    add(decode.poc_st_curr_after, decode.num_poc_st_curr_after);
    if (which == 1)
        add(decode.poc_st_curr_before, decode.num_poc_st_curr_before);
    add(decode.poc_lt_curr, decode.num_poc_lt_curr);
    std::ranges::fill(list, std::uint8_t{0xff});
    for (std::size_t i = 0; !candidates.empty() && i < header.numRefIdxActive[which]; ++i)
        list[i] = candidates[(header.listEntries[which] ? header.listEntries[which]->at(i) : i)
                             % candidates.size()];
}

template <typename T>
void assign(T &field, std::int64_t value)
{
    field = static_cast<T>(value);
}

void fillWeights(v4l2_hevc_pred_weight_table &table, const PredWeightTable &weights)
{
    assign(table.luma_log2_weight_denom, weights.lumaLog2WeightDenom);
    assign(table.delta_chroma_log2_weight_denom, weights.deltaChromaLog2WeightDenom);
    for (std::size_t i = 0; i < 16; ++i) {
        assign(table.delta_luma_weight_l0[i], weights.lists[0][i].deltaLumaWeight);
        assign(table.luma_offset_l0[i], weights.lists[0][i].lumaOffset);
        assign(table.delta_luma_weight_l1[i], weights.lists[1][i].deltaLumaWeight);
        assign(table.luma_offset_l1[i], weights.lists[1][i].lumaOffset);
        for (std::size_t c = 0; c < 2; ++c) {
            assign(table.delta_chroma_weight_l0[i][c], weights.lists[0][i].deltaChromaWeight[c]);
            assign(table.chroma_offset_l0[i][c], weights.lists[0][i].chromaOffset[c]);
            assign(table.delta_chroma_weight_l1[i][c], weights.lists[1][i].deltaChromaWeight[c]);
            assign(table.chroma_offset_l1[i][c], weights.lists[1][i].chromaOffset[c]);
        }
    }
}

std::uint64_t flagsOf(const SliceHeader &header)
{
    std::uint64_t flags = 0;
    const auto add = [&](bool value, std::uint64_t flag) { flags |= value ? flag : 0; };
    add(header.saoLuma, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_SAO_LUMA);
    add(header.saoChroma, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_SAO_CHROMA);
    add(header.temporalMvpEnabled, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_TEMPORAL_MVP_ENABLED);
    add(header.mvdL1Zero, V4L2_HEVC_SLICE_PARAMS_FLAG_MVD_L1_ZERO);
    add(header.cabacInit, V4L2_HEVC_SLICE_PARAMS_FLAG_CABAC_INIT);
    add(header.collocatedFromL0, V4L2_HEVC_SLICE_PARAMS_FLAG_COLLOCATED_FROM_L0);
    add(header.deblockingDisabled, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_DEBLOCKING_FILTER_DISABLED);
    add(header.loopFilterAcrossSlices,
        V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_LOOP_FILTER_ACROSS_SLICES_ENABLED);
    add(header.isDependent, V4L2_HEVC_SLICE_PARAMS_FLAG_DEPENDENT_SLICE_SEGMENT);
    return flags;
}

} // namespace

void fillFromHeader(v4l2_ctrl_hevc_slice_params &params, const SliceHeader &header,
                    const v4l2_ctrl_hevc_decode_params &decode)
{
    assign(params.slice_type, header.sliceType);
    assign(params.colour_plane_id, header.colourPlaneId);
    if (!header.isI()) {
        assign(params.num_ref_idx_l0_active_minus1, header.numRefIdxActive[0] - 1);
        fillList(params.ref_idx_l0, header, 0, decode);
    }
    if (header.isB()) {
        assign(params.num_ref_idx_l1_active_minus1, header.numRefIdxActive[1] - 1);
        fillList(params.ref_idx_l1, header, 1, decode);
    }
    assign(params.collocated_ref_idx, header.collocatedRefIdx);
    assign(params.five_minus_max_num_merge_cand, header.fiveMinusMaxNumMergeCand);
    assign(params.slice_qp_delta, header.qpDelta);
    assign(params.slice_cb_qp_offset, header.cbQpOffset);
    assign(params.slice_cr_qp_offset, header.crQpOffset);
    assign(params.slice_beta_offset_div2, header.betaOffsetDiv2);
    assign(params.slice_tc_offset_div2, header.tcOffsetDiv2);
    assign(params.short_term_ref_pic_set_size, static_cast<std::int64_t>(header.shortTerm.bits));
    assign(params.long_term_ref_pic_set_size, static_cast<std::int64_t>(header.longTermBits));
    if (header.weights)
        fillWeights(params.pred_weight_table, *header.weights);
    params.flags = flagsOf(header);
}

} // namespace weir::vpu::hevc::test
