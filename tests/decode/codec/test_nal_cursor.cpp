// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include <gtest/gtest.h>

#include "decode/codec/nal_cursor.h"

namespace weir
{
namespace
{

using Bytes = std::vector<unsigned>;

std::vector<std::byte> toBytes(const Bytes &values)
{
    std::vector<std::byte> result;
    for (const unsigned value : values)
        result.push_back(static_cast<std::byte>(value));
    return result;
}

struct Case {
    const char *name;
    std::uint8_t lengthSize;
    Bytes packet;
    std::vector<Bytes> nals;
    bool truncated = false;
};

class NalCursorTable : public testing::TestWithParam<Case>
{
};

TEST_P(NalCursorTable, findsTheUnits)
{
    const Case &row = GetParam();
    const auto packet = toBytes(row.packet);
    NalCursor cursor(packet, {.lengthSize = row.lengthSize});
    std::vector<Bytes> found;
    for (; const auto nal = cursor.current(); cursor.advance()) {
        Bytes values;
        for (const std::byte byte : *nal)
            values.push_back(std::to_integer<unsigned>(byte));
        found.push_back(values);
    }
    EXPECT_EQ(found, row.nals);
    EXPECT_EQ(cursor.isTruncated(), row.truncated);
}

INSTANTIATE_TEST_SUITE_P(
    Packets, NalCursorTable,
    testing::Values(
        Case{.name = "empty", .lengthSize = 0, .packet = {}, .nals = {}},
        Case{.name = "noStartCode", .lengthSize = 0, .packet = {1, 2, 3, 4}, .nals = {}},
        Case{.name = "onlyStartCode", .lengthSize = 0, .packet = {0, 0, 1}, .nals = {}},
        Case{.name = "shortAndLongStartCodes",
             .lengthSize = 0,
             .packet = {0, 0, 0, 1, 0x67, 5, 0, 0, 1, 0x68, 6, 0, 0, 0, 1, 0x65},
             .nals = {{0x67, 5}, {0x68, 6}, {0x65}}},
        Case{.name = "leadingRubbishAndTrailingZeros",
             .lengthSize = 0,
             .packet = {9, 0, 0, 1, 0x41, 1, 0, 0, 3, 0, 0, 0, 0},
             .nals = {{0x41, 1, 0, 0, 3}}},
        Case{.name = "emptyUnitsAreSkipped",
             .lengthSize = 0,
             .packet = {0, 0, 1, 0, 0, 1, 0, 0, 1, 0x09},
             .nals = {{0x09}}},
        Case{.name = "onesWithoutZeros",
             .lengthSize = 0,
             .packet = {1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1},
             .nals = {{1, 1, 0, 1}}},
        Case{.name = "fourByteLengths",
             .lengthSize = 4,
             .packet = {0, 0, 0, 2, 0x67, 7, 0, 0, 0, 1, 0x68},
             .nals = {{0x67, 7}, {0x68}}},
        Case{.name = "twoByteLengths", .lengthSize = 2, .packet = {0, 1, 0x65}, .nals = {{0x65}}},
        Case{.name = "lengthBeyondTheEnd",
             .lengthSize = 1,
             .packet = {1, 0x65, 200, 0x41, 2},
             .nals = {{0x65}, {0x41, 2}},
             .truncated = true},
        Case{.name = "cutInsideALength",
             .lengthSize = 4,
             .packet = {0, 0, 0, 1, 0x65, 0, 0},
             .nals = {{0x65}},
             .truncated = true},
        Case{.name = "zeroLength", .lengthSize = 1, .packet = {0, 0, 1, 0x65}, .nals = {{0x65}}}),
    [](const auto &row) { return std::string(row.param.name); });

TEST(NalCursor, staysWhereItIs_untilAdvanced)
{
    const auto packet = toBytes({0, 0, 1, 0x65, 0, 0, 1, 0x41});
    NalCursor cursor(packet, {});
    EXPECT_EQ(cursor.current()->front(), std::byte{0x65});
    EXPECT_EQ(cursor.current()->front(), std::byte{0x65});
    cursor.advance();
    EXPECT_EQ(cursor.current()->front(), std::byte{0x41});
}

} // namespace
} // namespace weir
