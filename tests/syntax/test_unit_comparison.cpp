// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/codec/bit_reader.h"
#include "decode/codec/syntax_reader.h"
#include "tests/syntax/unit_comparison.h"

namespace weir::test
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// 101 00110 0111 1111
constexpr std::array Bytes{std::byte{0xa6}, std::byte{0x7f}};

// What libavcodec would say of them: u(3), ue(v), u(4), the rest.
TheirUnit theirs()
{
    return {
        .titles = {"Slice Header"},
        .elements
        = {{.name = "a", .position = 0, .bitCount = 3, .value = 5, .bits = "101"},
           {.name = "b[0]", .position = 3, .bitCount = 5, .value = 5, .bits = "00110"},
           {.name = "c", .position = 8, .bitCount = 4, .value = 7, .bits = "0111"},
           {.name = "rbsp_stop_one_bit", .position = 12, .bitCount = 1, .value = 1, .bits = "1"}}};
}

template <typename Read>
SyntaxTotals compareWith(Read &&read, const TheirUnit &unit = theirs())
{
    std::vector<ReadUnit> units;
    addUnit(units, "Slice Header", Bytes);
    record(units.front(), 0, [&] {
        SyntaxReader reader(Bytes);
        read(reader);
        return reader.finish("test");
    });
    SyntaxTotals totals;
    compareUnit(unit, units.front(), totals);
    return totals;
}

TEST(UnitComparison, findsNothing_whenBothReadTheSame)
{
    const auto totals = compareWith([](SyntaxReader &reader) {
        reader.u<unsigned>(3);
        reader.ue<unsigned>("b", 9);
        reader.u<unsigned>(4);
    });
    EXPECT_THAT(totals.differences, IsEmpty());
    EXPECT_EQ(totals.elements, 3U);
    EXPECT_EQ(totals.unread, 1U);
}

TEST(UnitComparison, acceptsWhatIsPassedOver)
{
    const auto totals = compareWith([](SyntaxReader &reader) {
        reader.u<unsigned>(3);
        reader.skip(9);
    });
    EXPECT_THAT(totals.differences, IsEmpty());
    EXPECT_EQ(totals.skipped, 2U);
}

TEST(UnitComparison, findsASkipThatEndsWithinAnElement)
{
    const auto totals = compareWith([](SyntaxReader &reader) {
        reader.u<unsigned>(3);
        reader.skip(6);
    });
    EXPECT_THAT(totals.differences, ElementsAre(HasSubstr("is not whole in what we skip")));
}

TEST(UnitComparison, findsABitMore)
{
    const auto totals = compareWith([](SyntaxReader &reader) { reader.u<unsigned>(4); });
    EXPECT_THAT(totals.differences, ElementsAre(HasSubstr("a has 3 bits at 0, ours 4 at 0")));
}

TEST(UnitComparison, findsAnotherKindOfNumber)
{
    const auto totals = compareWith([](SyntaxReader &reader) {
        reader.u<unsigned>(3);
        reader.se<int>("b", -9, 9);
        reader.u<unsigned>(4);
    });
    EXPECT_THAT(totals.differences, ElementsAre(HasSubstr("b[0] at 3 is 5, ours 3")));
}

TEST(UnitComparison, findsAnotherName)
{
    const auto totals = compareWith([](SyntaxReader &reader) {
        reader.u<unsigned>(3);
        reader.ue<unsigned>("d", 9);
    });
    EXPECT_THAT(totals.differences, ElementsAre(HasSubstr("b[0] at 3 is our d")));
}

TEST(UnitComparison, findsWhatWeLeaveOut)
{
    const auto totals = compareWith([](SyntaxReader &reader) {
        reader.u<unsigned>(3);
        reader.ue<unsigned>("b", 9);
    });
    EXPECT_THAT(totals.differences, ElementsAre(HasSubstr("we do not read c, 4 bits at 8")));
}

TEST(UnitComparison, findsWhatOnlyWeRead)
{
    TheirUnit fewer = theirs();
    fewer.elements.pop_back();
    const auto totals = compareWith(
        [](SyntaxReader &reader) {
            reader.u<unsigned>(3);
            reader.ue<unsigned>("b", 9);
            reader.u<unsigned>(4);
            reader.u<unsigned>(2);
        },
        fewer);
    EXPECT_THAT(totals.differences,
                ElementsAre(HasSubstr("libavcodec does not read our 2 bits at 12")));
}

// A look ahead is no reading.
TEST(SyntaxTrace, isNotToldOfAProbe)
{
    const auto totals = compareWith([](SyntaxReader &reader) {
        reader.u<unsigned>(3);
        EXPECT_TRUE(reader.moreRbspData());
        reader.ue<unsigned>("b", 9);
        reader.u<unsigned>(4);
    });
    EXPECT_THAT(totals.differences, IsEmpty());
}

TEST(SyntaxTrace, bitsAreWithoutEmulationPrevention)
{
    constexpr std::array Nal{std::byte{0x00}, std::byte{0x00}, std::byte{0x03}, std::byte{0x01},
                             std::byte{0x80}};
    std::vector<ReadUnit> units;
    const ReadUnit &unit = addNalUnit(units, "x", Nal);
    EXPECT_EQ(unit.bitsAt(16, 9), "000000011");
    EXPECT_EQ(unit.bitsAt(30, 3), "");
}

} // namespace
} // namespace weir::test
