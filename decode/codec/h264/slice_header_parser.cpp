// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/slice_header_parser.h"

#include <limits>

#include "decode/codec/h264/slice_header_parts.h"
#include "decode/codec/syntax_reader.h"

namespace weir::h264
{

namespace
{

constexpr std::string_view SliceHeaderStructure = "H.264 slice header";

// Table 7-6: 0 P, 1 B, 2 I, 3 SP, 4 SI; 5..9 the same for all slices of the picture.
SliceType parseSliceType(SyntaxReader &reader)
{
    const auto type = reader.ue<std::uint8_t>("slice_type", 9) % 5U;
    if (type > 2)
        reader.refuse("slice_type SP or SI");
    return static_cast<SliceType>(type > 2 ? 2 : type);
}

void parsePicOrderCnt(SyntaxReader &reader, const Sps &sps, const Pps &pps, SliceHeader &header)
{
    const std::uint32_t begin = reader.position();
    const bool bottomDelta = pps.bottomFieldPicOrderInFramePresent && !header.fieldPic;
    if (sps.picOrderCntType == 0) {
        header.picOrderCntLsb = reader.u<std::uint16_t>(sps.log2MaxPicOrderCntLsbMinus4 + 4U);
        if (bottomDelta)
            header.deltaPicOrderCntBottom
                = reader.se<std::int32_t>("delta_pic_order_cnt_bottom", -Int32Max, Int32Max);
    }
    if (sps.picOrderCntType == 1 && !sps.deltaPicOrderAlwaysZero) {
        for (unsigned i = 0; i < (bottomDelta ? 2U : 1U); ++i)
            header.deltaPicOrderCnt[i]
                = reader.se<std::int32_t>("delta_pic_order_cnt", -Int32Max, Int32Max);
    }
    header.picOrderCntBitSize = reader.position() - begin;
}

void parsePictureIdentity(SyntaxReader &reader, const Sps &sps, const Pps &pps, SliceHeader &header)
{
    header.frameNum = reader.u<std::uint16_t>(sps.log2MaxFrameNumMinus4 + 4U);
    if (!sps.frameMbsOnly) {
        header.fieldPic = reader.flag();
        header.bottomField = header.fieldPic && reader.flag();
    }
    if (header.idr)
        header.idrPicId = reader.ue<std::uint16_t>("idr_pic_id", 65535);
    parsePicOrderCnt(reader, sps, pps, header);
    if (pps.redundantPicCntPresent)
        header.redundantPicCnt = reader.ue<std::uint8_t>("redundant_pic_cnt", 127);
    const unsigned mbCount = (sps.picWidthInMbsMinus1 + 1U) * sps.frameHeightInMbs();
    const bool mbaff = sps.mbAdaptiveFrameField && !header.fieldPic;
    if (header.firstMbInSlice >= (mbaff || header.fieldPic ? mbCount / 2 : mbCount))
        reader.violate("first_mb_in_slice");
}

void parseRefCounts(SyntaxReader &reader, const Pps &pps, SliceHeader &header)
{
    if (header.sliceType == SliceType::I)
        return;
    const bool isB = header.sliceType == SliceType::B;
    header.numRefIdxL0ActiveMinus1 = pps.numRefIdxL0DefaultActiveMinus1;
    header.numRefIdxL1ActiveMinus1 = isB ? pps.numRefIdxL1DefaultActiveMinus1 : std::uint8_t{0};
    const std::uint32_t max = header.fieldPic ? 31 : 15;
    if (reader.flag()) { // num_ref_idx_active_override_flag
        header.numRefIdxL0ActiveMinus1
            = reader.ue<std::uint8_t>("num_ref_idx_l0_active_minus1", max);
        if (isB)
            header.numRefIdxL1ActiveMinus1
                = reader.ue<std::uint8_t>("num_ref_idx_l1_active_minus1", max);
    }
    if (header.numRefIdxL0ActiveMinus1 > max || header.numRefIdxL1ActiveMinus1 > max)
        reader.violate("num_ref_idx_active_minus1");
}

void parseDeblocking(SyntaxReader &reader, SliceHeader &header)
{
    header.disableDeblockingFilterIdc = reader.ue<std::uint8_t>("disable_deblocking_filter_idc", 2);
    if (header.disableDeblockingFilterIdc == 1)
        return;
    header.sliceAlphaC0OffsetDiv2 = reader.se<std::int8_t>("slice_alpha_c0_offset_div2", -6, 6);
    header.sliceBetaOffsetDiv2 = reader.se<std::int8_t>("slice_beta_offset_div2", -6, 6);
}

// Everything that parseSliceHeader does not write in every case, but for the large tables, which
// have counts or flags of their own.
void reset(SliceHeader &header)
{
    header.idrPicId = 0;
    header.fieldPic = false;
    header.bottomField = false;
    header.picOrderCntLsb = 0;
    header.deltaPicOrderCntBottom = 0;
    header.deltaPicOrderCnt = {};
    header.redundantPicCnt = 0;
    header.directSpatialMvPred = false;
    header.numRefIdxL0ActiveMinus1 = 0;
    header.numRefIdxL1ActiveMinus1 = 0;
    header.modificationCount = {};
    header.predWeightTablePresent = false;
    header.marking.noOutputOfPriorPics = false;
    header.marking.longTermReference = false;
    header.marking.adaptiveRefPicMarkingMode = false;
    header.marking.operationCount = 0;
    header.decRefPicMarkingBitSize = 0;
    header.cabacInitIdc = 0;
    header.disableDeblockingFilterIdc = 0;
    header.sliceAlphaC0OffsetDiv2 = 0;
    header.sliceBetaOffsetDiv2 = 0;
}

bool hasPredWeightTable(const Pps &pps, SliceType type)
{
    return type == SliceType::B ? pps.weightedBipredIdc == 1
                                : type == SliceType::P && pps.weightedPred;
}

} // namespace

Result<unsigned> peekPpsId(std::span<const std::byte> nal)
{
    SyntaxReader reader(nal);
    reader.skip(8); // nal_unit_header()
    reader.ue<std::uint32_t>("first_mb_in_slice", 0xfffffffe);
    reader.ue<std::uint8_t>("slice_type", 9);
    const auto id = reader.ue<std::uint8_t>("pic_parameter_set_id", MaxPpsCount - 1);
    TRY(reader.finish(SliceHeaderStructure));
    return id;
}

Result<void> parseSliceHeader(std::span<const std::byte> nal, const Sps &sps, const Pps &pps,
                              SliceHeader &header)
{
    SyntaxReader reader(nal);
    reset(header);
    reader.skip(1); // forbidden_zero_bit
    header.nalRefIdc = reader.u<std::uint8_t>(2);
    header.idr = reader.u<std::uint8_t>(5) == static_cast<unsigned>(NalUnitType::SliceIdr);
    if (header.idr && header.nalRefIdc == 0)
        reader.violate("nal_ref_idc");
    header.firstMbInSlice = reader.ue<std::uint32_t>("first_mb_in_slice", 0xfffffffe);
    header.sliceType = parseSliceType(reader);
    header.picParameterSetId = reader.ue<std::uint8_t>("pic_parameter_set_id", MaxPpsCount - 1);
    parsePictureIdentity(reader, sps, pps, header);
    if (header.sliceType == SliceType::B)
        header.directSpatialMvPred = reader.flag();
    parseRefCounts(reader, pps, header);
    parseRefPicListModifications(reader, sps, header);
    header.predWeightTablePresent = hasPredWeightTable(pps, header.sliceType);
    if (header.predWeightTablePresent)
        parsePredWeightTable(
            reader, sps.chromaFormatIdc == 0 ? ChromaWeights::Absent : ChromaWeights::Present,
            header);
    if (header.nalRefIdc != 0)
        parseDecRefPicMarking(reader, header);
    if (pps.entropyCodingMode && header.sliceType != SliceType::I)
        header.cabacInitIdc = reader.ue<std::uint8_t>("cabac_init_idc", 2);
    header.sliceQpDelta = reader.se<std::int8_t>("slice_qp_delta", -87, 87);
    if (pps.deblockingFilterControlPresent)
        parseDeblocking(reader, header);
    header.headerBitSize = reader.position() - 8;
    return reader.finish(SliceHeaderStructure);
}

} // namespace weir::h264
