// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include <gtest/gtest.h>

#include "decode/codec/bit_reader.h"
#include "decode/codec/syntax_reader.h"
#include "tests/decode/codec/bit_writer.h"

namespace weir
{
namespace
{

using test::BitWriter;

std::vector<std::byte> bytes(std::initializer_list<unsigned> values)
{
    std::vector<std::byte> result;
    for (const unsigned value : values)
        result.push_back(static_cast<std::byte>(value));
    return result;
}

TEST(BitReader, readsBitsInOrder)
{
    const auto data = bytes({0b10110011, 0xf0, 0x55, 0xaa, 0x12, 0x34, 0x56, 0x78, 0x9a});
    BitReader reader(data);
    EXPECT_EQ(reader.bits(1), 1U);
    EXPECT_EQ(reader.bits(0), 0U);
    EXPECT_EQ(reader.bits(3), 0b011U);
    EXPECT_EQ(reader.bits(12), 0b001111110000U);
    EXPECT_EQ(reader.bits(32), 0x55aa1234U);
    EXPECT_EQ(reader.position(), 48U);
    EXPECT_EQ(reader.bits(24), 0x56789aU);
    EXPECT_FALSE(reader.hasOverrun());
}

TEST(BitReader, skipsEmulationPreventionBytes_andDoesNotCountThem)
{
    const auto data
        = bytes({0x00, 0x00, 0x03, 0x01, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03, 0x03, 0xff});
    BitReader reader(data);
    EXPECT_EQ(reader.bits(24), 1U);
    EXPECT_EQ(reader.bits(32), 0U);
    EXPECT_EQ(reader.bits(16), 0x03ffU);
    EXPECT_EQ(reader.position(), 72U);
    EXPECT_FALSE(reader.hasOverrun());
}

TEST(BitReader, givesZerosAndLatches_whenReadPastTheEnd)
{
    const auto data = bytes({0xff});
    BitReader reader(data);
    EXPECT_EQ(reader.bits(12), 0xff0U);
    EXPECT_TRUE(reader.hasOverrun());
    EXPECT_EQ(reader.bits(32), 0U);
    EXPECT_TRUE(reader.hasOverrun());
}

TEST(BitReader, expGolombRoundTrips)
{
    BitWriter writer;
    const std::vector<std::uint32_t> unsignedValues{0,   1,     2,          3,         254,
                                                    255, 65535, 0x7fffffff, 0xfffffffe};
    const std::vector<std::int32_t> signedValues{0,
                                                 1,
                                                 -1,
                                                 127,
                                                 -128,
                                                 65536,
                                                 std::numeric_limits<std::int32_t>::max(),
                                                 -std::numeric_limits<std::int32_t>::max()};
    for (const auto value : unsignedValues)
        writer.ue(value);
    for (const auto value : signedValues)
        writer.se(value);
    const auto data = writer.nal();
    BitReader reader(data);
    for (const auto value : unsignedValues)
        EXPECT_EQ(reader.ue(), value);
    for (const auto value : signedValues)
        EXPECT_EQ(reader.se(), value);
    EXPECT_FALSE(reader.hasOverrun());
}

TEST(BitReader, refusesMoreThan31LeadingZeros)
{
    const auto data = bytes({0, 0, 3, 0, 0, 3, 0x80, 0xff, 0xff, 0xff, 0xff, 0xff});
    BitReader reader(data);
    EXPECT_EQ(reader.ue(), 0U);
    EXPECT_TRUE(reader.hasOverrun());
}

TEST(BitReader, moreRbspDataSeesOnlyTheStopBit)
{
    const auto data = bytes({0b10100000, 0x00, 0x00});
    BitReader reader(data);
    EXPECT_TRUE(reader.moreRbspData());
    reader.skip(2);
    EXPECT_FALSE(reader.moreRbspData());
    const auto longer = bytes({0x80, 0, 0, 3, 0, 0, 3, 0, 0, 3, 0, 1});
    EXPECT_TRUE(BitReader(longer).moreRbspData());
    EXPECT_FALSE(BitReader({}).moreRbspData());
}

TEST(SyntaxReader, namesTheFirstElementOutOfRange_andReadsNothingAfterIt)
{
    BitWriter writer;
    const auto data = writer.ue(3).ue(9).ue(2).nal();
    SyntaxReader reader(data);
    EXPECT_EQ(reader.ue<unsigned>("first", 5), 3U);
    EXPECT_EQ(reader.ue<unsigned>("second", 5), 0U);
    EXPECT_EQ(reader.ue<unsigned>("third", 5), 0U);
    const auto result = reader.finish("thing");
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind(), ErrorKind::InvalidData);
    EXPECT_EQ(result.error().message(), "thing: second is out of range");
}

} // namespace
} // namespace weir
