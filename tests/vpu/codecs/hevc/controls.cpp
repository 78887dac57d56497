// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/hevc/controls.h"

#include <string_view>

#include "platform/base/text.h"
#include "tests/vpu/kernel/weir_vpu.h"

namespace weir::vpu::hevc
{

namespace
{

template <typename T>
Result<T> required(const Job &job, std::uint32_t id, std::string_view name)
{
    const auto value = job.control<T>(id);
    if (!value)
        return fail(ErrorKind::InvalidData, formatText("{} is absent", name));
    return *value;
}

Result<void> requireAtMost(std::string_view field, unsigned value, unsigned most)
{
    if (value <= most)
        return {};
    return fail(ErrorKind::InvalidData,
                formatText("{} is {}, at most {} is possible", field, value, most));
}

Result<void> checkSps(const v4l2_ctrl_hevc_sps &sps)
{
    if (sps.pic_width_in_luma_samples == 0 || sps.pic_height_in_luma_samples == 0)
        return fail(ErrorKind::InvalidData, "SPS: the picture has no size");
    TRY(requireAtMost("SPS.video_parameter_set_id", sps.video_parameter_set_id, 15));
    TRY(requireAtMost("SPS.seq_parameter_set_id", sps.seq_parameter_set_id, 15));
    TRY(requireAtMost("SPS.log2_max_pic_order_cnt_lsb_minus4",
                      sps.log2_max_pic_order_cnt_lsb_minus4, 12));
    TRY(requireAtMost("SPS.sps_max_sub_layers_minus1", sps.sps_max_sub_layers_minus1, 6));
    TRY(requireAtMost("SPS.chroma_format_idc", sps.chroma_format_idc, 3));
    TRY(requireAtMost("SPS.num_short_term_ref_pic_sets", sps.num_short_term_ref_pic_sets, 64));
    TRY(requireAtMost("SPS.num_long_term_ref_pics_sps", sps.num_long_term_ref_pics_sps, 32));
    TRY(requireAtMost("SPS.pcm_sample_bit_depth_luma_minus1", sps.pcm_sample_bit_depth_luma_minus1,
                      15));
    TRY(requireAtMost("SPS.pcm_sample_bit_depth_chroma_minus1",
                      sps.pcm_sample_bit_depth_chroma_minus1, 15));
    // 7.4.3.2.1: the DPB holds the pictures that wait for their turn.
    TRY(requireAtMost("SPS.sps_max_num_reorder_pics", sps.sps_max_num_reorder_pics,
                      sps.sps_max_dec_pic_buffering_minus1));
    const unsigned log2Ctb = sps.log2_min_luma_coding_block_size_minus3 + 3U
        + sps.log2_diff_max_min_luma_coding_block_size;
    return requireAtMost("SPS: CtbLog2SizeY", log2Ctb, 6);
}

Result<void> checkPps(const v4l2_ctrl_hevc_pps &pps)
{
    TRY(requireAtMost("PPS.pic_parameter_set_id", pps.pic_parameter_set_id, 63));
    TRY(requireAtMost("PPS.num_extra_slice_header_bits", pps.num_extra_slice_header_bits, 7));
    TRY(requireAtMost("PPS.num_ref_idx_l0_default_active_minus1",
                      pps.num_ref_idx_l0_default_active_minus1, 14));
    TRY(requireAtMost("PPS.num_ref_idx_l1_default_active_minus1",
                      pps.num_ref_idx_l1_default_active_minus1, 14));
    // Without its control flag the PPS has no room for these: they would silently be lost.
    const bool hasDeblocking
        = (pps.flags & V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_CONTROL_PRESENT) != 0;
    const std::uint64_t needing = V4L2_HEVC_PPS_FLAG_DEBLOCKING_FILTER_OVERRIDE_ENABLED
        | V4L2_HEVC_PPS_FLAG_PPS_DISABLE_DEBLOCKING_FILTER;
    if (!hasDeblocking && (pps.flags & needing) != 0)
        return fail(ErrorKind::InvalidData,
                    "PPS.flags: deblocking flags without DEBLOCKING_FILTER_CONTROL_PRESENT");
    if (!hasDeblocking && (pps.pps_beta_offset_div2 != 0 || pps.pps_tc_offset_div2 != 0))
        return fail(ErrorKind::InvalidData,
                    "PPS: deblocking offsets without DEBLOCKING_FILTER_CONTROL_PRESENT");
    return {};
}

Result<void> checkDecodeParams(const v4l2_ctrl_hevc_decode_params &decode)
{
    constexpr unsigned Most = V4L2_HEVC_DPB_ENTRIES_NUM_MAX;
    TRY(requireAtMost("DECODE_PARAMS.num_active_dpb_entries", decode.num_active_dpb_entries, Most));
    TRY(requireAtMost("DECODE_PARAMS.num_poc_st_curr_before", decode.num_poc_st_curr_before, Most));
    TRY(requireAtMost("DECODE_PARAMS.num_poc_st_curr_after", decode.num_poc_st_curr_after, Most));
    return requireAtMost("DECODE_PARAMS.num_poc_lt_curr", decode.num_poc_lt_curr, Most);
}

// Fewer elements than the SPS counts make a real driver read beyond them.
Result<void> readSpsSets(const Job &job, Controls &controls)
{
    controls.hasSpsSets = job.find(V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS).has_value();
    if (!controls.hasSpsSets)
        return {};
    controls.shortTermSets
        = job.array<v4l2_ctrl_hevc_ext_sps_st_rps>(V4L2_CID_STATELESS_HEVC_EXT_SPS_ST_RPS);
    controls.longTermPictures
        = job.array<v4l2_ctrl_hevc_ext_sps_lt_rps>(V4L2_CID_STATELESS_HEVC_EXT_SPS_LT_RPS);
    TRY(requireAtMost("SPS.num_short_term_ref_pic_sets (elements of EXT_SPS_ST_RPS)",
                      controls.sps.num_short_term_ref_pic_sets,
                      static_cast<unsigned>(controls.shortTermSets.size())));
    TRY(requireAtMost("SPS.num_long_term_ref_pics_sps (elements of EXT_SPS_LT_RPS)",
                      controls.sps.num_long_term_ref_pics_sps,
                      static_cast<unsigned>(controls.longTermPictures.size())));
    controls.shortTermSets.resize(controls.sps.num_short_term_ref_pic_sets);
    controls.longTermPictures.resize(controls.sps.num_long_term_ref_pics_sps);
    return {};
}

// A frame based device may have the control for nobody to set: then it holds left-overs.
void readSlices(const Job &job, Controls &controls)
{
    const auto found = job.find(V4L2_CID_STATELESS_HEVC_SLICE_PARAMS);
    const bool sliceMode = (job.header().flags & WEIR_VPU_JOB_SLICE_MODE) != 0;
    if (!found || !(sliceMode || found->inRequest))
        return;
    controls.slices = job.array<v4l2_ctrl_hevc_slice_params>(V4L2_CID_STATELESS_HEVC_SLICE_PARAMS);
    controls.entryPoints = job.array<std::uint32_t>(V4L2_CID_STATELESS_HEVC_ENTRY_POINT_OFFSETS);
}

} // namespace

unsigned Controls::chromaArrayType() const
{
    return spsFlag(V4L2_HEVC_SPS_FLAG_SEPARATE_COLOUR_PLANE) ? 0 : sps.chroma_format_idc;
}

unsigned Controls::log2CtbSize() const
{
    return sps.log2_min_luma_coding_block_size_minus3 + 3U
        + sps.log2_diff_max_min_luma_coding_block_size;
}

unsigned Controls::widthInCtbs() const
{
    return (sps.pic_width_in_luma_samples + (1U << log2CtbSize()) - 1) >> log2CtbSize();
}

unsigned Controls::heightInCtbs() const
{
    return (sps.pic_height_in_luma_samples + (1U << log2CtbSize()) - 1) >> log2CtbSize();
}

unsigned Controls::numPicTotalCurr() const
{
    return 0U + decode.num_poc_st_curr_before + decode.num_poc_st_curr_after
        + decode.num_poc_lt_curr;
}

Result<Controls> readControls(const Job &job)
{
    Controls controls;
    controls.sps = TRY(required<v4l2_ctrl_hevc_sps>(job, V4L2_CID_STATELESS_HEVC_SPS, "SPS"));
    controls.pps = TRY(required<v4l2_ctrl_hevc_pps>(job, V4L2_CID_STATELESS_HEVC_PPS, "PPS"));
    controls.decode = TRY(required<v4l2_ctrl_hevc_decode_params>(
        job, V4L2_CID_STATELESS_HEVC_DECODE_PARAMS, "DECODE_PARAMS"));
    if (controls.spsFlag(V4L2_HEVC_SPS_FLAG_SCALING_LIST_ENABLED))
        controls.scaling = TRY(required<v4l2_ctrl_hevc_scaling_matrix>(
            job, V4L2_CID_STATELESS_HEVC_SCALING_MATRIX, "SCALING_MATRIX"));
    TRY(checkSps(controls.sps));
    TRY(checkPps(controls.pps));
    TRY(checkDecodeParams(controls.decode));
    TRY(readSpsSets(job, controls));
    readSlices(job, controls);
    return controls;
}

} // namespace weir::vpu::hevc
