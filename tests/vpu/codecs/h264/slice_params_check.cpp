// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/h264/slice_params_check.h"

#include "platform/base/text.h"
#include "tests/vpu/codecs/h264/field_check.h"

namespace weir::vpu::h264
{

namespace
{

void checkReferences(FieldCheck &check, const SliceParams &params, const SliceHeader &header)
{
    if (header.numRefIdxActive[0] > 0)
        check.equal("num_ref_idx_l0_active_minus1", params.num_ref_idx_l0_active_minus1,
                    header.numRefIdxActive[0] - 1);
    if (header.numRefIdxActive[1] > 0)
        check.equal("num_ref_idx_l1_active_minus1", params.num_ref_idx_l1_active_minus1,
                    header.numRefIdxActive[1] - 1);
    if (header.type == SliceType::B)
        check.equal("flag DIRECT_SPATIAL_MV_PRED",
                    (params.flags & V4L2_H264_SLICE_FLAG_DIRECT_SPATIAL_MV_PRED) != 0,
                    header.isDirectSpatial);
}

void checkFilter(FieldCheck &check, const SliceParams &params, const SliceHeader &header)
{
    check.equal("disable_deblocking_filter_idc", params.disable_deblocking_filter_idc,
                header.disableDeblockingFilterIdc);
    check.equal("slice_alpha_c0_offset_div2", params.slice_alpha_c0_offset_div2,
                header.sliceAlphaC0OffsetDiv2);
    check.equal("slice_beta_offset_div2", params.slice_beta_offset_div2,
                header.sliceBetaOffsetDiv2);
}

void checkWeight(FieldCheck &check, const v4l2_h264_weight_factors &factors, unsigned index,
                 const Weight &weight)
{
    check.equal(formatText("luma_weight[{}]", index), factors.luma_weight[index],
                weight.lumaWeight);
    check.equal(formatText("luma_offset[{}]", index), factors.luma_offset[index],
                weight.lumaOffset);
    for (unsigned plane = 0; plane < 2; ++plane) {
        check.equal(formatText("chroma_weight[{}][{}]", index, plane),
                    factors.chroma_weight[index][plane], weight.chromaWeight[plane]);
        check.equal(formatText("chroma_offset[{}][{}]", index, plane),
                    factors.chroma_offset[index][plane], weight.chromaOffset[plane]);
    }
}

Result<void> checkWeights(const PredWeights &weights, const PredWeightTable &table)
{
    FieldCheck check("pred_weights");
    check.equal("luma_log2_weight_denom", weights.luma_log2_weight_denom,
                table.lumaLog2WeightDenom);
    check.equal("chroma_log2_weight_denom", weights.chroma_log2_weight_denom,
                table.chromaLog2WeightDenom);
    for (unsigned list = 0; list < 2; ++list)
        for (unsigned i = 0; i < table.lists[list].size(); ++i)
            checkWeight(check, weights.weight_factors[list], i, table.lists[list][i]);
    return check.result();
}

} // namespace

Result<void> checkSliceParams(const SliceParams &params, const std::optional<PredWeights> &weights,
                              const SliceHeader &header)
{
    FieldCheck check("slice_params");
    check.equal("header_bit_size", params.header_bit_size, header.headerBits);
    check.equal("first_mb_in_slice", params.first_mb_in_slice, header.firstMbInSlice);
    check.equal("slice_type", params.slice_type, static_cast<int>(header.type));
    check.equal("colour_plane_id", params.colour_plane_id, header.colourPlaneId);
    check.equal("redundant_pic_cnt", params.redundant_pic_cnt, header.redundantPicCnt);
    check.equal("cabac_init_idc", params.cabac_init_idc, header.cabacInitIdc);
    check.equal("slice_qp_delta", params.slice_qp_delta, header.sliceQpDelta);
    check.equal("slice_qs_delta", params.slice_qs_delta, header.sliceQsDelta);
    check.equal("flag SP_FOR_SWITCH", (params.flags & V4L2_H264_SLICE_FLAG_SP_FOR_SWITCH) != 0,
                header.isSpForSwitch);
    checkReferences(check, params, header);
    checkFilter(check, params, header);
    if (const auto result = check.result(); !result)
        return result;
    if (!header.hasWeights)
        return {};
    if (!weights)
        return fail(ErrorKind::InvalidData, "pred_weights: absent, but the slice has a table");
    return checkWeights(*weights, header.weights);
}

} // namespace weir::vpu::h264
