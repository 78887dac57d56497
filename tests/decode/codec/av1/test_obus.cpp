// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <gtest/gtest.h>

#include "decode/codec/av1/av1_configuration.h"
#include "decode/codec/av1/obu_cursor.h"
#include "decode/codec/av1/obu_reader.h"
#include "decode/codec/av1/sequence_header_parser.h"
#include "decode/codec/av1/tile_group_parser.h"
#include "tests/decode/codec/av1/obu_builder.h"

namespace weir::av1
{
namespace
{

using test::Bytes;
using test::join;
using test::makeObu;
using test::ObuBits;

Bytes bytesOf(std::initializer_list<unsigned> values)
{
    Bytes bytes;
    for (const unsigned value : values)
        bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

TEST(Leb128, endsWithinEightBytesAndFits32Bits)
{
    const auto take = [](const Bytes &bytes) {
        std::span<const std::byte> data(bytes);
        return takeLeb128(data);
    };
    EXPECT_EQ(take(bytesOf({0x7f})), 127U);
    EXPECT_EQ(take(bytesOf({0xe5, 0x8e, 0x26})), 624485U);
    EXPECT_EQ(take(bytesOf({0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00})), 5U);
    EXPECT_EQ(take(bytesOf({0xff, 0xff, 0xff, 0xff, 0x0f})), 0xffffffffU);
    EXPECT_FALSE(take(bytesOf({0xff, 0xff, 0xff, 0xff, 0x1f})).has_value());
    EXPECT_FALSE(take(bytesOf({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0})).has_value());
    EXPECT_FALSE(take(bytesOf({0x80})).has_value());
    EXPECT_FALSE(take({}).has_value());
}

TEST(ObuReader, readsTheDescriptors)
{
    const Bytes bytes
        = ObuBits{}.u(7, 0x7f).u(7, 0x3f).u(2, 2).u(3, 7).u(5, 0).u(16, 0x0201).bytes();
    ObuReader reader(bytes);
    EXPECT_EQ(reader.su(7), -1);
    EXPECT_EQ(reader.su(7), 63);
    EXPECT_EQ(reader.ns(5), 2U); // 0, 1, 2 have two bits
    EXPECT_EQ(reader.ns(5), 4U); // 3 and 4 have three
    reader.byteAlignment();
    EXPECT_EQ(reader.le(2), 0x0102U);
    EXPECT_TRUE(reader.finish("it").has_value());
    EXPECT_EQ(reader.f<std::uint32_t>(8), 0U);
    EXPECT_FALSE(reader.finish("it").has_value());
}

// 00 00 03 is no escape in AV1.
TEST(ObuReader, keepsEveryByte)
{
    const Bytes bytes = bytesOf({0, 0, 3, 1});
    ObuReader reader(bytes);
    EXPECT_EQ(reader.f<std::uint32_t>(32), 0x00000301U);
}

TEST(ObuCursor, walksObusWithAndWithoutASize)
{
    const Bytes unit
        = join({makeObu(ObuType::TemporalDelimiter, {}),
                makeObu(ObuType::Metadata, bytesOf({1, 2}), {{.temporalId = 5, .spatialId = 2}}),
                bytesOf({unsigned{4} << 3U, 7, 8, 9})}); // without obu_size
    ObuCursor cursor(unit);
    EXPECT_EQ(cursor.current()->header.type, ObuType::TemporalDelimiter);
    EXPECT_TRUE(cursor.current()->payload.empty());
    cursor.advance();
    EXPECT_EQ(cursor.current()->header.temporalId, 5);
    EXPECT_EQ(cursor.current()->header.spatialId, 2);
    EXPECT_EQ(cursor.current()->payload.size(), 2U);
    cursor.advance();
    EXPECT_EQ(cursor.current()->header.type, ObuType::TileGroup);
    EXPECT_EQ(cursor.current()->payload.size(), 3U);
    cursor.advance();
    EXPECT_FALSE(cursor.current().has_value());
    EXPECT_FALSE(cursor.isBroken());
}

TEST(ObuCursor, stopsWhereTheFormatBreaks)
{
    for (const Bytes &unit : {bytesOf({0x80, 0}), bytesOf({0x12, 9, 1}), bytesOf({0x12, 0x80}),
                              bytesOf({0x14}), bytesOf({0x12})}) {
        const ObuCursor cursor(unit);
        EXPECT_FALSE(cursor.current().has_value());
        EXPECT_TRUE(cursor.isBroken());
    }
}

TEST(Av1Configuration, findsTheObus)
{
    const Bytes obu = makeObu(ObuType::SequenceHeader, bytesOf({1}));
    EXPECT_EQ(configObus(obu)->size(), obu.size());
    EXPECT_EQ(configObus(join({bytesOf({0x81, 0, 0, 0}), obu}))->size(), obu.size());
    EXPECT_TRUE(configObus({})->empty());
    EXPECT_FALSE(configObus(bytesOf({0x82, 0, 0, 0})).has_value());
    EXPECT_FALSE(configObus(bytesOf({0x81, 0})).has_value());
}

TEST(Av1Sequence, countsChromaLocationsAsH273Does)
{
    const std::array<std::uint8_t, 4> expected{0, 1, 3, 0};
    for (unsigned position = 0; position < expected.size(); ++position) {
        const auto header
            = parseSequenceHeader(test::sequencePayload({.chromaSamplePosition = position}));
        ASSERT_TRUE(header.has_value());
        EXPECT_EQ(header->colorConfig.color.chromaLocation, expected.at(position));
    }
}

// Two by two tiles with sizes of one byte.
TileInfo fourTiles()
{
    TileInfo info;
    info.tileCols = 2;
    info.tileRows = 2;
    info.tileColsLog2 = 1;
    info.tileRowsLog2 = 1;
    info.tileSizeBytes = 1;
    return info;
}

TEST(TileGroup, cutsTilesAndGoesOnInTheNextGroup)
{
    std::vector<Tile> tiles;
    // tg_start 0, tg_end 1; tile_size_minus_1 1; then the rest
    const Bytes first = join({ObuBits{}.u(1, 1).u(2, 0).u(2, 1).bytes(), bytesOf({1, 7, 7, 8})});
    ASSERT_TRUE(parseTileGroup(first, 0, fourTiles(), tiles).has_value());
    ASSERT_EQ(tiles.size(), 2U);
    EXPECT_EQ(tiles[0].offset, 2U);
    EXPECT_EQ(tiles[0].size, 2U);
    EXPECT_EQ(tiles[1].offset, 4U);
    EXPECT_EQ(tiles[1].size, 1U);
    EXPECT_EQ(tiles[1].column, 1);
    const Bytes second = join({ObuBits{}.u(1, 1).u(2, 2).u(2, 3).bytes(), bytesOf({0, 7, 8, 8})});
    ASSERT_TRUE(parseTileGroup(second, 5, fourTiles(), tiles).has_value());
    ASSERT_EQ(tiles.size(), 4U);
    EXPECT_EQ(tiles[2].offset, 7U);
    EXPECT_EQ(tiles[3].offset, 8U);
    EXPECT_EQ(tiles[3].size, 2U);
    EXPECT_EQ(tiles[3].row, 1);
}

TEST(TileGroup, refusesWhatDoesNotFit)
{
    std::vector<Tile> tiles;
    const auto parse = [&](const Bytes &group) {
        return parseTileGroup(group, 0, fourTiles(), tiles).has_value();
    };
    EXPECT_FALSE(
        parse(join({ObuBits{}.u(1, 1).u(2, 1).u(2, 3).bytes(), bytesOf({0, 7, 0, 7, 7})})));
    EXPECT_FALSE(parse(join({ObuBits{}.u(1, 1).u(2, 0).u(2, 1).bytes(), bytesOf({9, 7, 7})})));
    EXPECT_FALSE(parse(join({ObuBits{}.u(1, 1).u(2, 0).u(2, 1).bytes(), bytesOf({1, 7, 7})})));
    EXPECT_FALSE(parse({}));
    EXPECT_TRUE(tiles.empty());
    EXPECT_TRUE(parse(join({bytesOf({0}), bytesOf({0, 7, 0, 7, 0, 7, 8})})));
    EXPECT_EQ(tiles.size(), 4U);
}

} // namespace
} // namespace weir::av1
