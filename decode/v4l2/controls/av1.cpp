// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/controls/av1.h"

#include <algorithm>

#include "decode/codec/av1/warp_validity.h"
#include "decode/v4l2/controls/control_fields.h"

namespace weir::av1
{

namespace
{

constexpr std::uint8_t byteOf(std::uint32_t flags)
{
    return static_cast<std::uint8_t>(flags);
}

template <typename Source, typename Element, std::size_t Count>
void copyArray(Element (&target)[Count], const Source &source)
{
    static_assert(std::tuple_size_v<Source> <= Count);
    std::ranges::copy(source, target);
}

v4l2_av1_tile_info toKernel(const TileInfo &info)
{
    v4l2_av1_tile_info result{};
    result.flags
        = byteOf(flagIf(info.uniformTileSpacing, V4L2_AV1_TILE_INFO_FLAG_UNIFORM_TILE_SPACING));
    result.context_update_tile_id = byteOf(info.contextUpdateTileId);
    result.tile_cols = info.tileCols;
    result.tile_rows = info.tileRows;
    copyArray(result.mi_col_starts, info.miColStarts);
    copyArray(result.mi_row_starts, info.miRowStarts);
    copyArray(result.width_in_sbs_minus_1, info.widthInSbsMinus1);
    copyArray(result.height_in_sbs_minus_1, info.heightInSbsMinus1);
    result.tile_size_bytes = info.tileSizeBytes;
    return result;
}

v4l2_av1_quantization toKernel(const QuantizationParams &params)
{
    v4l2_av1_quantization result{};
    result.flags
        = byteOf(flagIf(params.diffUvDelta, V4L2_AV1_QUANTIZATION_FLAG_DIFF_UV_DELTA)
                 | flagIf(params.usingQmatrix, V4L2_AV1_QUANTIZATION_FLAG_USING_QMATRIX)
                 | flagIf(params.deltaQPresent, V4L2_AV1_QUANTIZATION_FLAG_DELTA_Q_PRESENT));
    result.base_q_idx = params.baseQIdx;
    result.delta_q_y_dc = params.deltaQYDc;
    result.delta_q_u_dc = params.deltaQUDc;
    result.delta_q_u_ac = params.deltaQUAc;
    result.delta_q_v_dc = params.deltaQVDc;
    result.delta_q_v_ac = params.deltaQVAc;
    result.qm_y = params.qmY;
    result.qm_u = params.qmU;
    result.qm_v = params.qmV;
    result.delta_q_res = params.deltaQRes;
    return result;
}

v4l2_av1_segmentation toKernel(const SegmentationParams &params)
{
    v4l2_av1_segmentation result{};
    result.flags
        = byteOf(flagIf(params.enabled, V4L2_AV1_SEGMENTATION_FLAG_ENABLED)
                 | flagIf(params.updateMap, V4L2_AV1_SEGMENTATION_FLAG_UPDATE_MAP)
                 | flagIf(params.temporalUpdate, V4L2_AV1_SEGMENTATION_FLAG_TEMPORAL_UPDATE)
                 | flagIf(params.updateData, V4L2_AV1_SEGMENTATION_FLAG_UPDATE_DATA)
                 | flagIf(params.segIdPreSkip, V4L2_AV1_SEGMENTATION_FLAG_SEG_ID_PRE_SKIP));
    result.last_active_seg_id = params.lastActiveSegId;
    copyArray(result.feature_enabled, params.features.enabled);
    for (unsigned i = 0; i < MaxSegments; ++i)
        copyArray(result.feature_data[i], params.features.data.at(i));
    return result;
}

v4l2_av1_loop_filter toKernel(const LoopFilterParams &params)
{
    v4l2_av1_loop_filter result{};
    result.flags
        = byteOf(flagIf(params.deltaEnabled, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_ENABLED)
                 | flagIf(params.deltaUpdate, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_UPDATE)
                 | flagIf(params.deltaLfPresent, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_PRESENT)
                 | flagIf(params.deltaLfMulti, V4L2_AV1_LOOP_FILTER_FLAG_DELTA_LF_MULTI));
    copyArray(result.level, params.level);
    result.sharpness = params.sharpness;
    copyArray(result.ref_deltas, params.deltas.ref);
    copyArray(result.mode_deltas, params.deltas.mode);
    result.delta_lf_res = params.deltaLfRes;
    return result;
}

v4l2_av1_cdef toKernel(const CdefParams &params)
{
    v4l2_av1_cdef result{};
    result.damping_minus_3 = params.dampingMinus3;
    result.bits = params.bits;
    copyArray(result.y_pri_strength, params.yPriStrength);
    copyArray(result.y_sec_strength, params.ySecStrength);
    copyArray(result.uv_pri_strength, params.uvPriStrength);
    copyArray(result.uv_sec_strength, params.uvSecStrength);
    return result;
}

v4l2_av1_loop_restoration toKernel(const LoopRestorationParams &params)
{
    v4l2_av1_loop_restoration result{};
    result.flags
        = byteOf(flagIf(params.usesLr, V4L2_AV1_LOOP_RESTORATION_FLAG_USES_LR)
                 | flagIf(params.usesChromaLr, V4L2_AV1_LOOP_RESTORATION_FLAG_USES_CHROMA_LR));
    result.lr_unit_shift = params.lrUnitShift;
    result.lr_uv_shift = params.lrUvShift;
    for (unsigned i = 0; i < MaxPlanes; ++i)
        result.frame_restoration_type[i]
            = static_cast<v4l2_av1_frame_restoration_type>(params.frameRestorationType.at(i));
    copyArray(result.loop_restoration_size, params.loopRestorationSize);
    return result;
}

v4l2_av1_global_motion toKernel(const GlobalMotion &motion)
{
    v4l2_av1_global_motion result{};
    for (unsigned i = 0; i < TotalRefsPerFrame; ++i) {
        const WarpModel type = motion.type.at(i);
        result.flags[i] = byteOf(
            flagIf(type != WarpModel::Identity, V4L2_AV1_GLOBAL_MOTION_FLAG_IS_GLOBAL)
            | flagIf(type == WarpModel::RotZoom, V4L2_AV1_GLOBAL_MOTION_FLAG_IS_ROT_ZOOM)
            | flagIf(type == WarpModel::Translation, V4L2_AV1_GLOBAL_MOTION_FLAG_IS_TRANSLATION));
        result.type[i] = static_cast<v4l2_av1_warp_model>(type);
        copyArray(result.params[i], motion.params.at(i).value);
        if (!isWarpValid(motion.params.at(i)))
            result.invalid = byteOf(result.invalid | V4L2_AV1_GLOBAL_MOTION_IS_INVALID(i));
    }
    return result;
}

std::uint32_t frameFlags(const FrameHeader &header)
{
    return flagIf(header.showFrame, V4L2_AV1_FRAME_FLAG_SHOW_FRAME)
        | flagIf(header.showableFrame, V4L2_AV1_FRAME_FLAG_SHOWABLE_FRAME)
        | flagIf(header.errorResilientMode, V4L2_AV1_FRAME_FLAG_ERROR_RESILIENT_MODE)
        | flagIf(header.disableCdfUpdate, V4L2_AV1_FRAME_FLAG_DISABLE_CDF_UPDATE)
        | flagIf(header.allowScreenContentTools, V4L2_AV1_FRAME_FLAG_ALLOW_SCREEN_CONTENT_TOOLS)
        | flagIf(header.forceIntegerMv, V4L2_AV1_FRAME_FLAG_FORCE_INTEGER_MV)
        | flagIf(header.allowIntrabc, V4L2_AV1_FRAME_FLAG_ALLOW_INTRABC)
        | flagIf(header.size.useSuperres, V4L2_AV1_FRAME_FLAG_USE_SUPERRES)
        | flagIf(header.allowHighPrecisionMv, V4L2_AV1_FRAME_FLAG_ALLOW_HIGH_PRECISION_MV)
        | flagIf(header.isMotionModeSwitchable, V4L2_AV1_FRAME_FLAG_IS_MOTION_MODE_SWITCHABLE)
        | flagIf(header.useRefFrameMvs, V4L2_AV1_FRAME_FLAG_USE_REF_FRAME_MVS)
        | flagIf(header.disableFrameEndUpdateCdf, V4L2_AV1_FRAME_FLAG_DISABLE_FRAME_END_UPDATE_CDF)
        | flagIf(header.allowWarpedMotion, V4L2_AV1_FRAME_FLAG_ALLOW_WARPED_MOTION)
        | flagIf(header.referenceSelect, V4L2_AV1_FRAME_FLAG_REFERENCE_SELECT)
        | flagIf(header.reducedTxSet, V4L2_AV1_FRAME_FLAG_REDUCED_TX_SET)
        | flagIf(header.skipModeAllowed, V4L2_AV1_FRAME_FLAG_SKIP_MODE_ALLOWED)
        | flagIf(header.skipModePresent, V4L2_AV1_FRAME_FLAG_SKIP_MODE_PRESENT)
        | flagIf(header.frameSizeOverride, V4L2_AV1_FRAME_FLAG_FRAME_SIZE_OVERRIDE)
        | flagIf(header.bufferRemovalTimePresent, V4L2_AV1_FRAME_FLAG_BUFFER_REMOVAL_TIME_PRESENT)
        | flagIf(header.frameRefsShortSignaling, V4L2_AV1_FRAME_FLAG_FRAME_REFS_SHORT_SIGNALING);
}

} // namespace

v4l2_ctrl_av1_sequence toKernel(const SequenceHeader &sequence)
{
    const ColorConfig &color = sequence.colorConfig;
    v4l2_ctrl_av1_sequence result{};
    result.flags = flagIf(sequence.stillPicture, V4L2_AV1_SEQUENCE_FLAG_STILL_PICTURE)
        | flagIf(sequence.use128x128Superblock, V4L2_AV1_SEQUENCE_FLAG_USE_128X128_SUPERBLOCK)
        | flagIf(sequence.enableFilterIntra, V4L2_AV1_SEQUENCE_FLAG_ENABLE_FILTER_INTRA)
        | flagIf(sequence.enableIntraEdgeFilter, V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTRA_EDGE_FILTER)
        | flagIf(sequence.enableInterintraCompound,
                 V4L2_AV1_SEQUENCE_FLAG_ENABLE_INTERINTRA_COMPOUND)
        | flagIf(sequence.enableMaskedCompound, V4L2_AV1_SEQUENCE_FLAG_ENABLE_MASKED_COMPOUND)
        | flagIf(sequence.enableWarpedMotion, V4L2_AV1_SEQUENCE_FLAG_ENABLE_WARPED_MOTION)
        | flagIf(sequence.enableDualFilter, V4L2_AV1_SEQUENCE_FLAG_ENABLE_DUAL_FILTER)
        | flagIf(sequence.enableOrderHint, V4L2_AV1_SEQUENCE_FLAG_ENABLE_ORDER_HINT)
        | flagIf(sequence.enableJntComp, V4L2_AV1_SEQUENCE_FLAG_ENABLE_JNT_COMP)
        | flagIf(sequence.enableRefFrameMvs, V4L2_AV1_SEQUENCE_FLAG_ENABLE_REF_FRAME_MVS)
        | flagIf(sequence.enableSuperres, V4L2_AV1_SEQUENCE_FLAG_ENABLE_SUPERRES)
        | flagIf(sequence.enableCdef, V4L2_AV1_SEQUENCE_FLAG_ENABLE_CDEF)
        | flagIf(sequence.enableRestoration, V4L2_AV1_SEQUENCE_FLAG_ENABLE_RESTORATION)
        | flagIf(color.monoChrome, V4L2_AV1_SEQUENCE_FLAG_MONO_CHROME)
        | flagIf(color.color.fullRange, V4L2_AV1_SEQUENCE_FLAG_COLOR_RANGE)
        | flagIf(color.subsamplingX, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_X)
        | flagIf(color.subsamplingY, V4L2_AV1_SEQUENCE_FLAG_SUBSAMPLING_Y)
        | flagIf(sequence.filmGrainParamsPresent, V4L2_AV1_SEQUENCE_FLAG_FILM_GRAIN_PARAMS_PRESENT)
        | flagIf(color.separateUvDeltaQ, V4L2_AV1_SEQUENCE_FLAG_SEPARATE_UV_DELTA_Q);
    result.seq_profile = sequence.seqProfile;
    result.order_hint_bits = sequence.orderHintBits;
    result.bit_depth = color.bitDepth;
    result.max_frame_width_minus_1 = static_cast<std::uint16_t>(sequence.maxFrameWidthMinus1);
    result.max_frame_height_minus_1 = static_cast<std::uint16_t>(sequence.maxFrameHeightMinus1);
    return result;
}

v4l2_ctrl_av1_frame frameControl(const Av1Job &job)
{
    const FrameHeader &header = *job.header;
    v4l2_ctrl_av1_frame result{};
    result.tile_info = toKernel(header.tileInfo);
    result.quantization = toKernel(header.quantization);
    result.superres_denom = header.size.superresDenom;
    result.segmentation = toKernel(header.segmentation);
    result.loop_filter = toKernel(header.loopFilter);
    result.cdef = toKernel(header.cdef);
    copyArray(result.skip_mode_frame, header.skipModeFrame);
    result.primary_ref_frame = header.primaryRefFrame;
    result.loop_restoration = toKernel(header.loopRestoration);
    result.global_motion = toKernel(header.globalMotion);
    result.flags = frameFlags(header);
    result.frame_type = static_cast<v4l2_av1_frame_type>(header.frameType);
    result.order_hint = header.orderHint;
    result.upscaled_width = header.size.upscaledWidth;
    result.interpolation_filter
        = static_cast<v4l2_av1_interpolation_filter>(header.interpolationFilter);
    result.tx_mode = static_cast<v4l2_av1_tx_mode>(header.txMode);
    result.frame_width_minus_1 = header.size.frameWidth - 1;
    result.frame_height_minus_1 = header.size.frameHeight - 1;
    result.render_width_minus_1 = static_cast<std::uint16_t>(header.size.renderWidth - 1);
    result.render_height_minus_1 = static_cast<std::uint16_t>(header.size.renderHeight - 1);
    result.current_frame_id = header.currentFrameId;
    copyArray(result.buffer_removal_time, header.bufferRemovalTime);
    copyArray(result.order_hints, header.orderHints);
    // All slots, always: a driver forgets what it keeps for one that is not named.
    for (unsigned i = 0; i < NumRefFrames; ++i)
        result.reference_frame_ts[i] = referenceTimestamp(job.references.at(i));
    std::ranges::transform(header.refFrameIdx, result.ref_frame_idx,
                           [](std::uint8_t slot) { return static_cast<std::int8_t>(slot); });
    result.refresh_frame_flags = header.refreshFrameFlags;
    return result;
}

v4l2_ctrl_av1_film_grain toKernel(const FilmGrainParams &grain)
{
    v4l2_ctrl_av1_film_grain result{};
    result.flags = byteOf(
        flagIf(grain.applyGrain, V4L2_AV1_FILM_GRAIN_FLAG_APPLY_GRAIN)
        | flagIf(grain.updateGrain, V4L2_AV1_FILM_GRAIN_FLAG_UPDATE_GRAIN)
        | flagIf(grain.chromaScalingFromLuma, V4L2_AV1_FILM_GRAIN_FLAG_CHROMA_SCALING_FROM_LUMA)
        | flagIf(grain.overlap, V4L2_AV1_FILM_GRAIN_FLAG_OVERLAP)
        | flagIf(grain.clipToRestrictedRange, V4L2_AV1_FILM_GRAIN_FLAG_CLIP_TO_RESTRICTED_RANGE));
    result.cr_mult = grain.crMult;
    result.grain_seed = grain.grainSeed;
    result.film_grain_params_ref_idx = grain.filmGrainParamsRefIdx;
    result.num_y_points = grain.numYPoints;
    copyArray(result.point_y_value, grain.pointYValue);
    copyArray(result.point_y_scaling, grain.pointYScaling);
    result.num_cb_points = grain.numCbPoints;
    copyArray(result.point_cb_value, grain.pointCbValue);
    copyArray(result.point_cb_scaling, grain.pointCbScaling);
    result.num_cr_points = grain.numCrPoints;
    copyArray(result.point_cr_value, grain.pointCrValue);
    copyArray(result.point_cr_scaling, grain.pointCrScaling);
    result.grain_scaling_minus_8 = grain.grainScalingMinus8;
    result.ar_coeff_lag = grain.arCoeffLag;
    copyArray(result.ar_coeffs_y_plus_128, grain.arCoeffsYPlus128);
    copyArray(result.ar_coeffs_cb_plus_128, grain.arCoeffsCbPlus128);
    copyArray(result.ar_coeffs_cr_plus_128, grain.arCoeffsCrPlus128);
    result.ar_coeff_shift_minus_6 = grain.arCoeffShiftMinus6;
    result.grain_scale_shift = grain.grainScaleShift;
    result.cb_mult = grain.cbMult;
    result.cb_luma_mult = grain.cbLumaMult;
    result.cr_luma_mult = grain.crLumaMult;
    result.cb_offset = grain.cbOffset;
    result.cr_offset = grain.crOffset;
    return result;
}

v4l2_ctrl_av1_tile_group_entry toKernel(const Tile &tile)
{
    return {.tile_offset = tile.offset,
            .tile_size = tile.size,
            .tile_row = tile.row,
            .tile_col = tile.column};
}

} // namespace weir::av1
