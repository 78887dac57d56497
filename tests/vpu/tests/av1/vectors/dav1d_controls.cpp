// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/tests/av1/vectors/dav1d_controls.h"

#include <algorithm>

#include "tests/vpu/codecs/av1/shear.h"

namespace weir::vpu::test
{

namespace
{

template <typename T>
T flag(bool set, T value)
{
    return set ? value : T{0};
}

v4l2_ctrl_av1_sequence sequenceOf(const Dav1dSequenceHeader &from)
{
    v4l2_ctrl_av1_sequence to{};
    const auto set = [&](unsigned value, std::uint32_t bit) { to.flags |= value != 0 ? bit : 0; };
    set(from.still_picture, V4L2_AV1_SEQUENCE_FLAG_STILL_PICTURE);
    set(from.sb128, V4L2_AV1_SEQUENCE_FLAG_USE_128X128_SUPERBLOCK);
    set(from.filter_intra, V4L2_AV1_SEQUENCE_FLAG_ENABLE_FILTER_INTRA);
    set(from.intra_edge_filter, V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTRA_EDGE_FILTER);
    set(from.inter_intra, V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTERINTRA_COMPOUND);
    set(from.masked_compound, V4L2_AV1_SEQUENCE_FLAG_ENABLE_MASKED_COMPOUND);
    set(from.warped_motion, V4L2_AV1_SEQUENCE_FLAG_ENABLE_WARPED_MOTION);
    set(from.dual_filter, V4L2_AV1_SEQUENCE_FLAG_ENABLE_DUAL_FILTER);
    set(from.order_hint, V4L2_AV1_SEQUENCE_FLAG_ENABLE_ORDER_HINT);
    set(from.jnt_comp, V4L2_AV1_SEQUENCE_FLAG_ENABLE_JNT_COMP);
    set(from.ref_frame_mvs, V4L2_AV1_SEQUENCE_FLAG_ENABLE_REF_FRAME_MVS);
    set(from.super_res, V4L2_AV1_SEQUENCE_FLAG_ENABLE_SUPERRES);
    set(from.cdef, V4L2_AV1_SEQUENCE_FLAG_ENABLE_CDEF);
    set(from.restoration, V4L2_AV1_SEQUENCE_FLAG_ENABLE_RESTORATION);
    set(from.monochrome, V4L2_AV1_SEQUENCE_FLAG_MONO_CHROME);
    set(from.color_range, V4L2_AV1_SEQUENCE_FLAG_COLOR_RANGE);
    set(from.ss_hor, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_X);
    set(from.ss_ver, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_Y);
    set(from.film_grain_present, V4L2_AV1_SEQUENCE_FLAG_FILM_GRAIN_PARAMS_PRESENT);
    set(from.separate_uv_delta_q, V4L2_AV1_SEQUENCE_FLAG_SEPARATE_UV_DELTA_Q);
    to.seq_profile = from.profile;
    to.order_hint_bits = from.order_hint_n_bits;
    to.bit_depth = static_cast<std::uint8_t>(8 + 2 * from.hbd);
    to.max_frame_width_minus_1 = static_cast<std::uint16_t>(from.max_width - 1);
    to.max_frame_height_minus_1 = static_cast<std::uint16_t>(from.max_height - 1);
    return to;
}

void fillFlags(const Dav1dFrameHeader &from, v4l2_ctrl_av1_frame &to)
{
    const auto set = [&](unsigned value, std::uint32_t bit) { to.flags |= value != 0 ? bit : 0; };
    set(from.show_frame, V4L2_AV1_FRAME_FLAG_SHOW_FRAME);
    set(from.show_frame != 0 ? from.frame_type != DAV1D_FRAME_TYPE_KEY : from.showable_frame,
        V4L2_AV1_FRAME_FLAG_SHOWABLE_FRAME);
    set(from.error_resilient_mode, V4L2_AV1_FRAME_FLAG_ERROR_RESILIENT_MODE);
    set(from.disable_cdf_update, V4L2_AV1_FRAME_FLAG_DISABLE_CDF_UPDATE);
    set(from.allow_screen_content_tools, V4L2_AV1_FRAME_FLAG_ALLOW_SCREEN_CONTENT_TOOLS);
    set(from.force_integer_mv, V4L2_AV1_FRAME_FLAG_FORCE_INTEGER_MV);
    set(from.allow_intrabc, V4L2_AV1_FRAME_FLAG_ALLOW_INTRABC);
    set(from.super_res.enabled, V4L2_AV1_FRAME_FLAG_USE_SUPERRES);
    set(from.hp, V4L2_AV1_FRAME_FLAG_ALLOW_HIGH_PRECISION_MV);
    set(from.switchable_motion_mode, V4L2_AV1_FRAME_FLAG_IS_MOTION_MODE_SWITCHABLE);
    set(from.use_ref_frame_mvs, V4L2_AV1_FRAME_FLAG_USE_REF_FRAME_MVS);
    set(from.refresh_context == 0, V4L2_AV1_FRAME_FLAG_DISABLE_FRAME_END_UPDATE_CDF);
    set(from.warp_motion, V4L2_AV1_FRAME_FLAG_ALLOW_WARPED_MOTION);
    set(from.switchable_comp_refs, V4L2_AV1_FRAME_FLAG_REFERENCE_SELECT);
    set(from.reduced_txtp_set, V4L2_AV1_FRAME_FLAG_REDUCED_TX_SET);
    set(from.skip_mode_allowed, V4L2_AV1_FRAME_FLAG_SKIP_MODE_ALLOWED);
    set(from.skip_mode_enabled, V4L2_AV1_FRAME_FLAG_SKIP_MODE_PRESENT);
    set(from.frame_size_override, V4L2_AV1_FRAME_FLAG_FRAME_SIZE_OVERRIDE);
}

void fillTiles(const Dav1dSequenceHeader &sequence, const Dav1dFrameHeader &from,
               v4l2_av1_tile_info &to)
{
    const unsigned shift = sequence.sb128 != 0 ? 5 : 4;
    const auto &tiling = from.tiling;
    to.flags = tiling.uniform;
    to.context_update_tile_id = static_cast<std::uint8_t>(tiling.update);
    to.tile_cols = tiling.cols;
    to.tile_rows = tiling.rows;
    to.tile_size_bytes = static_cast<std::uint8_t>(tiling.n_bytes);
    const auto units = [](int size) { return static_cast<std::uint32_t>(2 * ((size + 7) >> 3)); };
    const auto fill = [&](unsigned count, const std::uint16_t *superblocks, std::uint32_t end,
                          std::uint32_t *starts, std::uint32_t *sizes) {
        for (unsigned i = 0; i < count; ++i) {
            starts[i] = std::uint32_t{superblocks[i]} << shift;
            sizes[i] = static_cast<std::uint32_t>(superblocks[i + 1] - superblocks[i] - 1);
        }
        starts[count] = end;
    };
    fill(tiling.cols, tiling.col_start_sb, units(from.width[0]), to.mi_col_starts,
         to.width_in_sbs_minus_1);
    fill(tiling.rows, tiling.row_start_sb, units(from.height), to.mi_row_starts,
         to.height_in_sbs_minus_1);
}

void fillQuantisation(const Dav1dFrameHeader &from, v4l2_av1_quantization &to)
{
    const auto &quant = from.quant;
    const bool apart = quant.udc_delta != quant.vdc_delta || quant.uac_delta != quant.vac_delta;
    to.flags = static_cast<std::uint8_t>(
        flag(apart, V4L2_AV1_QUANTIZATION_FLAG_DIFF_UV_DELTA)
        | flag(quant.qm != 0, V4L2_AV1_QUANTIZATION_FLAG_USING_QMATRIX)
        | flag(from.delta.q.present != 0, V4L2_AV1_QUANTIZATION_FLAG_DELTA_Q_PRESENT));
    to.base_q_idx = quant.yac;
    to.delta_q_y_dc = quant.ydc_delta;
    to.delta_q_u_dc = quant.udc_delta;
    to.delta_q_u_ac = quant.uac_delta;
    to.delta_q_v_dc = quant.vdc_delta;
    to.delta_q_v_ac = quant.vac_delta;
    to.qm_y = quant.qm_y;
    to.qm_u = quant.qm_u;
    to.qm_v = quant.qm_v;
    to.delta_q_res = from.delta.q.res_log2;
}

void fillSegment(const Dav1dSegmentationData &from, v4l2_av1_segmentation &to, unsigned segment)
{
    const int values[] = {from.delta_q,    from.delta_lf_y_v, from.delta_lf_y_h, from.delta_lf_u,
                          from.delta_lf_v, from.ref,          from.skip,         from.globalmv};
    for (unsigned feature = 0; feature < V4L2_AV1_SEG_LVL_MAX; ++feature) {
        // libdav1d has -1 for no reference; of the others 0 does nothing.
        const bool enabled
            = feature == V4L2_AV1_SEG_LVL_REF_FRAME ? values[feature] >= 0 : values[feature] != 0;
        if (!enabled)
            continue;
        to.feature_enabled[segment] |= static_cast<std::uint8_t>(1U << feature);
        if (feature <= V4L2_AV1_SEG_LVL_REF_FRAME)
            to.feature_data[segment][feature] = static_cast<std::int16_t>(values[feature]);
    }
}

void fillSegmentation(const Dav1dFrameHeader &from, v4l2_av1_segmentation &to)
{
    const auto &segmentation = from.segmentation;
    if (segmentation.enabled == 0)
        return;
    const auto &data = segmentation.seg_data;
    to.flags = static_cast<std::uint8_t>(
        V4L2_AV1_SEGMENTATION_FLAG_ENABLED
        | flag(segmentation.update_map != 0, V4L2_AV1_SEGMENTATION_FLAG_UPDATE_MAP)
        | flag(segmentation.temporal != 0, V4L2_AV1_SEGMENTATION_FLAG_TEMPORAL_UPDATE)
        | flag(segmentation.update_data != 0, V4L2_AV1_SEGMENTATION_FLAG_UPDATE_DATA)
        | flag(data.preskip != 0, V4L2_AV1_SEGMENTATION_FLAG_SEG_ID_PRE_SKIP));
    for (unsigned segment = 0; segment < V4L2_AV1_MAX_SEGMENTS; ++segment)
        fillSegment(data.d[segment], to, segment);
    to.last_active_seg_id = static_cast<std::uint8_t>(std::max<int>(data.last_active_segid, 0));
    // An enabled feature of value 0 is not to be seen in libdav1d's values, only its consequence.
    if (to.feature_enabled[to.last_active_seg_id] == 0 && data.last_active_segid > 0)
        to.feature_enabled[to.last_active_seg_id] = 1U << V4L2_AV1_SEG_LVL_ALT_Q;
}

void fillFilters(const Dav1dFrameHeader &from, v4l2_ctrl_av1_frame &to)
{
    const auto &filter = from.loopfilter;
    to.loop_filter.flags = static_cast<std::uint8_t>(
        flag(filter.mode_ref_delta_enabled != 0, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_ENABLED)
        | flag(filter.mode_ref_delta_update != 0, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_UPDATE)
        | flag(from.delta.lf.present != 0, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_PRESENT)
        | flag(from.delta.lf.multi != 0, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_MULTI));
    to.loop_filter.level[0] = filter.level_y[0];
    to.loop_filter.level[1] = filter.level_y[1];
    to.loop_filter.level[2] = filter.level_u;
    to.loop_filter.level[3] = filter.level_v;
    to.loop_filter.sharpness = filter.sharpness;
    std::ranges::copy(filter.mode_ref_deltas.ref_delta, to.loop_filter.ref_deltas);
    std::ranges::copy(filter.mode_ref_deltas.mode_delta, to.loop_filter.mode_deltas);
    to.loop_filter.delta_lf_res = from.delta.lf.res_log2;
    to.cdef.damping_minus_3 = static_cast<std::uint8_t>(std::max(from.cdef.damping - 3, 0));
    to.cdef.bits = from.cdef.n_bits;
    const auto secondary = [](unsigned strength) {
        return static_cast<std::uint8_t>((strength & 3) == 3 ? 4 : strength & 3);
    };
    for (unsigned i = 0; i < V4L2_AV1_CDEF_MAX; ++i) {
        to.cdef.y_pri_strength[i] = from.cdef.y_strength[i] >> 2;
        to.cdef.y_sec_strength[i] = secondary(from.cdef.y_strength[i]);
        to.cdef.uv_pri_strength[i] = from.cdef.uv_strength[i] >> 2;
        to.cdef.uv_sec_strength[i] = secondary(from.cdef.uv_strength[i]);
    }
}

void fillRestoration(const Dav1dFrameHeader &from, v4l2_av1_loop_restoration &to)
{
    constexpr v4l2_av1_frame_restoration_type Types[]
        = {V4L2_AV1_FRAME_RESTORE_NONE, V4L2_AV1_FRAME_RESTORE_SWITCHABLE,
           V4L2_AV1_FRAME_RESTORE_WIENER, V4L2_AV1_FRAME_RESTORE_SGRPROJ};
    unsigned used = 0;
    for (unsigned plane = 0; plane < 3; ++plane) {
        to.frame_restoration_type[plane] = Types[from.restoration.type[plane] & 3];
        used |= from.restoration.type[plane] != DAV1D_RESTORATION_NONE ? 1U << plane : 0;
    }
    if (used == 0)
        return;
    to.flags = static_cast<std::uint8_t>(
        V4L2_AV1_LOOP_RESTORATION_FLAG_USES_LR
        | flag((used & 6) != 0, V4L2_AV1_LOOP_RESTORATION_FLAG_USES_CHROMA_LR));
    to.lr_unit_shift = static_cast<std::uint8_t>(from.restoration.unit_size[0] - 6);
    if ((used & 6) != 0)
        to.lr_uv_shift = static_cast<std::uint8_t>(from.restoration.unit_size[0]
                                                   - from.restoration.unit_size[1]);
    for (unsigned plane = 0; plane < 3; ++plane)
        to.loop_restoration_size[plane]
            = (64U << to.lr_unit_shift) >> (plane == 0 ? 0 : to.lr_uv_shift);
}

void fillMotion(const Dav1dFrameHeader &from, v4l2_av1_global_motion &to)
{
    for (unsigned i = 0; i < DAV1D_REFS_PER_FRAME; ++i) {
        constexpr std::uint8_t Flags[] = {
            0, V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL | V4L2_AV1_GLOBAL_MOTION_FLAG_IS_TRANSLATION,
            V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL | V4L2_AV1_GLOBAL_MOTION_FLAG_IS_ROT_ZOOM,
            V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL};
        to.type[i + 1] = static_cast<v4l2_av1_warp_model>(from.gmv[i].type);
        to.flags[i + 1] = Flags[from.gmv[i].type & 3];
        std::ranges::copy(from.gmv[i].matrix, to.params[i + 1]);
        av1::MotionParams params{};
        std::ranges::copy(from.gmv[i].matrix, params.begin());
        if (!av1::isWarpValid(params))
            to.invalid |= static_cast<std::uint8_t>(V4L2_AV1_GLOBAL_MOTION_IS_INVALID(i + 1));
    }
}

v4l2_ctrl_av1_film_grain grainOf(const Dav1dFrameHeader &frame)
{
    v4l2_ctrl_av1_film_grain to{};
    const Dav1dFilmGrainData &from = frame.film_grain.data;
    if (frame.film_grain.present == 0)
        return to;
    to.flags = static_cast<std::uint8_t>(
        V4L2_AV1_FILM_GRAIN_FLAG_APPLY_GRAIN
        | flag(frame.film_grain.update != 0, V4L2_AV1_FILM_GRAIN_FLAG_UPDATE_GRAIN)
        | flag(from.chroma_scaling_from_luma != 0,
               V4L2_AV1_FILM_GRAIN_FLAG_CHROMA_SCALING_FROM_LUMA)
        | flag(from.overlap_flag != 0, V4L2_AV1_FILM_GRAIN_FLAG_OVERLAP)
        | flag(from.clip_to_restricted_range != 0,
               V4L2_AV1_FILM_GRAIN_FLAG_CLIP_TO_RESTRICTED_RANGE));
    to.grain_seed = static_cast<std::uint16_t>(from.seed);
    to.num_y_points = static_cast<std::uint8_t>(from.num_y_points);
    to.num_cb_points = static_cast<std::uint8_t>(from.num_uv_points[0]);
    to.num_cr_points = static_cast<std::uint8_t>(from.num_uv_points[1]);
    for (unsigned i = 0; i < 14; ++i) {
        to.point_y_value[i] = from.y_points[i][0];
        to.point_y_scaling[i] = from.y_points[i][1];
    }
    for (unsigned i = 0; i < 10; ++i) {
        to.point_cb_value[i] = from.uv_points[0][i][0];
        to.point_cb_scaling[i] = from.uv_points[0][i][1];
        to.point_cr_value[i] = from.uv_points[1][i][0];
        to.point_cr_scaling[i] = from.uv_points[1][i][1];
    }
    to.grain_scaling_minus_8 = static_cast<std::uint8_t>(from.scaling_shift - 8);
    to.ar_coeff_lag = static_cast<std::uint8_t>(from.ar_coeff_lag);
    for (unsigned i = 0; i < 24; ++i)
        to.ar_coeffs_y_plus_128[i] = static_cast<std::uint8_t>(from.ar_coeffs_y[i] + 128);
    for (unsigned i = 0; i < 25; ++i) {
        to.ar_coeffs_cb_plus_128[i] = static_cast<std::uint8_t>(from.ar_coeffs_uv[0][i] + 128);
        to.ar_coeffs_cr_plus_128[i] = static_cast<std::uint8_t>(from.ar_coeffs_uv[1][i] + 128);
    }
    to.ar_coeff_shift_minus_6 = static_cast<std::uint8_t>(from.ar_coeff_shift - 6);
    to.grain_scale_shift = static_cast<std::uint8_t>(from.grain_scale_shift);
    to.cb_mult = static_cast<std::uint8_t>(from.uv_mult[0] + 128);
    to.cr_mult = static_cast<std::uint8_t>(from.uv_mult[1] + 128);
    to.cb_luma_mult = static_cast<std::uint8_t>(from.uv_luma_mult[0] + 128);
    to.cr_luma_mult = static_cast<std::uint8_t>(from.uv_luma_mult[1] + 128);
    to.cb_offset = static_cast<std::uint16_t>(from.uv_offset[0] + 256);
    to.cr_offset = static_cast<std::uint16_t>(from.uv_offset[1] + 256);
    return to;
}

v4l2_av1_interpolation_filter interpolationOf(const Dav1dFrameHeader &from)
{
    return static_cast<v4l2_av1_interpolation_filter>(from.subpel_filter_mode);
}

void fillReferences(const Dav1dFrameHeader &from, const std::array<std::uint32_t, 8> &orderHints,
                    v4l2_ctrl_av1_frame &to)
{
    const bool intra
        = to.frame_type == V4L2_AV1_KEY_FRAME || to.frame_type == V4L2_AV1_INTRA_ONLY_FRAME;
    if (intra)
        return;
    for (unsigned i = 0; i < DAV1D_REFS_PER_FRAME; ++i) {
        to.ref_frame_idx[i] = from.refidx[i];
        to.order_hints[i + 1] = orderHints.at(static_cast<std::size_t>(from.refidx[i]));
    }
    to.skip_mode_frame[0] = static_cast<std::uint8_t>(from.skip_mode_refs[0] + 1);
    to.skip_mode_frame[1] = static_cast<std::uint8_t>(from.skip_mode_refs[1] + 1);
}

} // namespace

av1::Controls controlsOf(const Dav1dSequenceHeader &sequence, const Dav1dFrameHeader &frame,
                         const std::array<std::uint64_t, 8> &timestamps,
                         const std::array<std::uint32_t, 8> &orderHints)
{
    av1::Controls controls;
    controls.sequence = sequenceOf(sequence);
    controls.grain = grainOf(frame);
    v4l2_ctrl_av1_frame &to = controls.frame;
    to.frame_type = static_cast<v4l2_av1_frame_type>(frame.frame_type);
    to.superres_denom = frame.super_res.width_scale_denominator;
    to.primary_ref_frame = frame.primary_ref_frame;
    to.order_hint = frame.frame_offset;
    to.upscaled_width = static_cast<std::uint32_t>(frame.width[1]);
    to.interpolation_filter = interpolationOf(frame);
    to.tx_mode = static_cast<v4l2_av1_tx_mode>(frame.txfm_mode);
    to.frame_width_minus_1 = static_cast<std::uint32_t>(frame.width[0] - 1);
    to.frame_height_minus_1 = static_cast<std::uint32_t>(frame.height - 1);
    to.render_width_minus_1 = static_cast<std::uint16_t>(frame.render_width - 1);
    to.render_height_minus_1 = static_cast<std::uint16_t>(frame.render_height - 1);
    to.refresh_frame_flags = frame.refresh_frame_flags;
    std::ranges::copy(timestamps, to.reference_frame_ts);
    fillFlags(frame, to);
    fillTiles(sequence, frame, to.tile_info);
    fillQuantisation(frame, to.quantization);
    fillSegmentation(frame, to.segmentation);
    fillFilters(frame, to);
    fillRestoration(frame, to.loop_restoration);
    fillMotion(frame, to.global_motion);
    fillReferences(frame, orderHints, to);
    return controls;
}

} // namespace weir::vpu::test
