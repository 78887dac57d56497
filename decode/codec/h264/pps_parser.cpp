// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/parameter_set_parser.h"
#include "decode/codec/h264/scaling_lists.h"
#include "decode/codec/syntax_reader.h"

namespace weir::h264
{

namespace
{

void parseTransform8x8(SyntaxReader &reader, Pps &pps, unsigned chromaFormatIdc)
{
    pps.secondChromaQpIndexOffset = pps.chromaQpIndexOffset;
    if (!reader.moreRbspData())
        return;
    pps.transform8x8Mode = reader.flag();
    pps.picScalingMatrixPresent = reader.flag();
    const unsigned lists8x8 = chromaFormatIdc == 3 ? 6 : 2;
    if (pps.picScalingMatrixPresent)
        pps.scaling = parseScalingLists(reader, 6 + (pps.transform8x8Mode ? lists8x8 : 0));
    pps.secondChromaQpIndexOffset
        = reader.se<std::int8_t>("second_chroma_qp_index_offset", -12, 12);
}

} // namespace

Result<Pps> parsePps(std::span<const std::byte> nal, const PpsContext &context)
{
    SyntaxReader reader(nal);
    reader.skip(8); // nal_unit_header()
    Pps pps;
    pps.picParameterSetId = reader.ue<std::uint8_t>("pic_parameter_set_id", MaxPpsCount - 1);
    pps.seqParameterSetId = reader.ue<std::uint8_t>("seq_parameter_set_id", MaxSpsCount - 1);
    pps.entropyCodingMode = reader.flag();
    pps.bottomFieldPicOrderInFramePresent = reader.flag();
    if (reader.ue<std::uint8_t>("num_slice_groups_minus1", 7) != 0)
        reader.refuse("num_slice_groups_minus1 above 0 (flexible macroblock order)");
    pps.numRefIdxL0DefaultActiveMinus1
        = reader.ue<std::uint8_t>("num_ref_idx_l0_default_active_minus1", MaxRefListSize - 1);
    pps.numRefIdxL1DefaultActiveMinus1
        = reader.ue<std::uint8_t>("num_ref_idx_l1_default_active_minus1", MaxRefListSize - 1);
    pps.weightedPred = reader.flag();
    pps.weightedBipredIdc = reader.u<std::uint8_t>(2);
    if (pps.weightedBipredIdc > 2)
        reader.violate("weighted_bipred_idc");
    constexpr int MinQp = -(26 + 6 * 6); // bit depth 14
    pps.picInitQpMinus26 = reader.se<std::int8_t>("pic_init_qp_minus26", MinQp, 25);
    pps.picInitQsMinus26 = reader.se<std::int8_t>("pic_init_qs_minus26", -26, 25);
    pps.chromaQpIndexOffset = reader.se<std::int8_t>("chroma_qp_index_offset", -12, 12);
    pps.deblockingFilterControlPresent = reader.flag();
    pps.constrainedIntraPred = reader.flag();
    pps.redundantPicCntPresent = reader.flag();
    parseTransform8x8(reader, pps, context.chromaFormatIdc[pps.seqParameterSetId]);
    TRY(reader.finish("H.264 picture parameter set"));
    return pps;
}

} // namespace weir::h264
