// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/codec/h264/avc_configuration.h"
#include "decode/codec/h264/parameter_sets.h"
#include "tests/decode/codec/h264/stream_builder.h"

namespace weir::h264
{
namespace
{

using weir::test::makePps;
using weir::test::makeSps;
using weir::test::SpsOptions;

struct DpbCase {
    const char *name;
    unsigned profileIdc;
    unsigned constraintFlags; // constraint_setn_flag is bit n
    unsigned levelIdc;
    unsigned widthInMbs;
    unsigned heightInMbs;
    unsigned maxNumRefFrames;
    int maxDecFrameBuffering; // -1: not sent
    unsigned expected;
};

TEST(Vui, saysWhereChromaLies)
{
    EXPECT_EQ(parseSps(makeSps({.chromaLocation = 2}))->vui.color.chromaLocation, 3);
    EXPECT_EQ(parseSps(makeSps({.maxDecFrameBuffering = 1}))->vui.color.chromaLocation, 0);
}

TEST(Vui, leavesOutABitstreamRestriction_thatNoStreamCanKeep)
{
    for (const SpsOptions &options :
         {SpsOptions{.maxDecFrameBuffering = 2, .maxNumReorderFrames = 5},
          SpsOptions{.maxDecFrameBuffering = 17}}) {
        const auto sps = parseSps(makeSps(options));
        ASSERT_TRUE(sps.has_value()) << sps.error().message();
        EXPECT_FALSE(sps->vui.bitstreamRestriction);
        EXPECT_EQ(sps->reorderFrames(), sps->dpbFrames());
    }
}

class DpbFrames : public testing::TestWithParam<DpbCase>
{
};

TEST_P(DpbFrames, followLevelAndVui)
{
    const DpbCase &row = GetParam();
    Sps sps;
    sps.profileIdc = static_cast<std::uint8_t>(row.profileIdc);
    sps.constraintSetFlags = static_cast<std::uint8_t>(row.constraintFlags);
    sps.levelIdc = static_cast<std::uint8_t>(row.levelIdc);
    sps.picWidthInMbsMinus1 = static_cast<std::uint16_t>(row.widthInMbs - 1);
    sps.picHeightInMapUnitsMinus1 = static_cast<std::uint16_t>(row.heightInMbs - 1);
    sps.maxNumRefFrames = static_cast<std::uint8_t>(row.maxNumRefFrames);
    sps.vui.bitstreamRestriction = row.maxDecFrameBuffering >= 0;
    if (row.maxDecFrameBuffering >= 0)
        sps.vui.maxDecFrameBuffering = static_cast<std::uint8_t>(row.maxDecFrameBuffering);
    EXPECT_EQ(sps.dpbFrames(), row.expected);
}

INSTANTIATE_TEST_SUITE_P(
    Levels, DpbFrames,
    testing::Values(DpbCase{"full1080pAtLevel4", 100, 0, 40, 120, 68, 1, -1, 4},
                    DpbCase{"qcifIsCappedAt16", 100, 0, 40, 11, 9, 1, -1, 16},
                    DpbCase{"level1bInMain", 77, 8, 11, 11, 9, 1, -1, 4},
                    DpbCase{"level11InMain", 77, 0, 11, 11, 9, 1, -1, 9},
                    DpbCase{"constraintSet3IsNotLevel1bInHigh", 100, 0, 11, 11, 9, 1, -1, 9},
                    DpbCase{"vuiSaysLess", 100, 0, 40, 120, 68, 1, 2, 2},
                    DpbCase{"neverLessThanTheReferences", 100, 0, 40, 120, 68, 6, 2, 6},
                    DpbCase{"intraOnlyNeedsNone", 110, 8, 40, 120, 68, 0, -1, 0},
                    DpbCase{"unknownLevelIsTheNextOne", 100, 0, 43, 120, 68, 1, -1, 13}),
    [](const auto &row) { return std::string(row.param.name); });

TEST(Sps, readsWhatTheBuilderWrote)
{
    const auto nal = makeSps({.levelIdc = 31,
                              .id = 3,
                              .maxNumRefFrames = 5,
                              .gapsAllowed = true,
                              .widthInMbs = 45,
                              .heightInMbs = 30,
                              .maxDecFrameBuffering = 6,
                              .maxNumReorderFrames = 2});
    const auto sps = parseSps(nal);
    ASSERT_TRUE(sps.has_value()) << sps.error().message();
    EXPECT_EQ(sps->profileIdc, 77);
    EXPECT_EQ(sps->seqParameterSetId, 3);
    EXPECT_EQ(sps->codedSize(), (Size{720, 480}));
    EXPECT_TRUE(sps->gapsInFrameNumValueAllowed);
    EXPECT_EQ(sps->dpbFrames(), 6U);
    EXPECT_EQ(sps->reorderFrames(), 2U);
}

TEST(Sps, constraintFlagsAreNumberedFromBitZero)
{
    const auto sps = parseSps(makeSps({.constraintFlags = 0b01010000}));
    ASSERT_TRUE(sps.has_value());
    EXPECT_EQ(sps->constraintSetFlags, 0b1010);
}

TEST(Sps, isInvalid_whenCutShort)
{
    const auto nal = makeSps();
    for (std::size_t size = 0; size + 1 < nal.size(); ++size)
        EXPECT_FALSE(parseSps(std::span(nal).first(size)).has_value()) << size;
}

TEST(Sps, isInvalid_whenItNamesTooManyReferences)
{
    const auto sps = parseSps(makeSps({.maxNumRefFrames = 17}));
    ASSERT_FALSE(sps.has_value());
    EXPECT_NE(sps.error().message().find("max_num_ref_frames"), std::string::npos);
}

TEST(Pps, isRefused_whenItHasSliceGroups)
{
    const auto pps = parsePps(makePps({.sliceGroupsMinus1 = 1}), {});
    ASSERT_FALSE(pps.has_value());
    EXPECT_EQ(pps.error().kind(), ErrorKind::Unsupported);
}

TEST(ParameterSets, keepTheObject_whenTheSameIsSentAgain)
{
    ParameterSets sets;
    ASSERT_TRUE(sets.addSps(makeSps()) && sets.addPps(makePps()));
    const auto first = sets.find(0);
    ASSERT_TRUE(sets.addSps(makeSps()) && sets.addPps(makePps()));
    const auto second = sets.find(0);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->sps, second->sps);
    EXPECT_EQ(first->pps, second->pps);
}

TEST(ParameterSets, doNotChangeWhatWasHandedOut_whenTheIdGetsNewContent)
{
    ParameterSets sets;
    ASSERT_TRUE(sets.addSps(makeSps()) && sets.addPps(makePps()));
    const auto before = sets.find(0);
    ASSERT_TRUE(sets.addSps(makeSps({.maxNumRefFrames = 1})));
    const auto after = sets.find(0);
    ASSERT_TRUE(before && after);
    EXPECT_EQ(before->sps->maxNumRefFrames, 2);
    EXPECT_EQ(after->sps->maxNumRefFrames, 1);
}

TEST(ParameterSets, sayWhichOneIsMissing)
{
    ParameterSets sets;
    EXPECT_NE(sets.find(7).error().message().find("picture parameter set 7"), std::string::npos);
    ASSERT_TRUE(sets.addPps(makePps({.spsId = 4})));
    EXPECT_NE(sets.find(0).error().message().find("sequence parameter set 4"), std::string::npos);
}

std::vector<std::byte> makeAvcC(std::span<const std::byte> sps, std::span<const std::byte> pps)
{
    std::vector<std::byte> record;
    for (const unsigned value : {1U, 77U, 0U, 10U, 0xfdU, 0xe1U})
        record.push_back(static_cast<std::byte>(value));
    const auto append = [&](std::span<const std::byte> nal) {
        record.push_back(static_cast<std::byte>(nal.size() >> 8U));
        record.push_back(static_cast<std::byte>(nal.size() & 0xffU));
        record.insert(record.end(), nal.begin(), nal.end());
    };
    append(sps);
    record.push_back(std::byte{1});
    append(pps);
    return record;
}

TEST(AvcConfiguration, findsLengthSizeAndSets)
{
    const auto sps = makeSps();
    const auto pps = makePps();
    const auto record = makeAvcC(sps, pps);
    const auto configuration = parseAvcConfiguration(record);
    ASSERT_TRUE(configuration.has_value());
    EXPECT_EQ(configuration->framing.lengthSize, 2);
    ASSERT_EQ(configuration->parameterSets.size(), 2U);
    EXPECT_TRUE(std::ranges::equal(configuration->parameterSets[0], sps));
    EXPECT_TRUE(std::ranges::equal(configuration->parameterSets[1], pps));
}

TEST(AvcConfiguration, isInvalid_whenCutInsideASet)
{
    const auto record = makeAvcC(makeSps(), makePps());
    for (std::size_t size = 1; size < record.size(); ++size) {
        const auto configuration = parseAvcConfiguration(std::span(record).first(size));
        // A record may end after its sequence parameter sets.
        if (configuration) {
            EXPECT_EQ(configuration->parameterSets.size(), 1U) << size;
        }
    }
}

TEST(AvcConfiguration, takesStartCodesAndNothing)
{
    const auto annexB = weir::test::makePacket({makeSps(), makePps()});
    EXPECT_EQ(parseAvcConfiguration(annexB)->parameterSets.size(), 2U);
    EXPECT_EQ(parseAvcConfiguration(annexB)->framing.lengthSize, 0);
    EXPECT_TRUE(parseAvcConfiguration({})->parameterSets.empty());
}

} // namespace
} // namespace weir::h264
