// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/hevc/slice_header_parser.h"

#include "decode/codec/hevc/slice_header_parts.h"
#include "decode/codec/syntax_reader.h"

namespace weir::hevc
{

namespace
{

constexpr std::string_view SliceHeaderStructure = "HEVC slice header";

// first_slice_segment_in_pic_flag to slice_pic_parameter_set_id. False: no NAL unit of a slice.
bool parseStart(SyntaxReader &reader, NalUnitType type, SliceHeader &header)
{
    header.firstSliceSegmentInPic = reader.flag();
    header.noOutputOfPriorPics = isIrap(type) && reader.flag();
    header.picParameterSetId
        = reader.ue<std::uint8_t>("slice_pic_parameter_set_id", MaxPpsCount - 1);
    return !reader.hasFailed();
}

void parseAddress(SyntaxReader &reader, const Sps &sps, const Pps &pps, SliceHeader &header)
{
    header.dependentSliceSegment = false;
    header.sliceSegmentAddress = 0;
    if (header.firstSliceSegmentInPic)
        return;
    if (pps.dependentSliceSegmentsEnabled)
        header.dependentSliceSegment = reader.flag();
    header.sliceSegmentAddress = reader.u<std::uint32_t>(bitsFor(sps.picSizeInCtbs()));
    if (header.sliceSegmentAddress == 0 || header.sliceSegmentAddress >= sps.picSizeInCtbs())
        reader.violate("slice_segment_address");
}

// Everything that parseSlice does not write in every case, but for the large tables, which have
// counts or flags of their own.
void reset(const Pps &pps, SliceHeader &header)
{
    header.picOutput = true;
    header.colourPlaneId = 0;
    header.picOrderCntLsb = 0;
    header.shortTermRefPicSetSps = false;
    header.shortTermRefPicSetIdx = 0;
    header.shortTermRefPicSet = {};
    header.numLongTermSps = 0;
    header.longTermCount = 0;
    header.temporalMvpEnabled = false;
    header.saoLuma = false;
    header.saoChroma = false;
    header.numRefIdxL0ActiveMinus1 = 0;
    header.numRefIdxL1ActiveMinus1 = 0;
    header.refPicListModification = {};
    header.mvdL1Zero = false;
    header.cabacInit = false;
    header.collocatedFromL0 = true;
    header.collocatedRefIdx = 0;
    header.predWeightTablePresent = false;
    header.fiveMinusMaxNumMergeCand = 0;
    header.cbQpOffset = 0;
    header.crQpOffset = 0;
    header.deblockingFilterOverride = false;
    header.deblockingFilterDisabled = pps.deblockingFilterDisabled;
    header.betaOffsetDiv2 = pps.betaOffsetDiv2;
    header.tcOffsetDiv2 = pps.tcOffsetDiv2;
    header.loopFilterAcrossSlicesEnabled = pps.loopFilterAcrossSlicesEnabled;
    header.shortTermRefPicSetBitSize = 0;
    header.longTermRefPicSetBitSize = 0;
    header.numDeltaPocsOfRefRpsIdx = 0;
}

void parseRefCounts(SyntaxReader &reader, const Pps &pps, SliceHeader &header)
{
    const bool isB = header.sliceType == SliceType::B;
    header.numRefIdxL0ActiveMinus1 = pps.numRefIdxL0DefaultActiveMinus1;
    header.numRefIdxL1ActiveMinus1 = isB ? pps.numRefIdxL1DefaultActiveMinus1 : std::uint8_t{0};
    if (!reader.flag()) // num_ref_idx_active_override_flag
        return;
    header.numRefIdxL0ActiveMinus1 = reader.ue<std::uint8_t>("num_ref_idx_l0_active_minus1", 14);
    if (isB)
        header.numRefIdxL1ActiveMinus1
            = reader.ue<std::uint8_t>("num_ref_idx_l1_active_minus1", 14);
}

void parseCollocated(SyntaxReader &reader, SliceHeader &header)
{
    if (header.sliceType == SliceType::B)
        header.collocatedFromL0 = reader.flag();
    const unsigned last
        = header.collocatedFromL0 ? header.numRefIdxL0ActiveMinus1 : header.numRefIdxL1ActiveMinus1;
    if (last > 0)
        header.collocatedRefIdx = reader.ue<std::uint8_t>("collocated_ref_idx", last);
}

// From num_ref_idx_active_override_flag to five_minus_max_num_merge_cand: P and B slices.
void parseInter(SyntaxReader &reader, const Sps &sps, const Pps &pps, SliceHeader &header)
{
    if (header.numPicTotalCurr() == 0)
        reader.violate("slice_type: there is nothing to refer to; it");
    parseRefCounts(reader, pps, header);
    if (pps.listsModificationPresent && header.numPicTotalCurr() > 1)
        parseListModification(reader, header);
    const bool isB = header.sliceType == SliceType::B;
    if (isB)
        header.mvdL1Zero = reader.flag();
    if (pps.cabacInitPresent)
        header.cabacInit = reader.flag();
    if (header.temporalMvpEnabled)
        parseCollocated(reader, header);
    header.predWeightTablePresent = isB ? pps.weightedBipred : pps.weightedPred;
    if (header.predWeightTablePresent)
        parsePredWeightTable(reader, sps.chromaFormatIdc != 0, header);
    header.fiveMinusMaxNumMergeCand = reader.ue<std::uint8_t>("five_minus_max_num_merge_cand", 4);
}

void parseQuantisation(SyntaxReader &reader, const Sps &sps, const Pps &pps, SliceHeader &header)
{
    const std::int32_t initQp = 26 + pps.initQpMinus26;
    header.sliceQpDelta = reader.se<std::int8_t>(
        "slice_qp_delta", -6 * sps.bitDepthLumaMinus8 - initQp, 51 - initQp); // 7-54
    if (!pps.sliceChromaQpOffsetsPresent)
        return;
    header.cbQpOffset = reader.se<std::int8_t>("slice_cb_qp_offset", -12, 12);
    header.crQpOffset = reader.se<std::int8_t>("slice_cr_qp_offset", -12, 12);
}

void parseFilters(SyntaxReader &reader, const Pps &pps, SliceHeader &header)
{
    if (pps.deblockingFilterOverrideEnabled)
        header.deblockingFilterOverride = reader.flag();
    if (header.deblockingFilterOverride) {
        header.deblockingFilterDisabled = reader.flag();
        if (!header.deblockingFilterDisabled) {
            header.betaOffsetDiv2 = reader.se<std::int8_t>("slice_beta_offset_div2", -6, 6);
            header.tcOffsetDiv2 = reader.se<std::int8_t>("slice_tc_offset_div2", -6, 6);
        }
    }
    const bool isFiltered = header.saoLuma || header.saoChroma || !header.deblockingFilterDisabled;
    if (pps.loopFilterAcrossSlicesEnabled && isFiltered)
        header.loopFilterAcrossSlicesEnabled = reader.flag();
}

// All that only an independent slice segment has.
void parseSlice(SyntaxReader &reader, const Sps &sps, const Pps &pps, SliceHeader &header)
{
    reset(pps, header);
    reader.skip(pps.numExtraSliceHeaderBits);
    header.sliceType = static_cast<SliceType>(reader.ue<std::uint8_t>("slice_type", 2));
    if (isIrap(header.nalUnitType) && header.sliceType != SliceType::I)
        reader.violate("slice_type");
    if (pps.outputFlagPresent)
        header.picOutput = reader.flag();
    if (!isIdr(header.nalUnitType)) {
        parseReferenceSets(reader, sps, header);
        if (sps.temporalMvpEnabled)
            header.temporalMvpEnabled = reader.flag();
    }
    if (sps.sampleAdaptiveOffsetEnabled) {
        header.saoLuma = reader.flag();
        header.saoChroma = sps.chromaFormatIdc != 0 && reader.flag();
    }
    if (header.sliceType != SliceType::I)
        parseInter(reader, sps, pps, header);
    parseQuantisation(reader, sps, pps, header);
    parseFilters(reader, pps, header);
}

// 7.4.7.1
unsigned maxEntryPoints(const Sps &sps, const Pps &pps)
{
    const unsigned columns = pps.numTileColumnsMinus1 + 1U;
    const unsigned rows
        = pps.entropyCodingSyncEnabled ? sps.picHeightInCtbs() : pps.numTileRowsMinus1 + 1U;
    return columns * rows - 1;
}

void parseEntryPoints(SyntaxReader &reader, const Sps &sps, const Pps &pps, SliceHeader &header)
{
    header.offsetLenMinus1 = 0;
    header.entryPointOffsetMinus1.clear();
    if (!pps.tilesEnabled && !pps.entropyCodingSyncEnabled)
        return;
    const auto count = reader.ue<unsigned>("num_entry_point_offsets", maxEntryPoints(sps, pps));
    if (count == 0)
        return;
    header.offsetLenMinus1 = reader.ue<std::uint8_t>("offset_len_minus1", 31);
    for (unsigned i = 0; i < count && !reader.hasFailed(); ++i)
        header.entryPointOffsetMinus1.push_back(
            reader.u<std::uint32_t>(header.offsetLenMinus1 + 1U));
}

} // namespace

void parseListModification(SyntaxReader &reader, SliceHeader &header)
{
    const unsigned total = header.numPicTotalCurr();
    const unsigned lists = header.sliceType == SliceType::B ? 2 : 1;
    for (unsigned list = 0; list < lists; ++list) {
        header.refPicListModification[list] = reader.flag();
        if (!header.refPicListModification[list])
            continue;
        for (unsigned i = 0; i < header.numRefIdxActive(list); ++i) {
            const auto entry = reader.u<std::uint8_t>(bitsFor(total));
            if (entry >= total)
                reader.violate("list_entry");
            header.listEntry[list][i] = entry;
        }
    }
}

Result<SliceStart> peekSliceStart(std::span<const std::byte> nal)
{
    SyntaxReader reader(nal);
    reader.skip(NalHeaderBits);
    SliceHeader header;
    if (!parseStart(reader, parseNalHeader(nal).type, header))
        TRY(reader.finish(SliceHeaderStructure));
    return SliceStart{.firstSliceSegmentInPic = header.firstSliceSegmentInPic,
                      .picParameterSetId = header.picParameterSetId};
}

Result<void> parseSliceHeader(std::span<const std::byte> nal, const Sps &sps, const Pps &pps,
                              SliceHeader &header)
{
    SyntaxReader reader(nal);
    const NalHeader nalHeader = parseNalHeader(nal);
    reader.skip(NalHeaderBits);
    header.nalUnitType = nalHeader.type;
    header.nuhTemporalIdPlus1 = nalHeader.nuhTemporalIdPlus1;
    if (nalHeader.nuhTemporalIdPlus1 == 0)
        reader.violate("nuh_temporal_id_plus1");
    parseStart(reader, nalHeader.type, header);
    parseAddress(reader, sps, pps, header);
    if (!header.dependentSliceSegment)
        parseSlice(reader, sps, pps, header);
    parseEntryPoints(reader, sps, pps, header);
    if (pps.sliceSegmentHeaderExtensionPresent)
        reader.skip(8 * reader.ue<unsigned>("slice_segment_header_extension_length", 256));
    header.headerBitSize = reader.position();
    reader.skip(1); // alignment_bit_equal_to_one
    return reader.finish(SliceHeaderStructure);
}

} // namespace weir::hevc
