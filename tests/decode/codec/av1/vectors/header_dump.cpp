// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/decode/codec/av1/vectors/header_dump.h"

#include "platform/base/text.h"

namespace weir::av1::test
{

namespace
{

template <typename Values>
void addArray(Elements &elements, const std::string &name, const Values &values)
{
    for (std::size_t i = 0; i < values.size(); ++i)
        elements[formatText("{}[{}]", name, i)] = values.at(i);
}

void addDelta(Elements &elements, const std::string &name, std::int64_t value)
{
    elements[name + ".delta_coded"] = value != 0;
    elements[name + ".delta_q"] = value;
}

void addQuantization(Elements &elements, const FrameHeader &header)
{
    const QuantizationParams &params = header.quantization;
    elements["base_q_idx"] = params.baseQIdx;
    addDelta(elements, "delta_q_y_dc", params.deltaQYDc);
    addDelta(elements, "delta_q_u_dc", params.deltaQUDc);
    addDelta(elements, "delta_q_u_ac", params.deltaQUAc);
    addDelta(elements, "delta_q_v_dc", params.deltaQVDc);
    addDelta(elements, "delta_q_v_ac", params.deltaQVAc);
    elements["diff_uv_delta"] = params.diffUvDelta;
    elements["using_qmatrix"] = params.usingQmatrix;
    elements["qm_y"] = params.qmY;
    elements["qm_u"] = params.qmU;
    elements["qm_v"] = params.qmV;
    elements["delta_q_present"] = params.deltaQPresent;
    elements["delta_q_res"] = params.deltaQRes;
}

void addSegmentation(Elements &elements, const SegmentationParams &params)
{
    elements["segmentation_enabled"] = params.enabled;
    elements["segmentation_update_map"] = params.updateMap;
    elements["segmentation_temporal_update"] = params.temporalUpdate;
    elements["segmentation_update_data"] = params.updateData;
    for (unsigned i = 0; i < MaxSegments; ++i) {
        for (unsigned j = 0; j < SegLvlMax; ++j) {
            elements[formatText("feature_enabled[{}][{}]", i, j)]
                = (unsigned{params.features.enabled.at(i)} >> j) & 1U;
            elements[formatText("feature_value[{}][{}]", i, j)] = params.features.data.at(i).at(j);
        }
    }
}

// A secondary strength of 4 is coded as 3.
void addStrengths(Elements &elements, const std::string &name,
                  const std::array<std::uint8_t, 8> &values)
{
    for (unsigned i = 0; i < values.size(); ++i)
        elements[formatText("{}[{}]", name, i)] = values.at(i) == 4 ? 3 : values.at(i);
}

void addFilters(Elements &elements, const FrameHeader &header)
{
    const LoopFilterParams &filter = header.loopFilter;
    addArray(elements, "loop_filter_level", filter.level);
    elements["loop_filter_sharpness"] = filter.sharpness;
    elements["loop_filter_delta_enabled"] = filter.deltaEnabled;
    elements["loop_filter_delta_update"] = filter.deltaUpdate;
    addArray(elements, "loop_filter_ref_deltas", filter.deltas.ref);
    addArray(elements, "loop_filter_mode_deltas", filter.deltas.mode);
    elements["delta_lf_present"] = filter.deltaLfPresent;
    elements["delta_lf_res"] = filter.deltaLfRes;
    elements["delta_lf_multi"] = filter.deltaLfMulti;
    elements["cdef_damping_minus_3"] = header.cdef.dampingMinus3;
    elements["cdef_bits"] = header.cdef.bits;
    addArray(elements, "cdef_y_pri_strength", header.cdef.yPriStrength);
    addStrengths(elements, "cdef_y_sec_strength", header.cdef.ySecStrength);
    addArray(elements, "cdef_uv_pri_strength", header.cdef.uvPriStrength);
    addStrengths(elements, "cdef_uv_sec_strength", header.cdef.uvSecStrength);
    constexpr std::array CodedTypes{0, 2, 3, 1};
    for (unsigned i = 0; i < MaxPlanes; ++i)
        elements[formatText("lr_type[{}]", i)] = CodedTypes.at(
            static_cast<unsigned>(header.loopRestoration.frameRestorationType.at(i)));
    elements["lr_unit_shift"] = header.loopRestoration.lrUnitShift;
    elements["lr_uv_shift"] = header.loopRestoration.lrUvShift;
}

void addGrain(Elements &elements, const FilmGrainParams &grain)
{
    elements["apply_grain"] = grain.applyGrain;
    elements["grain_seed"] = grain.grainSeed;
    elements["update_grain"] = grain.updateGrain;
    elements["film_grain_params_ref_idx"] = grain.filmGrainParamsRefIdx;
    elements["num_y_points"] = grain.numYPoints;
    addArray(elements, "point_y_value", grain.pointYValue);
    addArray(elements, "point_y_scaling", grain.pointYScaling);
    elements["chroma_scaling_from_luma"] = grain.chromaScalingFromLuma;
    elements["num_cb_points"] = grain.numCbPoints;
    addArray(elements, "point_cb_value", grain.pointCbValue);
    addArray(elements, "point_cb_scaling", grain.pointCbScaling);
    elements["num_cr_points"] = grain.numCrPoints;
    addArray(elements, "point_cr_value", grain.pointCrValue);
    addArray(elements, "point_cr_scaling", grain.pointCrScaling);
    elements["grain_scaling_minus_8"] = grain.grainScalingMinus8;
    elements["ar_coeff_lag"] = grain.arCoeffLag;
    addArray(elements, "ar_coeffs_y_plus_128", grain.arCoeffsYPlus128);
    addArray(elements, "ar_coeffs_cb_plus_128", grain.arCoeffsCbPlus128);
    addArray(elements, "ar_coeffs_cr_plus_128", grain.arCoeffsCrPlus128);
    elements["ar_coeff_shift_minus_6"] = grain.arCoeffShiftMinus6;
    elements["grain_scale_shift"] = grain.grainScaleShift;
    elements["cb_mult"] = grain.cbMult;
    elements["cb_luma_mult"] = grain.cbLumaMult;
    elements["cb_offset"] = grain.cbOffset;
    elements["cr_mult"] = grain.crMult;
    elements["cr_luma_mult"] = grain.crLumaMult;
    elements["cr_offset"] = grain.crOffset;
    elements["overlap_flag"] = grain.overlap;
    elements["clip_to_restricted_range"] = grain.clipToRestrictedRange;
}

void addSize(Elements &elements, const FrameHeader &header)
{
    elements["frame_width_minus_1"] = header.size.upscaledWidth - 1;
    elements["frame_height_minus_1"] = header.size.frameHeight - 1;
    elements["use_superres"] = header.size.useSuperres;
    elements["coded_denom"] = header.size.superresDenom - 9;
    elements["render_width_minus_1"] = header.size.renderWidth - 1;
    elements["render_height_minus_1"] = header.size.renderHeight - 1;
}

void addTiles(Elements &elements, const TileInfo &info)
{
    elements["uniform_tile_spacing_flag"] = info.uniformTileSpacing;
    elements["tile_cols_log2"] = info.tileColsLog2;
    elements["tile_rows_log2"] = info.tileRowsLog2;
    addArray(elements, "width_in_sbs_minus_1", info.widthInSbsMinus1);
    addArray(elements, "height_in_sbs_minus_1", info.heightInSbsMinus1);
    elements["context_update_tile_id"] = info.contextUpdateTileId;
    elements["tile_size_bytes_minus1"] = info.tileSizeBytes - 1;
}

void addReferences(Elements &elements, const FrameHeader &header)
{
    elements["primary_ref_frame"] = header.primaryRefFrame;
    elements["refresh_frame_flags"] = header.refreshFrameFlags;
    addArray(elements, "ref_order_hint", header.slotOrderHints);
    elements["frame_refs_short_signaling"] = header.frameRefsShortSignaling;
    elements["last_frame_idx"] = header.refFrameIdx[0];
    elements["golden_frame_idx"] = header.refFrameIdx[3];
    addArray(elements, "ref_frame_idx", header.refFrameIdx);
    elements["reference_select"] = header.referenceSelect;
    elements["skip_mode_present"] = header.skipModePresent;
    for (unsigned i = 1; i < TotalRefsPerFrame; ++i) {
        const WarpModel type = header.globalMotion.type.at(i);
        elements[formatText("is_global[{}]", i)] = type != WarpModel::Identity;
        elements[formatText("is_rot_zoom[{}]", i)] = type == WarpModel::RotZoom;
        elements[formatText("is_translation[{}]", i)] = type == WarpModel::Translation;
    }
}

} // namespace

Elements dump(const SequenceHeader &sequence)
{
    Elements elements;
    elements["seq_profile"] = sequence.seqProfile;
    elements["still_picture"] = sequence.stillPicture;
    elements["reduced_still_picture_header"] = sequence.reducedStillPictureHeader;
    elements["equal_picture_interval"] = sequence.equalPictureInterval;
    elements["decoder_model_info_present_flag"] = sequence.decoderModelInfoPresent;
    elements["buffer_delay_length_minus_1"] = sequence.decoderModel.bufferDelayLengthMinus1;
    elements["buffer_removal_time_length_minus_1"]
        = sequence.decoderModel.bufferRemovalTimeLengthMinus1;
    elements["frame_presentation_time_length_minus_1"]
        = sequence.decoderModel.framePresentationTimeLengthMinus1;
    elements["operating_points_cnt_minus_1"] = sequence.operatingPointsCntMinus1;
    addArray(elements, "operating_point_idc", sequence.operatingPointIdc);
    addArray(elements, "decoder_model_present_for_this_op", sequence.decoderModelPresentForThisOp);
    elements["frame_width_bits_minus_1"] = sequence.frameWidthBitsMinus1;
    elements["frame_height_bits_minus_1"] = sequence.frameHeightBitsMinus1;
    elements["max_frame_width_minus_1"] = sequence.maxFrameWidthMinus1;
    elements["max_frame_height_minus_1"] = sequence.maxFrameHeightMinus1;
    elements["frame_id_numbers_present_flag"] = sequence.frameIdNumbersPresent;
    elements["delta_frame_id_length_minus_2"] = sequence.deltaFrameIdLengthMinus2;
    elements["additional_frame_id_length_minus_1"] = sequence.additionalFrameIdLengthMinus1;
    elements["use_128x128_superblock"] = sequence.use128x128Superblock;
    elements["enable_filter_intra"] = sequence.enableFilterIntra;
    elements["enable_intra_edge_filter"] = sequence.enableIntraEdgeFilter;
    elements["enable_interintra_compound"] = sequence.enableInterintraCompound;
    elements["enable_masked_compound"] = sequence.enableMaskedCompound;
    elements["enable_warped_motion"] = sequence.enableWarpedMotion;
    elements["enable_dual_filter"] = sequence.enableDualFilter;
    elements["enable_order_hint"] = sequence.enableOrderHint;
    elements["enable_jnt_comp"] = sequence.enableJntComp;
    elements["enable_ref_frame_mvs"] = sequence.enableRefFrameMvs;
    elements["seq_choose_screen_content_tools"] = sequence.seqForceScreenContentTools == 2;
    elements["seq_force_screen_content_tools"] = sequence.seqForceScreenContentTools;
    elements["seq_choose_integer_mv"] = sequence.seqForceIntegerMv == 2;
    elements["seq_force_integer_mv"] = sequence.seqForceIntegerMv;
    elements["order_hint_bits_minus_1"] = sequence.orderHintBits - 1;
    elements["enable_superres"] = sequence.enableSuperres;
    elements["enable_cdef"] = sequence.enableCdef;
    elements["enable_restoration"] = sequence.enableRestoration;
    const ColorConfig &color = sequence.colorConfig;
    elements["high_bitdepth"] = color.bitDepth > 8;
    elements["twelve_bit"] = color.bitDepth == 12;
    elements["mono_chrome"] = color.monoChrome;
    elements["color_primaries"] = color.color.primaries;
    elements["transfer_characteristics"] = color.color.transfer;
    elements["matrix_coefficients"] = color.color.matrix;
    elements["color_range"] = color.color.fullRange;
    elements["subsampling_x"] = color.subsamplingX;
    elements["subsampling_y"] = color.subsamplingY;
    elements["chroma_sample_position"] = color.chromaSamplePosition;
    elements["separate_uv_delta_q"] = color.separateUvDeltaQ;
    elements["film_grain_params_present"] = sequence.filmGrainParamsPresent;
    return elements;
}

Elements dump(const FrameHeader &header)
{
    Elements elements;
    elements["show_existing_frame"] = header.showExistingFrame;
    elements["frame_to_show_map_idx"] = header.frameToShowMapIdx;
    elements["frame_type"] = static_cast<int>(header.frameType);
    elements["show_frame"] = header.showFrame;
    elements["showable_frame"] = header.showableFrame;
    elements["error_resilient_mode"] = header.errorResilientMode;
    elements["disable_cdf_update"] = header.disableCdfUpdate;
    elements["allow_screen_content_tools"] = header.allowScreenContentTools;
    elements["force_integer_mv"] = header.forceIntegerMv;
    elements["current_frame_id"] = header.currentFrameId;
    elements["frame_size_override_flag"] = header.frameSizeOverride;
    elements["order_hint"] = header.orderHint;
    elements["buffer_removal_time_present_flag"] = header.bufferRemovalTimePresent;
    addArray(elements, "buffer_removal_time", header.bufferRemovalTime);
    elements["allow_intrabc"] = header.allowIntrabc;
    elements["allow_high_precision_mv"] = header.allowHighPrecisionMv;
    elements["is_filter_switchable"] = header.interpolationFilter == InterpolationSwitchable;
    elements["interpolation_filter"] = header.interpolationFilter;
    elements["is_motion_mode_switchable"] = header.isMotionModeSwitchable;
    elements["use_ref_frame_mvs"] = header.useRefFrameMvs;
    elements["disable_frame_end_update_cdf"] = header.disableFrameEndUpdateCdf;
    elements["tx_mode"] = static_cast<int>(header.txMode);
    elements["allow_warped_motion"] = header.allowWarpedMotion;
    elements["reduced_tx_set"] = header.reducedTxSet;
    addReferences(elements, header);
    addSize(elements, header);
    addTiles(elements, header.tileInfo);
    addQuantization(elements, header);
    addSegmentation(elements, header.segmentation);
    addFilters(elements, header);
    addGrain(elements, header.filmGrain);
    return elements;
}

} // namespace weir::av1::test
