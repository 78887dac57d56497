// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/slice_params_check.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "platform/base/text.h"
#include "tests/vpu/codecs/hevc/check.h"

namespace weir::vpu::hevc
{

namespace
{

// Checks the fields of one slice; every message begins with the element's name.
class Checker
{
public:
    Checker(const Controls &controls, std::size_t index, const SliceHeader &header)
        : m_controls(controls)
        , m_params(controls.slices[index])
        , m_header(header)
        , m_name(formatText("SLICE_PARAMS[{}].", index))
    {
    }

    // The start code belongs to both numbers or to neither.
    Result<void> checkSizes(const SliceBytes &bytes) const
    {
        const std::size_t data = m_header.dataOffset();
        const bool offsetOfNal = m_params.data_byte_offset == data;
        TRY(require(offsetOfNal || m_params.data_byte_offset == data + bytes.startCodeBytes,
                    formatText("{}data_byte_offset is {}, the slice data begin at {}", m_name,
                               m_params.data_byte_offset, data + bytes.startCodeBytes)));
        // Whole slice (GStreamer), or from the data on (FFmpeg): no driver tells them apart.
        for (std::size_t extra = 0; extra <= bytes.trailingZeros; ++extra)
            for (const std::size_t code : {std::size_t{0}, bytes.startCodeBytes})
                for (const std::size_t skipped :
                     {std::size_t{0}, std::size_t{m_params.data_byte_offset}})
                    if (m_params.bit_size == 8 * (bytes.nalBytes + code + extra - skipped))
                        return {};
        return fail(ErrorKind::InvalidData,
                    formatText("{}bit_size is {}, the slice has {} bytes", m_name,
                               m_params.bit_size, bytes.nalBytes));
    }

    Result<void> checkSegment() const
    {
        TRY(equal("nal_unit_type", m_params.nal_unit_type, m_header.nalUnitType));
        TRY(equal("nuh_temporal_id_plus1", m_params.nuh_temporal_id_plus1,
                  m_header.temporalIdPlus1));
        TRY(equal("slice_segment_addr", m_params.slice_segment_addr, m_header.segmentAddress));
        TRY(equal("num_entry_point_offsets", m_params.num_entry_point_offsets,
                  m_header.entryPoints.size()));
        TRY(equal("slice_pic_order_cnt", m_params.slice_pic_order_cnt,
                  m_controls.decode.pic_order_cnt_val));
        TRY(flag("DEPENDENT_SLICE_SEGMENT", V4L2_HEVC_SLICE_PARAMS_FLAG_DEPENDENT_SLICE_SEGMENT,
                 m_header.isDependent));
        TRY(flag("USE_INTEGER_MV", V4L2_HEVC_SLICE_PARAMS_FLAG_USE_INTEGER_MV, false));
        return equal("flags (unknown ones)", m_params.flags & ~std::uint64_t{0x3ff}, 0);
    }

    Result<void> checkGeneral() const
    {
        TRY(equal("slice_type", m_params.slice_type, m_header.sliceType));
        TRY(equal("colour_plane_id", m_params.colour_plane_id, m_header.colourPlaneId));
        if (!m_header.setIsFromSps || m_params.short_term_ref_pic_set_size != m_header.setIndexBits)
            TRY(equal("short_term_ref_pic_set_size", m_params.short_term_ref_pic_set_size,
                      m_header.shortTerm.bits));
        TRY(equal("long_term_ref_pic_set_size", m_params.long_term_ref_pic_set_size,
                  m_header.longTermBits));
        TRY(flag("SLICE_TEMPORAL_MVP_ENABLED",
                 V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_TEMPORAL_MVP_ENABLED,
                 m_header.temporalMvpEnabled));
        TRY(flag("SLICE_SAO_LUMA", V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_SAO_LUMA, m_header.saoLuma));
        return flag("SLICE_SAO_CHROMA", V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_SAO_CHROMA,
                    m_header.saoChroma);
    }

    Result<void> checkFilters() const
    {
        TRY(equal("slice_qp_delta", m_params.slice_qp_delta, m_header.qpDelta));
        TRY(equal("slice_cb_qp_offset", m_params.slice_cb_qp_offset, m_header.cbQpOffset));
        TRY(equal("slice_cr_qp_offset", m_params.slice_cr_qp_offset, m_header.crQpOffset));
        TRY(flag("SLICE_DEBLOCKING_FILTER_DISABLED",
                 V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_DEBLOCKING_FILTER_DISABLED,
                 m_header.deblockingDisabled));
        TRY(flag("SLICE_LOOP_FILTER_ACROSS_SLICES_ENABLED",
                 V4L2_HEVC_SLICE_PARAMS_FLAG_SLICE_LOOP_FILTER_ACROSS_SLICES_ENABLED,
                 m_header.loopFilterAcrossSlices));
        if (m_header.deblockingDisabled)
            return {};
        TRY(equal("slice_beta_offset_div2", m_params.slice_beta_offset_div2,
                  m_header.betaOffsetDiv2));
        return equal("slice_tc_offset_div2", m_params.slice_tc_offset_div2, m_header.tcOffsetDiv2);
    }

    Result<void> checkInter() const
    {
        if (m_header.isI())
            return {};
        TRY(equal("five_minus_max_num_merge_cand", m_params.five_minus_max_num_merge_cand,
                  m_header.fiveMinusMaxNumMergeCand));
        TRY(flag("CABAC_INIT", V4L2_HEVC_SLICE_PARAMS_FLAG_CABAC_INIT, m_header.cabacInit));
        TRY(equal("num_ref_idx_l0_active_minus1", m_params.num_ref_idx_l0_active_minus1,
                  m_header.numRefIdxActive[0] - 1));
        TRY(checkList(0, m_params.ref_idx_l0));
        if (m_header.isB()) {
            TRY(flag("MVD_L1_ZERO", V4L2_HEVC_SLICE_PARAMS_FLAG_MVD_L1_ZERO, m_header.mvdL1Zero));
            TRY(equal("num_ref_idx_l1_active_minus1", m_params.num_ref_idx_l1_active_minus1,
                      m_header.numRefIdxActive[1] - 1));
            TRY(checkList(1, m_params.ref_idx_l1));
        }
        if (m_header.temporalMvpEnabled) {
            TRY(flag("COLLOCATED_FROM_L0", V4L2_HEVC_SLICE_PARAMS_FLAG_COLLOCATED_FROM_L0,
                     m_header.collocatedFromL0));
            TRY(equal("collocated_ref_idx", m_params.collocated_ref_idx,
                      m_header.collocatedRefIdx));
        }
        return m_header.weights ? checkWeights(*m_header.weights) : Result<void>{};
    }

private:
    template <std::integral Field, std::integral Right>
    Result<void> equal(std::string_view field, Field value, Right right) const
    {
        return requireEqual(m_name + std::string(field), value, right);
    }

    Result<void> flag(std::string_view field, std::uint64_t bit, bool right) const
    {
        return requireEqual(m_name + "flags: " + std::string(field), (m_params.flags & bit) != 0,
                            right);
    }

    // RefPicList0, RefPicList1 (8.3.4) as DPB indices.
    [[nodiscard]] std::vector<std::uint8_t> makeList(std::size_t list) const
    {
        const v4l2_ctrl_hevc_decode_params &decode = m_controls.decode;
        const auto before
            = std::span(decode.poc_st_curr_before).first(decode.num_poc_st_curr_before);
        const auto after = std::span(decode.poc_st_curr_after).first(decode.num_poc_st_curr_after);
        const auto longTerm = std::span(decode.poc_lt_curr).first(decode.num_poc_lt_curr);
        std::vector<std::uint8_t> candidates;
        for (const auto part : {list == 0 ? before : after, list == 0 ? after : before, longTerm})
            candidates.insert(candidates.end(), part.begin(), part.end());
        std::vector<std::uint8_t> result;
        for (std::size_t i = 0; !candidates.empty() && i < m_header.numRefIdxActive[list]; ++i) {
            const auto &entries = m_header.listEntries[list];
            result.push_back(candidates[(entries ? (*entries)[i] : i) % candidates.size()]);
        }
        return result;
    }

    // Where a picture is missing any other may stand in: cedrus looks up dpb[] with this index and
    // does not check it, so that a careful client does not send 0xff.
    Result<void> checkList(std::size_t list, std::span<const std::uint8_t> indices) const
    {
        const std::vector<std::uint8_t> right = makeList(list);
        for (std::size_t i = 0; i < right.size(); ++i)
            if (right[i] != MissingEntry || indices[i] >= m_controls.decode.num_active_dpb_entries)
                TRY(equal(formatText("ref_idx_l{}[{}]", list, i), indices[i], right[i]));
        return {};
    }

    Result<void> checkWeights(const PredWeightTable &right) const
    {
        const v4l2_hevc_pred_weight_table &table = m_params.pred_weight_table;
        TRY(equal("luma_log2_weight_denom", table.luma_log2_weight_denom,
                  right.lumaLog2WeightDenom));
        TRY(equal("delta_chroma_log2_weight_denom", table.delta_chroma_log2_weight_denom,
                  right.deltaChromaLog2WeightDenom));
        for (std::size_t i = 0; i < m_header.numRefIdxActive[0]; ++i)
            TRY(checkWeight(
                formatText("l0[{}]", i), right.lists[0][i],
                {.deltaLumaWeight = table.delta_luma_weight_l0[i],
                 .lumaOffset = table.luma_offset_l0[i],
                 .deltaChromaWeight
                 = {table.delta_chroma_weight_l0[i][0], table.delta_chroma_weight_l0[i][1]},
                 .chromaOffset = {table.chroma_offset_l0[i][0], table.chroma_offset_l0[i][1]}}));
        for (std::size_t i = 0; i < m_header.numRefIdxActive[1]; ++i)
            TRY(checkWeight(
                formatText("l1[{}]", i), right.lists[1][i],
                {.deltaLumaWeight = table.delta_luma_weight_l1[i],
                 .lumaOffset = table.luma_offset_l1[i],
                 .deltaChromaWeight
                 = {table.delta_chroma_weight_l1[i][0], table.delta_chroma_weight_l1[i][1]},
                 .chromaOffset = {table.chroma_offset_l1[i][0], table.chroma_offset_l1[i][1]}}));
        return {};
    }

    Result<void> checkWeight(const std::string &where, const Weights &right,
                             const Weights &value) const
    {
        TRY(equal("delta_luma_weight_" + where, value.deltaLumaWeight, right.deltaLumaWeight));
        TRY(equal("luma_offset_" + where, value.lumaOffset, right.lumaOffset));
        for (std::size_t c = 0; c < 2; ++c) {
            TRY(equal("delta_chroma_weight_" + where, value.deltaChromaWeight[c],
                      right.deltaChromaWeight[c]));
            TRY(equal("chroma_offset_" + where, value.chromaOffset[c], right.chromaOffset[c]));
        }
        return {};
    }

    const Controls &m_controls;
    const v4l2_ctrl_hevc_slice_params &m_params;
    const SliceHeader &m_header;
    std::string m_name;
};

// The offsets of all slices stand behind one another in one array.
Result<void> checkEntryPoints(const Controls &controls, std::size_t index,
                              const SliceHeader &header)
{
    std::size_t first = 0;
    std::size_t total = 0;
    for (std::size_t i = 0; i < controls.slices.size(); ++i) {
        first += i < index ? controls.slices[i].num_entry_point_offsets : 0;
        total += controls.slices[i].num_entry_point_offsets;
    }
    // Without the control on the device, or with nothing to put in, there is nothing to compare.
    if (controls.entryPoints.empty() || total == 0)
        return {};
    TRY(requireEqual("ENTRY_POINT_OFFSETS (elements)", controls.entryPoints.size(), total));
    for (std::size_t i = 0; i < header.entryPoints.size(); ++i)
        TRY(requireEqual(formatText("ENTRY_POINT_OFFSETS[{}]", first + i),
                         controls.entryPoints[first + i], header.entryPoints[i]));
    return {};
}

} // namespace

Result<void> checkSliceParams(const Controls &controls, std::size_t index,
                              const SliceHeader &header, const SliceBytes &bytes)
{
    const Checker checker(controls, index, header);
    TRY(checker.checkSizes(bytes));
    TRY(checker.checkSegment());
    TRY(checker.checkGeneral());
    TRY(checker.checkFilters());
    TRY(checker.checkInter());
    return checkEntryPoints(controls, index, header);
}

} // namespace weir::vpu::hevc
