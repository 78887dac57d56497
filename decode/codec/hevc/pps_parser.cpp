// SPDX-License-Identifier: GPL-3.0-or-later
#include <numeric>

#include "decode/codec/hevc/parameter_set_parser.h"
#include "decode/codec/hevc/scaling_lists.h"
#include "decode/codec/syntax_reader.h"
#include "platform/base/text.h"

namespace weir::hevc
{

namespace
{

constexpr std::string_view PpsStructure = "HEVC picture parameter set";
constexpr std::uint32_t MaxSideInCtbs = 1024; // of 16 pixels: see the SPS

void parseTiles(SyntaxReader &reader, Pps &pps)
{
    // More than the highest level allows would not fit any device.
    const auto columns = reader.ue<std::uint32_t>("num_tile_columns_minus1", MaxSideInCtbs);
    const auto rows = reader.ue<std::uint32_t>("num_tile_rows_minus1", MaxSideInCtbs);
    if (columns >= MaxTileColumns || rows >= MaxTileRows) {
        reader.refuse("more than 20 by 22 tiles");
        return;
    }
    pps.numTileColumnsMinus1 = static_cast<std::uint8_t>(columns);
    pps.numTileRowsMinus1 = static_cast<std::uint8_t>(rows);
    pps.uniformSpacing = reader.flag();
    for (unsigned i = 0; !pps.uniformSpacing && i < columns; ++i)
        pps.columnWidthMinus1[i] = reader.ue<std::uint16_t>("column_width_minus1", MaxSideInCtbs);
    for (unsigned i = 0; !pps.uniformSpacing && i < rows; ++i)
        pps.rowHeightMinus1[i] = reader.ue<std::uint16_t>("row_height_minus1", MaxSideInCtbs);
    pps.loopFilterAcrossTilesEnabled = reader.flag();
}

void parseDeblocking(SyntaxReader &reader, Pps &pps)
{
    pps.deblockingFilterControlPresent = reader.flag();
    if (!pps.deblockingFilterControlPresent)
        return;
    pps.deblockingFilterOverrideEnabled = reader.flag();
    pps.deblockingFilterDisabled = reader.flag();
    if (pps.deblockingFilterDisabled)
        return;
    pps.betaOffsetDiv2 = reader.se<std::int8_t>("pps_beta_offset_div2", -6, 6);
    pps.tcOffsetDiv2 = reader.se<std::int8_t>("pps_tc_offset_div2", -6, 6);
}

// 7.3.2.3.2: with all tools off it changes nothing.
void refuseRangeTools(SyntaxReader &reader, bool transformSkipEnabled)
{
    if (transformSkipEnabled
        && reader.ue<unsigned>("log2_max_transform_skip_block_size_minus2", 3) != 0)
        reader.refuse("log2_max_transform_skip_block_size_minus2");
    if (reader.flag())
        reader.refuse("cross_component_prediction_enabled_flag");
    if (reader.flag())
        reader.refuse("chroma_qp_offset_list_enabled_flag");
    const auto luma = reader.ue<unsigned>("log2_sao_offset_scale_luma", 6);
    const auto chroma = reader.ue<unsigned>("log2_sao_offset_scale_chroma", 6);
    if (luma != 0 || chroma != 0)
        reader.refuse("log2_sao_offset_scale_luma");
}

void parseExtensions(SyntaxReader &reader, const Pps &pps)
{
    if (!reader.flag()) // pps_extension_present_flag
        return;
    const bool hasRange = reader.flag();
    const bool hasMultilayer = reader.flag();
    const bool has3d = reader.flag();
    const bool hasScreenContent = reader.flag();
    reader.skip(4); // pps_extension_4bits
    if (hasRange)
        refuseRangeTools(reader, pps.transformSkipEnabled);
    if (hasMultilayer)
        reader.refuse("pps_multilayer_extension");
    if (has3d)
        reader.refuse("pps_3d_extension");
    if (hasScreenContent)
        reader.refuse("pps_scc_extension");
}

void parsePrediction(SyntaxReader &reader, Pps &pps)
{
    pps.numRefIdxL0DefaultActiveMinus1
        = reader.ue<std::uint8_t>("num_ref_idx_l0_default_active_minus1", 14);
    pps.numRefIdxL1DefaultActiveMinus1
        = reader.ue<std::uint8_t>("num_ref_idx_l1_default_active_minus1", 14);
    pps.initQpMinus26 = reader.se<std::int8_t>("init_qp_minus26", -(26 + 48), 25);
    pps.constrainedIntraPred = reader.flag();
    pps.transformSkipEnabled = reader.flag();
    pps.cuQpDeltaEnabled = reader.flag();
    if (pps.cuQpDeltaEnabled)
        pps.diffCuQpDeltaDepth = reader.ue<std::uint8_t>("diff_cu_qp_delta_depth", 3);
    pps.cbQpOffset = reader.se<std::int8_t>("pps_cb_qp_offset", -12, 12);
    pps.crQpOffset = reader.se<std::int8_t>("pps_cr_qp_offset", -12, 12);
    pps.sliceChromaQpOffsetsPresent = reader.flag();
    pps.weightedPred = reader.flag();
    pps.weightedBipred = reader.flag();
    pps.transquantBypassEnabled = reader.flag();
}

// What is sent, and at least one more, must fit.
bool fits(std::span<const std::uint16_t> sizesMinus1, unsigned count, unsigned total,
          bool isUniform)
{
    if (isUniform)
        return count < total;
    const auto sent = sizesMinus1.first(count);
    return std::accumulate(sent.begin(), sent.end(), count) < total;
}

} // namespace

Result<Pps> parsePps(std::span<const std::byte> nal)
{
    SyntaxReader reader(nal);
    reader.skip(NalHeaderBits);
    Pps pps;
    pps.picParameterSetId = reader.ue<std::uint8_t>("pps_pic_parameter_set_id", MaxPpsCount - 1);
    pps.seqParameterSetId = reader.ue<std::uint8_t>("pps_seq_parameter_set_id", MaxSpsCount - 1);
    pps.dependentSliceSegmentsEnabled = reader.flag();
    pps.outputFlagPresent = reader.flag();
    pps.numExtraSliceHeaderBits = reader.u<std::uint8_t>(3);
    pps.signDataHidingEnabled = reader.flag();
    pps.cabacInitPresent = reader.flag();
    parsePrediction(reader, pps);
    pps.tilesEnabled = reader.flag();
    pps.entropyCodingSyncEnabled = reader.flag();
    if (pps.tilesEnabled)
        parseTiles(reader, pps);
    pps.loopFilterAcrossSlicesEnabled = reader.flag();
    parseDeblocking(reader, pps);
    pps.scalingListDataPresent = reader.flag();
    if (pps.scalingListDataPresent)
        pps.scaling = parseScalingListData(reader);
    pps.listsModificationPresent = reader.flag();
    pps.log2ParallelMergeLevelMinus2
        = reader.ue<std::uint8_t>("log2_parallel_merge_level_minus2", 4);
    pps.sliceSegmentHeaderExtensionPresent = reader.flag();
    parseExtensions(reader, pps);
    TRY(reader.finish(PpsStructure));
    return pps;
}

Result<void> checkPps(const Pps &pps, const Sps &sps)
{
    const auto violation = [](std::string_view name) {
        return fail(ErrorKind::InvalidData,
                    formatText("{}: {} is out of range", PpsStructure, name));
    };
    if (pps.initQpMinus26 < -(26 + 6 * sps.bitDepthLumaMinus8))
        return violation("init_qp_minus26");
    if (pps.diffCuQpDeltaDepth > sps.log2DiffMaxMinLumaCodingBlockSize)
        return violation("diff_cu_qp_delta_depth");
    if (pps.log2ParallelMergeLevelMinus2 + 2U > sps.ctbLog2Size())
        return violation("log2_parallel_merge_level_minus2");
    if (!fits(pps.columnWidthMinus1, pps.numTileColumnsMinus1, sps.picWidthInCtbs(),
              pps.uniformSpacing))
        return violation("column_width_minus1");
    if (!fits(pps.rowHeightMinus1, pps.numTileRowsMinus1, sps.picHeightInCtbs(),
              pps.uniformSpacing))
        return violation("row_height_minus1");
    return {};
}

} // namespace weir::hevc
