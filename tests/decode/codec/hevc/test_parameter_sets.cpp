// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "decode/codec/hevc/hevc_configuration.h"
#include "decode/codec/hevc/parameter_sets.h"
#include "decode/codec/hevc/scaling_lists.h"
#include "tests/decode/codec/hevc/stream_builder.h"

namespace weir::hevc
{
namespace
{

using test::Bytes;
using test::makePps;
using test::makeSps;

TEST(Sps, readsWhatTheBuilderWrote)
{
    const auto sps = parseSps(makeSps({.id = 3,
                                       .width = 200,
                                       .height = 120,
                                       .cropRight = 3,
                                       .bitDepthLuma = 10,
                                       .bitDepthChroma = 10,
                                       .maxDecPicBufferingMinus1 = 5,
                                       .maxNumReorderPics = 3,
                                       .maxLatencyIncreasePlus1 = 2}));
    ASSERT_TRUE(sps.has_value()) << sps.error().message();
    EXPECT_EQ(sps->seqParameterSetId, 3);
    EXPECT_EQ(sps->codedSize(), (Size{200, 120}));
    EXPECT_EQ(sps->visible(), (Rect{0, 0, 194, 120}));
    EXPECT_EQ(sps->picWidthInCtbs(), 13U);
    EXPECT_EQ(sps->bitDepthLumaMinus8, 2);
    EXPECT_EQ(sps->dpbPictures(), 5U);
    EXPECT_EQ(sps->highest().maxNumReorderPics, 3);
    EXPECT_EQ(sps->highest().maxLatencyIncreasePlus1, 2U);
}

TEST(Sps, dpbIsNeverSmallerThanItsSets)
{
    const auto sps = parseSps(makeSps(
        {.maxDecPicBufferingMinus1 = 1, .maxNumReorderPics = 1, .sets = {{-1}, {-1, -2, -4, 3}}}));
    ASSERT_TRUE(sps.has_value());
    EXPECT_EQ(sps->dpbPictures(), 4U);
}

TEST(Sps, isInvalid_whenCutShort)
{
    const auto nal = makeSps({.sets = {{-1, 1}, {-2}}});
    for (std::size_t size = 2; size + 1 < nal.size(); ++size)
        EXPECT_FALSE(parseSps(std::span(nal).first(size)).has_value()) << size;
}

struct BadSps {
    const char *name;
    test::SpsOptions options;
    const char *culprit;
};
class SpsRange : public testing::TestWithParam<BadSps>
{
};

TEST_P(SpsRange, isInvalidAndNamesTheElement)
{
    const auto sps = parseSps(makeSps(GetParam().options));
    ASSERT_FALSE(sps.has_value());
    EXPECT_EQ(sps.error().kind(), ErrorKind::InvalidData);
    EXPECT_NE(sps.error().message().find(GetParam().culprit), std::string::npos)
        << sps.error().message();
}

INSTANTIATE_TEST_SUITE_P(
    Values, SpsRange,
    testing::Values(BadSps{"notAMultipleOfTheBlocks", {.width = 60}, "pic_width"},
                    BadSps{"noSize", {.height = 0}, "pic_width"},
                    BadSps{"cropsAll", {.cropRight = 32}, "conformance_window"},
                    BadSps{"dpbTooLarge", {.maxDecPicBufferingMinus1 = 16}, "dec_pic_buffering"},
                    BadSps{
                        "reordersMoreThanItHolds", {.maxDecPicBufferingMinus1 = 1}, "num_reorder"},
                    BadSps{"depthOf17", {.bitDepthLuma = 17}, "bit_depth_luma"},
                    BadSps{"setOf17",
                           {.sets = {{-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13, -14,
                                      -15, -16, -17}}},
                           "num_negative_pics"}),
    [](const auto &row) { return std::string(row.param.name); });

TEST(Sps, rangeExtensionToolsAreUnsupported)
{
    const auto sps = parseSps(makeSps({.rangeFlags = 0x010}));
    ASSERT_FALSE(sps.has_value());
    EXPECT_EQ(sps.error().kind(), ErrorKind::Unsupported);
    EXPECT_NE(sps.error().message().find("sps_range_extension"), std::string::npos);
}

TEST(Sps, aBrokenVuiIsLeftOut)
{
    const auto sps = parseSps(makeSps({.brokenVui = true}));
    ASSERT_TRUE(sps.has_value()) << sps.error().message();
    EXPECT_EQ(sps->vui, Vui{});
}

TEST(Sps, saysWhereChromaLies)
{
    EXPECT_EQ(parseSps(makeSps({.chromaLocation = 2}))->vui.color.chromaLocation, 3);
    EXPECT_EQ(parseSps(makeSps())->vui.color.chromaLocation, 0);
}

TEST(Pps, tileGridIsWholeWithAndWithoutSizes)
{
    const auto sps = parseSps(makeSps({.width = 176, .height = 144})); // 11 x 9 blocks
    const auto pps = parsePps(makePps({.columnWidths = {2, 5}}));
    ASSERT_TRUE(sps && pps);
    ASSERT_TRUE(checkPps(*pps, *sps));
    TileGrid grid = tileGridOf(*sps, *pps);
    EXPECT_EQ(grid.columnWidths[0], 2);
    EXPECT_EQ(grid.columnWidths[1], 5);
    EXPECT_EQ(grid.columnWidths[2], 4);
    EXPECT_EQ(grid.rowHeights[0], 9);
    Pps uniform = *pps;
    uniform.uniformSpacing = true;
    uniform.numTileRowsMinus1 = 3;
    grid = tileGridOf(*sps, uniform);
    EXPECT_EQ(grid.columnWidths[0], 3); // 6-3: 11 / 3, 22 / 3 - 3, 11 - 7
    EXPECT_EQ(grid.columnWidths[1], 4);
    EXPECT_EQ(grid.columnWidths[2], 4);
    EXPECT_EQ(grid.rowHeights[0], 2);
    EXPECT_EQ(grid.rowHeights[3], 3);
}

TEST(Pps, isInvalid_whenItDoesNotFitItsSps)
{
    ParameterSets sets;
    ASSERT_TRUE(sets.addSps(makeSps())); // 4 x 4 blocks
    ASSERT_TRUE(sets.addPps(makePps({.columnWidths = {2, 2}})));
    EXPECT_NE(sets.find(0).error().message().find("column_width_minus1"), std::string::npos);
    ASSERT_TRUE(sets.addPps(makePps({.columnWidths = {2, 1}})));
    EXPECT_TRUE(sets.find(0));
    ASSERT_TRUE(sets.addPps(makePps({.initQpMinus26 = -27})));
    EXPECT_NE(sets.find(0).error().message().find("init_qp_minus26"), std::string::npos);
}

TEST(ParameterSets, keepTheObject_whenTheSameIsSentAgain_andNotWhenItIsNew)
{
    ParameterSets sets;
    ASSERT_TRUE(sets.addSps(makeSps()) && sets.addPps(makePps()));
    const auto first = sets.find(0);
    ASSERT_TRUE(sets.addSps(makeSps()) && sets.addPps(makePps()));
    const auto second = sets.find(0);
    ASSERT_TRUE(sets.addSps(makeSps({.maxNumReorderPics = 1})));
    const auto third = sets.find(0);
    ASSERT_TRUE(first && second && third);
    EXPECT_EQ(first->sps, second->sps);
    EXPECT_EQ(first->pps, third->pps);
    EXPECT_EQ(first->sps->highest().maxNumReorderPics, 2);
    EXPECT_EQ(third->sps->highest().maxNumReorderPics, 1);
}

TEST(ParameterSets, sayWhichOneIsMissing)
{
    ParameterSets sets;
    EXPECT_NE(sets.find(7).error().message().find("picture parameter set 7"), std::string::npos);
    ASSERT_TRUE(sets.addPps(makePps({.spsId = 4})));
    EXPECT_NE(sets.find(0).error().message().find("sequence parameter set 4"), std::string::npos);
}

Bytes makeHvcC(const std::vector<Bytes> &nals)
{
    Bytes record(23);
    record[0] = std::byte{1};
    record[21] = std::byte{0xfd}; // lengths of 2 bytes
    record[22] = static_cast<std::byte>(nals.size());
    for (const Bytes &nal : nals) {
        record.push_back(static_cast<std::byte>(0x80U | std::to_integer<unsigned>(nal[0]) >> 1U));
        record.insert(record.end(), {std::byte{0}, std::byte{1}});
        record.push_back(static_cast<std::byte>(nal.size() >> 8U));
        record.push_back(static_cast<std::byte>(nal.size() & 0xffU));
        record.insert(record.end(), nal.begin(), nal.end());
    }
    return record;
}

TEST(HevcConfiguration, findsLengthSizeAndSets)
{
    const auto record = makeHvcC({makeSps(), makePps()});
    const auto configuration = parseHevcConfiguration(record);
    ASSERT_TRUE(configuration.has_value());
    EXPECT_EQ(configuration->framing.lengthSize, 2);
    ASSERT_EQ(configuration->nalUnits.size(), 2U);
    EXPECT_TRUE(std::ranges::equal(configuration->nalUnits[0], makeSps()));
    EXPECT_TRUE(std::ranges::equal(configuration->nalUnits[1], makePps()));
}

TEST(HevcConfiguration, isInvalid_whenCutShort)
{
    const auto record = makeHvcC({makeSps(), makePps()});
    for (std::size_t size = 4; size < record.size(); ++size)
        EXPECT_FALSE(parseHevcConfiguration(std::span(record).first(size)).has_value()) << size;
}

TEST(HevcConfiguration, takesStartCodesAndNothing)
{
    const auto annexB = test::makePacket({makeSps(), makePps()});
    EXPECT_EQ(parseHevcConfiguration(annexB)->nalUnits.size(), 2U);
    EXPECT_EQ(parseHevcConfiguration(annexB)->framing.lengthSize, 0);
    EXPECT_TRUE(parseHevcConfiguration({})->nalUnits.empty());
}

TEST(ScalingLists, predictFromTheListBefore_andFromTheDefault)
{
    test::BitWriter writer;
    writer.u(1, 1); // 4x4, matrix 0: explicit, 8 + 1, then all the same
    writer.se(1);
    for (unsigned i = 1; i < 16; ++i)
        writer.se(i == 1 ? 5 : 0);
    writer.u(1, 0).ue(1); // matrix 1: as matrix 0
    for (unsigned i = 2; i < 6; ++i)
        writer.u(1, 0).ue(0); // default
    for (unsigned i = 0; i < 6; ++i)
        writer.u(1, 0).ue(0); // 8x8
    writer.u(1, 1).se(12); // 16x16, matrix 0: DC 20, then 21 everywhere
    for (unsigned i = 0; i < 64; ++i)
        writer.se(i == 0 ? 1 : 0);
    for (unsigned i = 1; i < 6; ++i)
        writer.u(1, 0).ue(i == 5 ? 5 : 0);
    writer.u(1, 0).ue(0).u(1, 0).ue(1); // 32x32: default, and matrix 3 as matrix 0
    const auto bytes = writer.nal();
    SyntaxReader reader(bytes);
    const ScalingMatrix matrix = parseScalingListData(reader);
    ASSERT_TRUE(reader.finish("lists").has_value());
    EXPECT_EQ(matrix.list4x4[0][0], 9);
    EXPECT_EQ(matrix.list4x4[0][4], 14); // the second coefficient lies below the first (6.5.3)
    EXPECT_EQ(matrix.list4x4[1], matrix.list4x4[0]);
    EXPECT_EQ(matrix.list4x4[2], defaultScalingMatrix().list4x4[2]);
    EXPECT_EQ(matrix.dc16x16[0], 20);
    EXPECT_EQ(matrix.list16x16[0][63], 21);
    EXPECT_EQ(matrix.dc16x16[5], 20);
    EXPECT_EQ(matrix.dc16x16[4], 16);
    EXPECT_EQ(matrix.list32x32[1], defaultScalingMatrix().list32x32[0]);
    EXPECT_NE(matrix.list32x32[1], defaultScalingMatrix().list32x32[1]);
}

TEST(ScalingLists, defaultsGrowTowardsTheHighFrequencies)
{
    const ScalingMatrix &matrix = defaultScalingMatrix();
    EXPECT_EQ(matrix.list8x8[0][63], 115);
    EXPECT_EQ(matrix.list8x8[3][63], 91);
    EXPECT_EQ(matrix.list8x8[0][7], 24); // table 7-6, i = 28: the end of the first row
    for (unsigned y = 0; y < 8; ++y) {
        for (unsigned x = 0; x < 8; ++x)
            EXPECT_EQ(matrix.list8x8[0][y * 8 + x], matrix.list8x8[0][x * 8 + y]);
    }
}

} // namespace
} // namespace weir::hevc
