// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/h264/pic_order_count.h"

#include <algorithm>

namespace weir::vpu::h264
{

OrderCounts PicOrderCounter::count(const SliceHeader &header, const Sps &sps,
                                   const OrderCounts &reported)
{
    OrderCounts counts;
    if (sps.pic_order_cnt_type == 0)
        counts = countType0(header, sps, reported);
    else if (sps.pic_order_cnt_type == 1)
        counts = countType1(header, sps);
    else
        counts = countType2(header, sps);
    m_hasBegun = true;
    m_prevFrameNum = header.frameNum;
    m_prevHadReset = resetsAll(header);
    return counts;
}

// H.264 8.2.1.1.
OrderCounts PicOrderCounter::countType0(const SliceHeader &header, const Sps &sps,
                                        const OrderCounts &reported)
{
    const std::int32_t maxLsb = 1 << (sps.log2_max_pic_order_cnt_lsb_minus4 + 4);
    const auto lsb = static_cast<std::int32_t>(header.picOrderCntLsb);
    if (header.isIdr)
        m_prevMsb = m_prevLsb = 0;
    std::int32_t msb = m_prevMsb;
    if (!m_hasBegun && !header.isIdr)
        msb = (header.isBottom ? reported.bottom : reported.top) - lsb;
    else if (lsb < m_prevLsb && m_prevLsb - lsb >= maxLsb / 2)
        msb += maxLsb;
    else if (lsb > m_prevLsb && lsb - m_prevLsb > maxLsb / 2)
        msb -= maxLsb;
    OrderCounts counts{.top = msb + lsb, .bottom = msb + lsb};
    if (!header.isField)
        counts.bottom = counts.top + header.deltaPicOrderCntBottom;
    if (header.nalRefIdc == 0)
        return counts;
    m_prevMsb = msb;
    m_prevLsb = lsb;
    if (resetsAll(header)) {
        m_prevMsb = 0;
        // tempPicOrderCnt of 8.2.1 is taken off both counts.
        const bool isOneField = header.isBottom || header.isField;
        m_prevLsb = isOneField ? 0 : counts.top - std::min(counts.top, counts.bottom);
    }
    return counts;
}

void PicOrderCounter::updateFrameNumOffset(const SliceHeader &header, const Sps &sps)
{
    const std::int32_t maxFrameNum = 1 << (sps.log2_max_frame_num_minus4 + 4);
    if (m_prevHadReset) {
        m_frameNumOffset = 0;
        m_prevFrameNum = 0;
    }
    if (header.isIdr)
        m_frameNumOffset = 0;
    else if (m_prevFrameNum > header.frameNum)
        m_frameNumOffset += maxFrameNum;
}

// H.264 8.2.1.2.
OrderCounts PicOrderCounter::countType1(const SliceHeader &header, const Sps &sps)
{
    updateFrameNumOffset(header, sps);
    const std::int32_t cycle = sps.num_ref_frames_in_pic_order_cnt_cycle;
    std::int32_t absFrameNum
        = cycle != 0 ? m_frameNumOffset + static_cast<std::int32_t>(header.frameNum) : 0;
    if (header.nalRefIdc == 0 && absFrameNum > 0)
        --absFrameNum;
    std::int32_t expected = 0;
    if (absFrameNum > 0) {
        std::int32_t perCycle = 0;
        for (std::int32_t i = 0; i < cycle; ++i)
            perCycle += sps.offset_for_ref_frame[i];
        expected = (absFrameNum - 1) / cycle * perCycle;
        for (std::int32_t i = 0; i <= (absFrameNum - 1) % cycle; ++i)
            expected += sps.offset_for_ref_frame[i];
    }
    if (header.nalRefIdc == 0)
        expected += sps.offset_for_non_ref_pic;
    const std::int32_t first = expected + header.deltaPicOrderCnt[0];
    if (header.isField)
        return {.top = first, .bottom = first + sps.offset_for_top_to_bottom_field};
    return {.top = first,
            .bottom = first + sps.offset_for_top_to_bottom_field + header.deltaPicOrderCnt[1]};
}

// H.264 8.2.1.3.
OrderCounts PicOrderCounter::countType2(const SliceHeader &header, const Sps &sps)
{
    updateFrameNumOffset(header, sps);
    if (header.isIdr)
        return {};
    const std::int32_t twice = 2 * (m_frameNumOffset + static_cast<std::int32_t>(header.frameNum));
    const std::int32_t count = header.nalRefIdc == 0 ? twice - 1 : twice;
    return {.top = count, .bottom = count};
}

} // namespace weir::vpu::h264
