// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/codec/h264/slice_header_parts.h"

namespace weir::h264
{

namespace
{

constexpr unsigned EndOfList = 3; // modification_of_pic_nums_idc

void parseList(SyntaxReader &reader, const Sps &sps, SliceHeader &header, unsigned list)
{
    if (!reader.flag()) // ref_pic_list_modification_flag_lX
        return;
    const unsigned active
        = (list == 0 ? header.numRefIdxL0ActiveMinus1 : header.numRefIdxL1ActiveMinus1) + 1U;
    const std::uint32_t maxPicNum = sps.maxFrameNum() * (header.fieldPic ? 2U : 1U);
    for (unsigned i = 0; !reader.hasFailed(); ++i) {
        const auto idc = reader.ue<std::uint8_t>("modification_of_pic_nums_idc", 3);
        if (idc == EndOfList || reader.hasFailed())
            return;
        if (i >= active) { // 7.4.3.1: no more steps than entries
            reader.violate("modification_of_pic_nums_idc");
            return;
        }
        auto &step = header.modifications[list][i];
        step.modificationOfPicNumsIdc = idc;
        step.value = idc == 2 ? reader.ue<std::uint32_t>("long_term_pic_num", 2 * MaxDpbFrames - 1)
                              : reader.ue<std::uint32_t>("abs_diff_pic_num_minus1", maxPicNum - 1);
        header.modificationCount[list] = static_cast<std::uint8_t>(i + 1);
    }
}

} // namespace

void parseRefPicListModifications(SyntaxReader &reader, const Sps &sps, SliceHeader &header)
{
    if (header.sliceType != SliceType::I)
        parseList(reader, sps, header, 0);
    if (header.sliceType == SliceType::B)
        parseList(reader, sps, header, 1);
}

} // namespace weir::h264
