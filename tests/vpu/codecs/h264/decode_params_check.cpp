// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/h264/decode_params_check.h"

#include <algorithm>

#include "tests/vpu/codecs/h264/field_check.h"

namespace weir::vpu::h264
{

namespace
{

void checkFlags(FieldCheck &check, const DecodeParams &params, const SliceHeader &first)
{
    check.equal("flag IDR_PIC", has(params, V4L2_H264_DECODE_PARAM_FLAG_IDR_PIC), first.isIdr);
    check.equal("flag FIELD_PIC", has(params, V4L2_H264_DECODE_PARAM_FLAG_FIELD_PIC),
                first.isField);
    check.equal("flag BOTTOM_FIELD", has(params, V4L2_H264_DECODE_PARAM_FLAG_BOTTOM_FIELD),
                first.isBottom);
}

void checkOrderCounts(FieldCheck &check, const DecodeParams &params, const SliceHeader &first,
                      const OrderCounts &counts)
{
    // A field has only its own count; the other one is of no use to a decoder.
    if (!first.isField || !first.isBottom)
        check.equal("top_field_order_cnt", params.top_field_order_cnt, counts.top);
    if (!first.isField || first.isBottom)
        check.equal("bottom_field_order_cnt", params.bottom_field_order_cnt, counts.bottom);
}

} // namespace

Result<void> checkDecodeParams(const DecodeParams &params, std::span<const SliceHeader> slices,
                               const OrderCounts &counts)
{
    const SliceHeader &first = slices.front();
    FieldCheck check("decode_params");
    check.equal("nal_ref_idc", params.nal_ref_idc, first.nalRefIdc);
    check.equal("frame_num", params.frame_num, first.frameNum);
    checkFlags(check, params, first);
    if (first.isIdr)
        check.equal("idr_pic_id", params.idr_pic_id, first.idrPicId);
    check.equal("pic_order_cnt_lsb", params.pic_order_cnt_lsb, first.picOrderCntLsb);
    check.equal("delta_pic_order_cnt_bottom", params.delta_pic_order_cnt_bottom,
                first.deltaPicOrderCntBottom);
    check.equal("delta_pic_order_cnt0", params.delta_pic_order_cnt0, first.deltaPicOrderCnt[0]);
    check.equal("delta_pic_order_cnt1", params.delta_pic_order_cnt1, first.deltaPicOrderCnt[1]);
    check.equal("pic_order_cnt_bit_size", params.pic_order_cnt_bit_size, first.picOrderCntBits);
    // A picture that is no reference has no such part; clients leave an old size there.
    if (first.nalRefIdc != 0)
        check.equal("dec_ref_pic_marking_bit_size", params.dec_ref_pic_marking_bit_size,
                    first.decRefPicMarkingBits);
    checkOrderCounts(check, params, first, counts);
    return check.result();
}

// The uAPI does not say which of the picture's slices these speak of: clients take the first, or
// all. So the first one's must be set, and one that no slice is of must not be.
Result<void> checkTypeFlags(const DecodeParams &params, std::span<const SliceHeader> slices,
                            bool hasAllSlices)
{
    FieldCheck check("decode_params");
    const auto judge = [&](SliceType type, unsigned flag, std::string_view name) {
        const bool isSome = std::ranges::contains(slices, type, &SliceHeader::type);
        if (has(params, flag) && !isSome && hasAllSlices)
            check.wrong(name, "is set, but no slice is of this type");
        if (!has(params, flag) && slices.front().type == type)
            check.wrong(name, "is not set, but the first slice is of this type");
    };
    judge(SliceType::P, V4L2_H264_DECODE_PARAM_FLAG_PFRAME, "flag PFRAME");
    judge(SliceType::B, V4L2_H264_DECODE_PARAM_FLAG_BFRAME, "flag BFRAME");
    return check.result();
}

} // namespace weir::vpu::h264
