// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "tests/vpu/codecs/h264/slice_header.h"

namespace weir::vpu::h264
{

// TopFieldOrderCnt and BottomFieldOrderCnt; of a field only its own counts.
struct OrderCounts {
    std::int32_t top = 0;
    std::int32_t bottom = 0;
};

// Decoding process for picture order count (H.264 8.2.1), from the slice headers alone.
class PicOrderCounter
{
public:
    // Of the next picture (frame or field) in decoding order. `reported` is what the client says:
    // it is believed once, for a stream that is entered at a picture that is no IDR picture, as
    // the clause says nothing of where the count then begins.
    OrderCounts count(const SliceHeader &header, const Sps &sps, const OrderCounts &reported);
    void reset() { *this = {}; }

private:
    OrderCounts countType0(const SliceHeader &header, const Sps &sps, const OrderCounts &reported);
    OrderCounts countType1(const SliceHeader &header, const Sps &sps);
    OrderCounts countType2(const SliceHeader &header, const Sps &sps);
    void updateFrameNumOffset(const SliceHeader &header, const Sps &sps);

    bool m_hasBegun = false;
    std::int32_t m_prevMsb = 0; // prevPicOrderCntMsb
    std::int32_t m_prevLsb = 0; // prevPicOrderCntLsb
    std::int32_t m_frameNumOffset = 0;
    unsigned m_prevFrameNum = 0;
    bool m_prevHadReset = false; // memory_management_control_operation 5
};

} // namespace weir::vpu::h264
