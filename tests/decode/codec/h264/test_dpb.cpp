// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/decode/codec/h264/dpb_driver.h"

namespace weir::h264
{
namespace
{

using test::DpbDriver;
using Names = std::vector<std::int32_t>;

TEST(Dpb, slidingWindowDropsTheOldestFrameNum_acrossTheWrap)
{
    DpbDriver driver(4, 2);
    driver.frame(DpbDriver::reference(14), 0);
    driver.frame(DpbDriver::reference(15), 2);
    driver.frame(DpbDriver::reference(0), 4);
    EXPECT_EQ(driver.references(false), (Names{2, 4}));
    driver.frame(DpbDriver::nonReference(1), 6);
    EXPECT_EQ(driver.references(false), (Names{2, 4}));
}

TEST(Dpb, bumpsTheSmallestOrderCount_onlyWhenFull)
{
    DpbDriver driver(2, 1);
    driver.frame(DpbDriver::reference(0), 0);
    driver.frame(DpbDriver::reference(1), 8);
    EXPECT_EQ(driver.shown, Names{});
    driver.frame(DpbDriver::reference(2), 4);
    EXPECT_EQ(driver.shown, (Names{0}));
    driver.frame(DpbDriver::reference(3), 16);
    EXPECT_EQ(driver.shown, (Names{0, 4}));
    driver.flush();
    EXPECT_EQ(driver.shown, (Names{0, 4, 8, 16}));
}

TEST(Dpb, showsANonReferenceAtOnce_whenItIsNextAndNoPlaceIsFree)
{
    DpbDriver driver(1, 1);
    driver.frame(DpbDriver::reference(0), 0);
    driver.frame(DpbDriver::nonReference(1), 2);
    EXPECT_EQ(driver.shown, (Names{0, 2}));
    EXPECT_EQ(driver.references(false), (Names{0}));
}

TEST(Dpb, neverHoldsAFrame_whenItsCapacityIsZero)
{
    DpbDriver driver(0, 0);
    driver.frame(DpbDriver::reference(0), 0);
    driver.frame(DpbDriver::reference(1), 4);
    EXPECT_EQ(driver.shown, (Names{0, 4}));
    EXPECT_FALSE(driver.dpb.hasReferences());
}

TEST(Dpb, operation1UnmarksByPicNum)
{
    DpbDriver driver(4, 4);
    driver.frame(DpbDriver::reference(0), 0);
    driver.frame(DpbDriver::reference(1), 2);
    driver.frame(DpbDriver::with(DpbDriver::reference(2),
                                 {{.operation = 1, .differenceOfPicNumsMinus1 = 1}}),
                 4);
    EXPECT_EQ(driver.references(false), (Names{2, 4}));
}

TEST(Dpb, longTermLifeCycle)
{
    DpbDriver driver(4, 4);
    driver.frame(DpbDriver::reference(0), 0);
    driver.frame(DpbDriver::reference(1), 2);
    driver.frame(
        DpbDriver::with(DpbDriver::reference(2),
                        {{.operation = 4, .maxLongTermFrameIdxPlus1 = 2},
                         {.operation = 3, .differenceOfPicNumsMinus1 = 1, .longTermFrameIdx = 1},
                         {.operation = 6, .longTermFrameIdx = 0}}),
        4);
    EXPECT_EQ(driver.references(true), (Names{0, 4}));
    EXPECT_EQ(driver.references(false), (Names{2}));
    // The index moves on to another frame: the old one is no reference any more.
    driver.frame(
        DpbDriver::with(DpbDriver::reference(3),
                        {{.operation = 3, .differenceOfPicNumsMinus1 = 1, .longTermFrameIdx = 1}}),
        6);
    EXPECT_EQ(driver.references(true), (Names{2, 4}));
    driver.frame(DpbDriver::with(DpbDriver::reference(4), {{.operation = 2, .longTermPicNum = 1}}),
                 8);
    EXPECT_EQ(driver.references(true), (Names{4}));
    driver.frame(
        DpbDriver::with(DpbDriver::reference(5), {{.operation = 4, .maxLongTermFrameIdxPlus1 = 0}}),
        10);
    EXPECT_EQ(driver.references(true), Names{});
    EXPECT_EQ(driver.references(false), (Names{6, 8, 10}));
}

TEST(Dpb, operation5ShowsAllBefore_andRestartsTheCounts)
{
    DpbDriver driver(4, 4);
    driver.frame(DpbDriver::reference(0), 0);
    driver.frame(DpbDriver::reference(1), 20);
    const auto header = DpbDriver::with(DpbDriver::reference(2), {{.operation = 5}});
    driver.begin(header, 10);
    driver.dpb.mark(header);
    const auto outputs = driver.dpb.outputs();
    ASSERT_EQ(outputs.size(), 2U);
    EXPECT_EQ(driver.nameOf(outputs[0]), 0);
    EXPECT_EQ(driver.nameOf(outputs[1]), 20);
    EXPECT_EQ(driver.references(false), (Names{10}));
    const DpbFrame &frame = driver.dpb.frame(driver.dpb.current());
    EXPECT_EQ(frame.orderCounts, (PicOrderCounts{.top = 0, .bottom = 0}));
    EXPECT_EQ(frame.frameNum, 0);
}

TEST(Dpb, idrUnmarksAll_andMayBeLongTerm)
{
    DpbDriver driver(4, 4);
    driver.frame(DpbDriver::reference(0), 0);
    SliceHeader idr = DpbDriver::reference(0);
    idr.idr = true;
    idr.marking.longTermReference = true;
    driver.flush();
    driver.frame(idr, 2);
    EXPECT_EQ(driver.references(false), Names{});
    EXPECT_EQ(driver.references(true), (Names{2}));
}

TEST(Dpb, nonExistingFramesSlideTheWindow_andAreNeverShown)
{
    DpbDriver driver(3, 2);
    driver.frame(DpbDriver::reference(0), 0);
    driver.frame(DpbDriver::reference(1), 2);
    driver.dpb.insertNonExisting(2, {});
    driver.dpb.insertNonExisting(3, {});
    EXPECT_FALSE(driver.dpb.hasReferences());
    driver.frame(DpbDriver::reference(4), 8);
    driver.flush();
    EXPECT_EQ(driver.shown.back(), 8);
    EXPECT_LE(driver.shown.size(), 3U);
}

TEST(Dpb, aNonExistingFrameFindsRoom_whenLongTermOnesHaveTakenItAll)
{
    DpbDriver driver(2, 2);
    for (unsigned i = 0; i < 2; ++i)
        driver.frame(
            DpbDriver::with(DpbDriver::reference(i), {{.operation = 6, .longTermFrameIdx = i}}),
            static_cast<std::int32_t>(2 * i));
    ASSERT_EQ(driver.references(true).size(), 2U);
    driver.dpb.insertNonExisting(2, {}); // must return
    EXPECT_LE(driver.references(true).size() + driver.references(false).size(), 2U);
    driver.frame(DpbDriver::reference(3), 8);
    driver.flush();
    EXPECT_EQ(driver.shown.back(), 8);
}

SliceHeader fieldOf(SliceHeader header, bool bottom)
{
    header.fieldPic = true;
    header.bottomField = bottom;
    return header;
}

TEST(Dpb, secondFieldJoinsTheFirst_withoutSlidingTheWindow)
{
    DpbDriver driver(4, 2);
    driver.frame(DpbDriver::reference(0), 0);
    driver.field(fieldOf(DpbDriver::reference(1), false), 2);
    EXPECT_EQ(driver.references(false), (Names{0, 2}));
    driver.field(fieldOf(DpbDriver::reference(1), true), 3);
    EXPECT_EQ(driver.references(false), (Names{0, 2}));
    driver.flush();
    EXPECT_EQ(driver.shown, (Names{0, 2}));
}

TEST(Dpb, operation1UnmarksOneField_inFieldPictures)
{
    DpbDriver driver(4, 3);
    driver.frame(DpbDriver::reference(0), 0);
    // CurrPicNum is 3; PicNum 0 is the field of the other parity of frame 0.
    driver.field(DpbDriver::with(fieldOf(DpbDriver::reference(1), false),
                                 {{.operation = 1, .differenceOfPicNumsMinus1 = 2}}),
                 2);
    for (Dpb::Place place = 0; place < Dpb::PlaceCount; ++place) {
        if (driver.dpb.isInUse(place) && driver.nameOf(place) == 0) {
            EXPECT_EQ(driver.dpb.frame(place).shortTerm, FieldSet::Top);
        }
    }
}

TEST(Dpb, keepsItsLimits_whenTheStreamMarksTooMuch)
{
    DpbDriver driver(2, 2);
    for (unsigned i = 0; i < 40; ++i)
        driver.frame(DpbDriver::with(DpbDriver::reference(i % 16),
                                     {{.operation = 6, .longTermFrameIdx = i % 16}}),
                     static_cast<std::int32_t>(2 * i));
    EXPECT_LE(driver.references(true).size(), 2U);
    driver.flush();
    EXPECT_EQ(driver.shown.size(), 40U);
    EXPECT_TRUE(std::ranges::is_sorted(driver.shown));
}

} // namespace
} // namespace weir::h264
