// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "decode/codec/h264/ref_lists.h"
#include "tests/decode/codec/h264/dpb_driver.h"

namespace weir::h264
{
namespace
{

using test::DpbDriver;
using Names = std::vector<std::int32_t>;

class RefListsTest : public testing::Test
{
protected:
    RefListsTest()
        : m_driver(8, 8)
    {
    }

    static SliceHeader slice(SliceType type, unsigned frameNum, unsigned active0,
                             unsigned active1 = 1)
    {
        SliceHeader header = DpbDriver::reference(frameNum);
        header.sliceType = type;
        header.numRefIdxL0ActiveMinus1 = static_cast<std::uint8_t>(active0 - 1);
        header.numRefIdxL1ActiveMinus1 = static_cast<std::uint8_t>(active1 - 1);
        return header;
    }
    static SliceHeader modified(SliceHeader header, unsigned list,
                                const std::vector<RefPicListModification> &steps)
    {
        header.modificationCount[list] = static_cast<std::uint8_t>(steps.size());
        std::ranges::copy(steps, header.modifications[list].begin());
        return header;
    }
    RefLists build(const SliceHeader &header, std::int32_t orderCount)
    {
        m_driver.begin(header, orderCount);
        return buildRefLists(m_driver.dpb, m_sps, header);
    }
    Names names(const RefList &list) const
    {
        Names result;
        for (unsigned i = 0; i < list.size; ++i)
            result.push_back(
                list.entries[i].place == Dpb::None ? -1 : m_driver.nameOf(list.entries[i].place));
        return result;
    }

    Sps m_sps;
    DpbDriver m_driver;
};

TEST_F(RefListsTest, pTakesTheHighestFrameNumFirst_acrossTheWrap)
{
    m_driver.frame(DpbDriver::reference(14), 10);
    m_driver.frame(DpbDriver::reference(15), 12);
    m_driver.frame(DpbDriver::reference(0), 14);
    EXPECT_EQ(names(build(slice(SliceType::P, 1, 3), 16).list0), (Names{14, 12, 10}));
}

TEST_F(RefListsTest, longTermFramesComeLast_byIndex)
{
    m_driver.frame(
        DpbDriver::with(DpbDriver::reference(0), {{.operation = 6, .longTermFrameIdx = 1}}), 0);
    m_driver.frame(
        DpbDriver::with(DpbDriver::reference(1), {{.operation = 6, .longTermFrameIdx = 0}}), 2);
    m_driver.frame(DpbDriver::reference(2), 4);
    EXPECT_EQ(names(build(slice(SliceType::P, 3, 3), 6).list0), (Names{4, 2, 0}));
}

TEST_F(RefListsTest, bTakesTheNearestInTime_onItsOwnSideFirst)
{
    m_driver.frame(DpbDriver::reference(0), 0);
    m_driver.frame(DpbDriver::reference(1), 16);
    m_driver.frame(DpbDriver::reference(2), 8);
    m_driver.frame(DpbDriver::reference(3), 24);
    const RefLists lists = build(slice(SliceType::B, 4, 4, 4), 12);
    EXPECT_EQ(names(lists.list0), (Names{8, 0, 16, 24}));
    EXPECT_EQ(names(lists.list1), (Names{16, 24, 8, 0}));
}

TEST_F(RefListsTest, equalListsAreSwapped_beforeTheyAreCut)
{
    m_driver.frame(DpbDriver::reference(0), 0);
    m_driver.frame(DpbDriver::reference(1), 2);
    const RefLists lists = build(slice(SliceType::B, 2, 1, 1), 4);
    EXPECT_EQ(names(lists.list0), (Names{2}));
    EXPECT_EQ(names(lists.list1), (Names{0}));
}

TEST_F(RefListsTest, modificationMovesAFrameToTheFront_once)
{
    for (unsigned i = 0; i < 4; ++i)
        m_driver.frame(DpbDriver::reference(i), static_cast<std::int32_t>(2 * i));
    // 4 - 3 = 1, then 1 + 1 = 2.
    const auto header = modified(
        slice(SliceType::P, 4, 4), 0,
        {{.modificationOfPicNumsIdc = 0, .value = 2}, {.modificationOfPicNumsIdc = 1, .value = 0}});
    const RefLists lists = build(header, 8);
    EXPECT_EQ(names(lists.list0), (Names{2, 4, 6, 0}));
    EXPECT_FALSE(lists.isLossy);
}

TEST_F(RefListsTest, modificationMayNameTheSameFrameTwice)
{
    m_driver.frame(DpbDriver::reference(0), 0);
    m_driver.frame(DpbDriver::reference(1), 2);
    const auto header = modified(slice(SliceType::P, 2, 3), 0,
                                 {{.modificationOfPicNumsIdc = 0, .value = 1},
                                  {.modificationOfPicNumsIdc = 0, .value = 15}});
    EXPECT_EQ(names(build(header, 4).list0), (Names{0, 0, 2}));
}

TEST_F(RefListsTest, modificationFindsLongTermFrames)
{
    m_driver.frame(
        DpbDriver::with(DpbDriver::reference(0), {{.operation = 6, .longTermFrameIdx = 3}}), 0);
    m_driver.frame(DpbDriver::reference(1), 2);
    const auto header
        = modified(slice(SliceType::P, 2, 2), 0, {{.modificationOfPicNumsIdc = 2, .value = 3}});
    EXPECT_EQ(names(build(header, 4).list0), (Names{0, 2}));
}

TEST_F(RefListsTest, areLossy_whenAModificationNamesNothing)
{
    m_driver.frame(DpbDriver::reference(0), 0);
    const auto header
        = modified(slice(SliceType::P, 5, 2), 0, {{.modificationOfPicNumsIdc = 0, .value = 0}});
    const RefLists lists = build(header, 4);
    EXPECT_TRUE(lists.isLossy);
    EXPECT_EQ(names(lists.list0), (Names{0, 0}));
}

TEST_F(RefListsTest, framesThatDoNotExistAreReplaced)
{
    m_driver.frame(DpbDriver::reference(0), 7);
    m_driver.dpb.insertNonExisting(1, {});
    EXPECT_EQ(names(build(slice(SliceType::P, 2, 2), 9).list0), (Names{7, 7}));
    const RefLists cut = build(slice(SliceType::P, 2, 1), 9);
    EXPECT_EQ(names(cut.list0), (Names{7})) << "by one that the list is too short for";
    EXPECT_FALSE(cut.isLossy);
}

TEST_F(RefListsTest, areEmptyAndLossy_whenNothingIsThere)
{
    EXPECT_TRUE(build(slice(SliceType::P, 1, 2), 0).isLossy);
    EXPECT_EQ(names(build(slice(SliceType::P, 1, 2), 0).list0), (Names{-1, -1}));
    EXPECT_EQ(build(slice(SliceType::I, 2, 1), 0).list0.size, 0U);
}

TEST_F(RefListsTest, fieldsAlternateParity_beginningWithTheirOwn)
{
    m_driver.frame(DpbDriver::reference(0), 0);
    m_driver.frame(DpbDriver::reference(1), 4);
    SliceHeader header = slice(SliceType::P, 2, 4);
    header.fieldPic = true;
    header.bottomField = true;
    const RefLists lists = build(header, 8);
    EXPECT_EQ(names(lists.list0), (Names{4, 4, 0, 0}));
    EXPECT_EQ(lists.list0.entries[0].fields, FieldSet::Bottom);
    EXPECT_EQ(lists.list0.entries[1].fields, FieldSet::Top);
    EXPECT_EQ(lists.list0.entries[2].fields, FieldSet::Bottom);
}

TEST_F(RefListsTest, secondFieldRefersToTheFirstOne)
{
    m_driver.frame(DpbDriver::reference(0), 0);
    SliceHeader header = slice(SliceType::P, 1, 3);
    header.fieldPic = true;
    m_driver.field(header, 4);
    header.bottomField = true;
    m_driver.dpb.beginSecondField(header, {.top = 0, .bottom = 5});
    const RefLists lists = buildRefLists(m_driver.dpb, m_sps, header);
    EXPECT_EQ(names(lists.list0), (Names{0, 4, 0}));
    EXPECT_EQ(lists.list0.entries[1].fields, FieldSet::Top);
}

} // namespace
} // namespace weir::h264
