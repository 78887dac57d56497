// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdlib>

#include "decode/v4l2/controls/control_fields.h"
#include "decode/v4l2/controls/hevc.h"

namespace weir::hevc
{

namespace
{

// What stands in for a picture that is missing: the one nearest to the current picture. Drivers
// use the index without looking at its range.
std::uint8_t nearestEntry(const HevcJob &job)
{
    const auto distance = [&](const HevcDpbEntry &entry) {
        return std::abs(std::int64_t{entry.picOrderCnt} - std::int64_t{job.picOrderCnt});
    };
    const auto nearest = std::ranges::min_element(job.dpb, {}, distance);
    return nearest == job.dpb.end() ? std::uint8_t{0}
                                    : static_cast<std::uint8_t>(nearest - job.dpb.begin());
}

void fillList(std::uint8_t *target, const HevcIndexList &source, std::uint8_t standIn)
{
    for (const std::uint8_t index : source.entries())
        *target++ = index == HevcIndexList::Missing ? standIn : index;
}

void fillWeights(const SliceHeader &header, v4l2_hevc_pred_weight_table &target)
{
    const PredWeightTable &source = header.weights;
    target.luma_log2_weight_denom = source.lumaLog2WeightDenom;
    target.delta_chroma_log2_weight_denom = source.deltaChromaLog2WeightDenom;
    for (unsigned i = 0; i < header.numRefIdxActive(0); ++i) {
        target.delta_luma_weight_l0[i] = source.lists[0].deltaLumaWeight[i];
        target.luma_offset_l0[i] = source.lists[0].lumaOffset[i];
        for (unsigned k = 0; k < 2; ++k) {
            target.delta_chroma_weight_l0[i][k] = source.lists[0].deltaChromaWeight[i][k];
            target.chroma_offset_l0[i][k] = source.chromaOffset(0, i, k);
        }
    }
    for (unsigned i = 0; i < header.numRefIdxActive(1); ++i) {
        target.delta_luma_weight_l1[i] = source.lists[1].deltaLumaWeight[i];
        target.luma_offset_l1[i] = source.lists[1].lumaOffset[i];
        for (unsigned k = 0; k < 2; ++k) {
            target.delta_chroma_weight_l1[i][k] = source.lists[1].deltaChromaWeight[i][k];
            target.chroma_offset_l1[i][k] = source.chromaOffset(1, i, k);
        }
    }
}

std::uint64_t flagsOf(const SliceHeader &header)
{
    return wideFlagIf(header.saoLuma, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_SAO_LUMA)
        | wideFlagIf(header.saoChroma, V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_SAO_CHROMA)
        | wideFlagIf(header.temporalMvpEnabled,
                     V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_TEMPORAL_MVP_ENABLED)
        | wideFlagIf(header.mvdL1Zero, V4L2_HEVC_SLICE_PARAMS_FLAG_MVD_L1_ZERO)
        | wideFlagIf(header.cabacInit, V4L2_HEVC_SLICE_PARAMS_FLAG_CABAC_INIT)
        | wideFlagIf(header.collocatedFromL0, V4L2_HEVC_SLICE_PARAMS_FLAG_COLLOCATED_FROM_L0)
        | wideFlagIf(header.deblockingFilterDisabled,
                     V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_DEBLOCKING_FILTER_DISABLED)
        | wideFlagIf(header.loopFilterAcrossSlicesEnabled,
                     V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_LOOP_FILTER_ACROSS_SLICES_ENABLED)
        | wideFlagIf(header.dependentSliceSegment,
                     V4L2_HEVC_SLICE_PARAMS_FLAG_DEPENDENT_SLICE_SEGMENT);
}

} // namespace

v4l2_ctrl_hevc_slice_params sliceParams(const HevcJob &job, const HevcSlice &slice,
                                        std::size_t startCodeBytes)
{
    const SliceHeader &header = slice.header;
    v4l2_ctrl_hevc_slice_params result{};
    // Emulation prevention bytes count in the size, and not in the offset: what skips the header
    // removes them.
    result.bit_size = static_cast<std::uint32_t>(8 * (startCodeBytes + slice.nal.size()));
    result.data_byte_offset = static_cast<std::uint32_t>(startCodeBytes + header.dataByteOffset());
    result.num_entry_point_offsets
        = static_cast<std::uint32_t>(header.entryPointOffsetMinus1.size());
    result.nal_unit_type = static_cast<std::uint8_t>(header.nalUnitType);
    result.nuh_temporal_id_plus1 = header.nuhTemporalIdPlus1;
    result.slice_type = static_cast<std::uint8_t>(header.sliceType);
    result.colour_plane_id = header.colourPlaneId;
    result.slice_pic_order_cnt = job.picOrderCnt;
    result.num_ref_idx_l0_active_minus1 = header.numRefIdxL0ActiveMinus1;
    result.num_ref_idx_l1_active_minus1 = header.numRefIdxL1ActiveMinus1;
    if (header.sliceType == SliceType::I) {
        result.num_ref_idx_l0_active_minus1 = 0;
        result.num_ref_idx_l1_active_minus1 = 0;
    }
    result.collocated_ref_idx = header.collocatedRefIdx;
    result.five_minus_max_num_merge_cand = header.fiveMinusMaxNumMergeCand;
    result.slice_qp_delta = header.sliceQpDelta;
    result.slice_cb_qp_offset = header.cbQpOffset;
    result.slice_cr_qp_offset = header.crQpOffset;
    result.slice_beta_offset_div2 = header.betaOffsetDiv2;
    result.slice_tc_offset_div2 = header.tcOffsetDiv2;
    result.pic_struct = V4L2_HEVC_SEI_PIC_STRUCT_FRAME; // for display, which is not the device's
    result.slice_segment_addr = header.sliceSegmentAddress;
    const std::uint8_t standIn = nearestEntry(job);
    fillList(result.ref_idx_l0, slice.refLists[0], standIn);
    fillList(result.ref_idx_l1, slice.refLists[1], standIn);
    result.short_term_ref_pic_set_size = header.shortTermRefPicSetBitSize;
    result.long_term_ref_pic_set_size = header.longTermRefPicSetBitSize;
    if (header.predWeightTablePresent)
        fillWeights(header, result.pred_weight_table);
    result.flags = flagsOf(header);
    return result;
}

} // namespace weir::hevc
