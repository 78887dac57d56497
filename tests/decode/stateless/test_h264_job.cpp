// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include <gtest/gtest.h>

#include "decode/stateless/h264_job.h"
#include "tests/decode/codec/h264/dpb_driver.h"

namespace weir
{
namespace
{

using h264::test::DpbDriver;

std::vector<H264DpbEntry> entriesSeenFrom(const h264::SliceHeader &header, const h264::Dpb &dpb)
{
    H264References references;
    references.assign(dpb, PictureStore{}, header);
    return {references.entries().begin(), references.entries().end()};
}

H264DpbEntry entrySeenFrom(const h264::SliceHeader &header, const h264::Dpb &dpb)
{
    const auto entries = entriesSeenFrom(header, dpb);
    EXPECT_EQ(entries.size(), 1U);
    return entries.empty() ? H264DpbEntry{} : entries[0];
}

std::int32_t picNumSeenFrom(const h264::SliceHeader &header, const h264::Dpb &dpb)
{
    return entrySeenFrom(header, dpb).picNum;
}

h264::SliceHeader fieldOf(h264::SliceHeader header, bool bottom)
{
    header.fieldPic = true;
    header.bottomField = bottom;
    return header;
}

// 8-30 and 8-31: the number is even when a field of the other parity is meant.
TEST(H264References, numberIsThatOfTheOwnParity_unlessOnlyTheOtherIsAReference)
{
    DpbDriver driver(4, 4);
    const h264::SliceHeader top = fieldOf(DpbDriver::reference(3), false);
    const h264::SliceHeader bottom = fieldOf(DpbDriver::reference(3), true);
    driver.field(top, 0);
    EXPECT_EQ(picNumSeenFrom(bottom, driver.dpb), 6);
    EXPECT_EQ(picNumSeenFrom(top, driver.dpb), 7);
    driver.field(bottom, 1);
    EXPECT_EQ(picNumSeenFrom(bottom, driver.dpb), 7);
    EXPECT_EQ(picNumSeenFrom(top, driver.dpb), 7);
    EXPECT_EQ(picNumSeenFrom(DpbDriver::reference(3), driver.dpb), 3);
}

TEST(H264References, twoFieldsAreOneEntryWithBothCounts)
{
    DpbDriver driver(4, 4);
    driver.field(fieldOf(DpbDriver::reference(1), false), 4);
    driver.field(fieldOf(DpbDriver::reference(1), true), 5);
    driver.frame(DpbDriver::reference(2), 8);
    const auto entries = entriesSeenFrom(DpbDriver::reference(3), driver.dpb);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_TRUE(entries[0].isFieldCoded);
    EXPECT_EQ(entries[0].referenceFields, h264::FieldSet::Frame);
    EXPECT_EQ(entries[0].topFieldOrderCnt, 4);
    EXPECT_EQ(entries[0].bottomFieldOrderCnt, 5);
    EXPECT_FALSE(entries[1].isFieldCoded);
    EXPECT_EQ(entries[1].referenceFields, h264::FieldSet::Frame);
}

TEST(H264References, aFieldThatWasNotDecodedHasNoCount)
{
    DpbDriver driver(4, 4);
    driver.field(fieldOf(DpbDriver::reference(1), false), 4);
    driver.dpb.finishFrame(); // it stays alone
    const H264DpbEntry entry = entrySeenFrom(DpbDriver::reference(2), driver.dpb);
    EXPECT_TRUE(entry.isFieldCoded);
    EXPECT_EQ(entry.referenceFields, h264::FieldSet::Top);
    EXPECT_EQ(entry.topFieldOrderCnt, 4);
    EXPECT_EQ(entry.bottomFieldOrderCnt, 0);
}

TEST(H264References, aSecondFieldSeesOnlyTheFirst)
{
    for (const bool bottom : {false, true}) {
        DpbDriver driver(4, 4);
        const h264::SliceHeader second = fieldOf(DpbDriver::reference(1), bottom);
        driver.field(fieldOf(DpbDriver::reference(1), !bottom), 4);
        driver.dpb.beginSecondField(second, {.top = 5, .bottom = 5});
        const H264DpbEntry entry = entrySeenFrom(second, driver.dpb);
        EXPECT_EQ(entry.referenceFields, bottom ? h264::FieldSet::Top : h264::FieldSet::Bottom);
        EXPECT_EQ(entry.topFieldOrderCnt, bottom ? 4 : 0);
        EXPECT_EQ(entry.bottomFieldOrderCnt, bottom ? 0 : 4);
    }
}

// 8-29 and 8-32
TEST(H264References, longTermOnesAreNumberedByTheirIndex)
{
    DpbDriver driver(4, 4);
    driver.frame(DpbDriver::with(DpbDriver::reference(5),
                                 {{.operation = 4, .maxLongTermFrameIdxPlus1 = 3},
                                  {.operation = 6, .longTermFrameIdx = 2}}),
                 0);
    const H264DpbEntry entry = entrySeenFrom(DpbDriver::reference(7), driver.dpb);
    EXPECT_TRUE(entry.isLongTerm);
    EXPECT_EQ(entry.frameNum, 2);
    EXPECT_EQ(entry.picNum, 2);
    EXPECT_EQ(picNumSeenFrom(fieldOf(DpbDriver::reference(7), false), driver.dpb), 5);
}

} // namespace
} // namespace weir
