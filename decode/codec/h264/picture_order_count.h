// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "decode/codec/h264/syntax.h"

namespace weir::h264
{

// TopFieldOrderCnt and BottomFieldOrderCnt; a field that a picture does not have is 0 in it.
struct PicOrderCounts {
    std::int32_t top = 0;
    std::int32_t bottom = 0;
    friend constexpr bool operator==(const PicOrderCounts &, const PicOrderCounts &) = default;
};

// 8.2.1: gives each picture (frame or field), in decoding order, its order counts. What damaged
// data makes overflow wraps around.
class PicOrderCounter
{
public:
    PicOrderCounts next(const Sps &sps, const SliceHeader &header);

    // The picture last given had a memory_management_control_operation 5 and its counts are now
    // `counts` (8.2.1, tempPicOrderCnt).
    void restart(const SliceHeader &header, PicOrderCounts counts);

    // A frame inferred by a gap in frame_num (8.2.5.2): a reference frame without deltas.
    PicOrderCounts nextInferred(const Sps &sps, std::uint16_t frameNum);

private:
    PicOrderCounts typeZero(const Sps &sps, const SliceHeader &header);
    PicOrderCounts typeOne(const Sps &sps, const SliceHeader &header);
    PicOrderCounts typeTwo(const Sps &sps, const SliceHeader &header);
    std::uint32_t advanceFrameNum(const Sps &sps, const SliceHeader &header);

    // Type 0: of the previous reference picture.
    std::uint32_t m_prevPicOrderCntMsb = 0;
    std::uint32_t m_prevPicOrderCntLsb = 0;
    // Types 1 and 2: of the previous picture.
    std::uint32_t m_prevFrameNum = 0;
    std::uint32_t m_prevFrameNumOffset = 0;
};

} // namespace weir::h264
