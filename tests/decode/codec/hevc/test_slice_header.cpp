// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/codec/hevc/parameter_sets.h"
#include "decode/codec/hevc/sei_parser.h"
#include "decode/codec/hevc/short_term_ref_pic_set_parser.h"
#include "decode/codec/hevc/slice_header_parser.h"
#include "tests/decode/codec/hevc/stream_builder.h"

namespace weir::hevc
{
namespace
{

using test::BitWriter;
using test::Bytes;
using test::makePps;
using test::makeSlice;
using test::makeSps;

struct Parsed {
    Result<void> result;
    SliceHeader header;
};

Parsed parse(const Bytes &nal, const test::SpsOptions &sps = {}, const test::PpsOptions &pps = {},
             SliceHeader before = {})
{
    const auto parsedSps = parseSps(makeSps(sps));
    const auto parsedPps = parsePps(makePps(pps));
    EXPECT_TRUE(parsedSps && parsedPps);
    auto result = parseSliceHeader(nal, *parsedSps, *parsedPps, before);
    return {std::move(result), before};
}

TEST(SliceHeader, setInTheHeaderHasASize_andOneOfTheSpsNone)
{
    const test::SpsOptions sps{.sets = {{-1}, {-2, 2}, {-3}}};
    const auto own = parse(makeSlice({.pocLsb = 5, .spsHasSets = true, .set = {-1, -3, 2}}), sps);
    ASSERT_TRUE(own.result) << own.result.error().message();
    EXPECT_EQ(own.header.picOrderCntLsb, 5);
    EXPECT_EQ(own.header.shortTermRefPicSet.deltaPocS0[1], -3);
    EXPECT_EQ(own.header.shortTermRefPicSet.deltaPocS1[0], 2);
    // prediction flag 1, counts 3 + 3, (1 + 1) + (3 + 1) + (3 + 1)
    EXPECT_EQ(own.header.shortTermRefPicSetBitSize, 17);
    const auto indexed = parse(makeSlice({.setIndex = 1, .setIndexBits = 2}), sps);
    ASSERT_TRUE(indexed.result) << indexed.result.error().message();
    EXPECT_EQ(indexed.header.shortTermRefPicSetIdx, 1);
    EXPECT_EQ(indexed.header.shortTermRefPicSet.deltaPocS1[0], 2);
    EXPECT_EQ(indexed.header.shortTermRefPicSetBitSize, 0);
    EXPECT_EQ(indexed.header.numPicTotalCurr(), 2U);
}

TEST(SliceHeader, indexBeyondTheSetsIsInvalid)
{
    const auto parsed
        = parse(makeSlice({.setIndex = 3, .setIndexBits = 2}), {.sets = {{-1}, {-2}, {-3}}});
    ASSERT_FALSE(parsed.result);
    EXPECT_NE(parsed.result.error().message().find("short_term_ref_pic_set_idx"),
              std::string::npos);
}

TEST(SliceHeader, longTermPicturesComeFromSpsAndHeader_andMsbCyclesAddUp)
{
    const auto parsed
        = parse(makeSlice({.set = {-1},
                           .longTermEnabled = true,
                           .spsHasLongTerm = true,
                           .longTerm = {{.spsIndex = 1, .spsIndexBits = 1, .msbCycle = 2},
                                        {.spsIndex = 0, .spsIndexBits = 1, .msbCycle = 1},
                                        {.lsb = 9, .msbCycle = 4},
                                        {.lsb = 3}}}),
                {.longTerm = true, .longTermLsbs = {6, 11}});
    ASSERT_TRUE(parsed.result) << parsed.result.error().message();
    const SliceHeader &header = parsed.header;
    ASSERT_EQ(header.longTermCount, 4);
    EXPECT_EQ(header.numLongTermSps, 2);
    EXPECT_EQ(header.longTerm[0].pocLsb, 11);
    EXPECT_EQ(header.longTerm[1].pocLsb, 6);
    EXPECT_EQ(header.longTerm[1].deltaPocMsbCycle, 3U); // 7-52
    EXPECT_EQ(header.longTerm[2].deltaPocMsbCycle, 4U); // starts again behind the SPS's
    EXPECT_FALSE(header.longTerm[3].deltaPocMsbPresent);
    EXPECT_EQ(header.longTerm[3].pocLsb, 3);
    // counts 3 + 3, then (1 + 1 + 3), (1 + 1 + 3), (5 + 1 + 5), (5 + 1)
    EXPECT_EQ(header.longTermRefPicSetBitSize, 33);
    EXPECT_EQ(header.numPicTotalCurr(), 5U);
}

TEST(SliceHeader, longTermPicturesHaveTheRoomThatTheShortTermOnesLeave)
{
    const auto withShortTerm = [](int count) {
        std::vector<int> set;
        for (int i = 1; i <= count; ++i)
            set.push_back(-i);
        return parse(makeSlice({.set = set, .longTermEnabled = true, .longTerm = {{.lsb = 3}}}),
                     {.longTerm = true});
    };
    const auto full = withShortTerm(15);
    ASSERT_TRUE(full.result) << full.result.error().message();
    EXPECT_EQ(full.header.numPicTotalCurr(), 16U);
    const auto tooMany = withShortTerm(16);
    ASSERT_FALSE(tooMany.result);
    EXPECT_NE(tooMany.result.error().message().find("num_long_term_pics"), std::string::npos);
}

TEST(SliceHeader, dependentSegmentKeepsWhatTheSliceSaid)
{
    const test::PpsOptions pps{.dependentSlices = true};
    const auto slice
        = parse(makeSlice({.dependentEnabled = true, .pocLsb = 7, .set = {-1, -2}}), {}, pps);
    ASSERT_TRUE(slice.result);
    const auto dependent
        = parse(makeSlice({.dependent = true, .dependentEnabled = true, .address = 6}), {}, pps,
                slice.header);
    ASSERT_TRUE(dependent.result) << dependent.result.error().message();
    EXPECT_TRUE(dependent.header.dependentSliceSegment);
    EXPECT_EQ(dependent.header.sliceSegmentAddress, 6U);
    EXPECT_EQ(dependent.header.picOrderCntLsb, 7);
    EXPECT_EQ(dependent.header.sliceType, SliceType::P);
    EXPECT_EQ(dependent.header.shortTermRefPicSet, slice.header.shortTermRefPicSet);
    EXPECT_NE(dependent.header.dataByteOffset(), slice.header.dataByteOffset());
}

TEST(SliceHeader, irapPicturesAreIntra_andOthersNeedAReference)
{
    const auto irap = parse(makeSlice({.type = NalUnitType::CraNut, .set = {-1}}));
    ASSERT_FALSE(irap.result);
    EXPECT_NE(irap.result.error().message().find("slice_type"), std::string::npos);
    const auto lonely = parse(makeSlice({}));
    ASSERT_FALSE(lonely.result);
    EXPECT_NE(lonely.result.error().message().find("nothing to refer to"), std::string::npos);
}

TEST(SliceHeader, isInvalid_whenCutShort)
{
    const auto nal = makeSlice({.set = {-1, -2}});
    for (std::size_t size = 2; size + 3 < nal.size(); ++size)
        EXPECT_FALSE(
            parse(Bytes(nal.begin(), nal.begin() + static_cast<std::ptrdiff_t>(size))).result)
            << size;
    EXPECT_TRUE(parse(nal).result);
}

TEST(ShortTermRefPicSet, predictsByShiftingAnother)
{
    // RefRps {-1, -3, +2} shifted by -2: {-3, -5, 0 dropped, and -2 itself}.
    std::array<ShortTermRefPicSet, 1> known;
    known[0].numNegativePics = 2;
    known[0].numPositivePics = 1;
    known[0].deltaPocS0 = {-1, -3};
    known[0].deltaPocS1 = {2};
    BitWriter writer;
    writer.u(1, 1).u(1, 1).ue(1); // predicted, negative, by 2
    writer.bits("1 01 1 00"); // -3 used, -5 kept but unused, (0) used, -2 left out
    const auto bytes = writer.nal();
    SyntaxReader reader(bytes);
    const auto set = parseShortTermRefPicSet(reader, known, false);
    ASSERT_TRUE(reader.finish("set"));
    ASSERT_EQ(set.numNegativePics, 2);
    EXPECT_EQ(set.deltaPocS0[0], -3);
    EXPECT_EQ(set.deltaPocS0[1], -5);
    EXPECT_EQ(set.usedByCurrPicS0, 0b01U);
    EXPECT_EQ(set.numPositivePics, 0);
    EXPECT_EQ(set.usedByCurrPic, 0b0101U);
    EXPECT_EQ(set.useDelta, 0b0111U);
}

TEST(ShortTermRefPicSet, ofASliceHeaderMayBePredictedFromAnyOfTheSps)
{
    const test::SpsOptions sps{.sets = {{-4, 4}, {-1}}};
    BitWriter writer;
    test::writeNalHeader(writer, NalUnitType::TrailR);
    writer.u(1, 1).ue(0).ue(1).u(4, 3).u(1, 0); // P, lsb 3, own set
    writer.u(1, 1).ue(1).u(1, 0).ue(0).bits("1 1 1"); // from set 0, by +1
    writer.u(1, 0).ue(0).se(0).bits("1");
    writer.u(16, 0xbeef);
    const auto parsed = parse(writer.nal(), sps);
    ASSERT_TRUE(parsed.result) << parsed.result.error().message();
    EXPECT_EQ(parsed.header.numDeltaPocsOfRefRpsIdx, 2);
    const auto &set = parsed.header.shortTermRefPicSet;
    EXPECT_EQ(set.numNegativePics, 1);
    EXPECT_EQ(set.deltaPocS0[0], -3);
    EXPECT_EQ(set.numPositivePics, 2);
    EXPECT_EQ(set.deltaPocS1[0], 1);
    EXPECT_EQ(set.deltaPocS1[1], 5);
    // Nothing of it is left when the next slice takes a set of the SPS.
    const auto next = parse(makeSlice({.setIndex = 0, .setIndexBits = 1}), sps, {}, parsed.header);
    ASSERT_TRUE(next.result) << next.result.error().message();
    EXPECT_EQ(next.header.numDeltaPocsOfRefRpsIdx, 0);
    EXPECT_EQ(next.header.shortTermRefPicSetBitSize, 0);
}

TEST(ShortTermRefPicSet, isInvalid_whenPredictionMakesItLargerThanTheDpb)
{
    std::array<ShortTermRefPicSet, 1> known;
    known[0].numNegativePics = MaxDpbPictures;
    for (unsigned i = 0; i < MaxDpbPictures; ++i)
        known[0].deltaPocS0.at(i) = -static_cast<std::int32_t>(i + 1);
    BitWriter writer;
    writer.u(1, 1).u(1, 1).ue(0); // predicted, negative, by 1
    writer.bits("1111 1111 1111 1111 1"); // -2 to -17 used, and -1 as well
    const auto bytes = writer.nal();
    SyntaxReader reader(bytes);
    const auto set = parseShortTermRefPicSet(reader, known, false);
    EXPECT_LE(set.numDeltaPocs(), MaxDpbPictures);
    const auto result = reader.finish("set");
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message().find("the number of pictures"), std::string::npos);
}

TEST(PredWeightTable, chromaOffsetFollowsTheWeight)
{
    PredWeightTable table;
    table.lumaLog2WeightDenom = 6;
    table.deltaChromaLog2WeightDenom = -1; // 5
    table.lists[0].deltaChromaWeight[0] = {0, 16};
    table.lists[0].deltaChromaOffset[0] = {5, 3};
    table.lists[0].deltaChromaOffset[1] = {-512, 511};
    EXPECT_EQ(table.chromaOffset(0, 0, 0), 5); // weight 1.0: the delta itself
    EXPECT_EQ(table.chromaOffset(0, 0, 1), 128 + 3 - 192); // weight 1.5
    EXPECT_EQ(table.chromaOffset(0, 1, 0), -128);
    EXPECT_EQ(table.chromaOffset(0, 1, 1), 127);
}

TEST(Sei, findsARecoveryPoint)
{
    EXPECT_EQ(findRecoveryPoint(test::makeRecoveryPoint(5)), 5);
    EXPECT_EQ(findRecoveryPoint(test::makeRecoveryPoint(-3)), -3);
    EXPECT_EQ(findRecoveryPoint(test::makeIdr()), std::nullopt);
}

} // namespace
} // namespace weir::hevc
