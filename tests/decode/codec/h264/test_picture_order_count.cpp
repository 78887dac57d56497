// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/codec/h264/picture_order_count.h"

namespace weir::h264
{
namespace
{

Sps spsOfType(unsigned type)
{
    Sps sps; // 16 frame numbers, 16 values of pic_order_cnt_lsb
    sps.picOrderCntType = static_cast<std::uint8_t>(type);
    return sps;
}

SliceHeader picture(unsigned frameNum, unsigned lsb = 0, unsigned nalRefIdc = 1)
{
    SliceHeader header;
    header.nalRefIdc = static_cast<std::uint8_t>(nalRefIdc);
    header.frameNum = static_cast<std::uint16_t>(frameNum);
    header.picOrderCntLsb = static_cast<std::uint16_t>(lsb);
    return header;
}

SliceHeader idrPicture()
{
    SliceHeader header = picture(0);
    header.idr = true;
    return header;
}

TEST(PicOrderCounter, typeZeroCarriesIntoTheMsb_inBothDirections)
{
    const Sps sps = spsOfType(0);
    PicOrderCounter counter;
    EXPECT_EQ(counter.next(sps, idrPicture()).top, 0);
    EXPECT_EQ(counter.next(sps, picture(1, 7)).top, 7);
    EXPECT_EQ(counter.next(sps, picture(2, 14)).top, 14);
    EXPECT_EQ(counter.next(sps, picture(3, 4)).top, 20); // wrapped
    EXPECT_EQ(counter.next(sps, picture(4, 15, 0)).top, 15); // before the wrap
    EXPECT_EQ(counter.next(sps, picture(4, 6)).top, 22);
}

TEST(PicOrderCounter, typeZeroIgnoresNonReferencePictures_forTheNextMsb)
{
    const Sps sps = spsOfType(0);
    PicOrderCounter counter;
    counter.next(sps, idrPicture());
    EXPECT_EQ(counter.next(sps, picture(1, 9, 0)).top, -7);
    EXPECT_EQ(counter.next(sps, picture(1, 3)).top, 3);
}

TEST(PicOrderCounter, bottomDeltaAppliesToFrames)
{
    PicOrderCounter counter;
    SliceHeader header = idrPicture();
    header.deltaPicOrderCntBottom = -1;
    EXPECT_EQ(counter.next(spsOfType(0), header), (PicOrderCounts{.top = 0, .bottom = -1}));
}

TEST(PicOrderCounter, fieldsHaveOnlyTheirOwnCount)
{
    PicOrderCounter counter;
    SliceHeader header = picture(1, 5);
    header.fieldPic = true;
    header.bottomField = true;
    EXPECT_EQ(counter.next(spsOfType(0), header), (PicOrderCounts{.top = 0, .bottom = 5}));
}

TEST(PicOrderCounter, typeOneRepeatsItsCycle)
{
    Sps sps = spsOfType(1);
    sps.numRefFramesInPicOrderCntCycle = 2;
    sps.offsetForRefFrame[0] = 2;
    sps.offsetForRefFrame[1] = 4;
    sps.offsetForNonRefPic = -1;
    sps.offsetForTopToBottomField = 1;
    PicOrderCounter counter;
    EXPECT_EQ(counter.next(sps, idrPicture()), (PicOrderCounts{.top = 0, .bottom = 1}));
    EXPECT_EQ(counter.next(sps, picture(1)).top, 2);
    EXPECT_EQ(counter.next(sps, picture(2)).top, 6);
    EXPECT_EQ(counter.next(sps, picture(3)).top, 8);
    EXPECT_EQ(counter.next(sps, picture(4, 0, 0)).top, 7); // 8 expected so far, minus 1
    SliceHeader shifted = picture(4);
    shifted.deltaPicOrderCnt = {3, 5};
    EXPECT_EQ(counter.next(sps, shifted), (PicOrderCounts{.top = 15, .bottom = 21}));
}

TEST(PicOrderCounter, typeTwoFollowsDecodingOrder_acrossTheWrap)
{
    const Sps sps = spsOfType(2);
    PicOrderCounter counter;
    counter.next(sps, idrPicture());
    EXPECT_EQ(counter.next(sps, picture(1, 0, 0)).top, 1);
    EXPECT_EQ(counter.next(sps, picture(1)).top, 2);
    EXPECT_EQ(counter.next(sps, picture(15)).top, 30);
    EXPECT_EQ(counter.next(sps, picture(0)).top, 32);
}

TEST(PicOrderCounter, startsAgainAfterOperation5)
{
    const Sps sps = spsOfType(0);
    PicOrderCounter counter;
    counter.next(sps, idrPicture());
    counter.next(sps, picture(1, 7));
    const SliceHeader header = picture(2, 14);
    counter.next(sps, header);
    counter.restart(header, {.top = 0, .bottom = 0});
    EXPECT_EQ(counter.next(sps, picture(1, 2)).top, 2); // 18 if it still counted from 14
}

// 8.2.1.1: behind a bottom field it counts as 0, whatever the top field had.
TEST(PicOrderCounter, startsAtZeroAfterOperation5_inABottomField)
{
    const Sps sps = spsOfType(0);
    PicOrderCounter counter;
    counter.next(sps, idrPicture());
    counter.next(sps, picture(1, 7));
    SliceHeader header = picture(2, 14);
    header.fieldPic = true;
    header.bottomField = true;
    counter.next(sps, header);
    counter.restart(header, {.top = 14, .bottom = 0});
    EXPECT_EQ(counter.next(sps, picture(1, 2)).top, 2);
}

TEST(PicOrderCounter, countsFrameNumsAnewAfterOperation5)
{
    const Sps sps = spsOfType(2);
    PicOrderCounter counter;
    counter.next(sps, idrPicture());
    const SliceHeader header = picture(15);
    counter.next(sps, header);
    counter.restart(header, {.top = 0, .bottom = 0});
    EXPECT_EQ(counter.next(sps, picture(1)).top, 2); // 34 if frame_num had wrapped
}

TEST(PicOrderCounter, survivesOverflow)
{
    Sps sps = spsOfType(1);
    sps.numRefFramesInPicOrderCntCycle = 255;
    sps.offsetForRefFrame.fill(0x7fffffff);
    PicOrderCounter counter;
    for (unsigned i = 0; i < 64; ++i)
        counter.next(sps, picture(15 - i % 16));
}

} // namespace
} // namespace weir::h264
