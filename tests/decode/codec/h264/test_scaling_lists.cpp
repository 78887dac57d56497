// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/codec/h264/scaling_lists.h"
#include "decode/codec/h264/scaling_tables.h"
#include "tests/decode/codec/bit_writer.h"

namespace weir::h264
{
namespace
{

using State = ScalingLists::State;

TEST(ScalingLists, areFlat_whenNobodySentAny)
{
    const ScalingMatrix matrix = resolveScalingMatrix({}, {});
    for (const auto &list : matrix.list4x4)
        EXPECT_EQ(list,
                  (std::array<std::uint8_t, 16>{16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
                                                16, 16, 16}));
    EXPECT_EQ(matrix.list8x8[5][63], 16);
}

TEST(ScalingLists, ruleAFallsBackToDefaultsThenToTheListBefore)
{
    Sps sps;
    sps.seqScalingMatrixPresent = true;
    sps.scaling.state[1] = State::Explicit;
    sps.scaling.list4x4[1].fill(99);
    sps.scaling.state[6] = State::Explicit;
    sps.scaling.list8x8[0].fill(77);
    const ScalingMatrix matrix = resolveScalingMatrix(sps, {});
    EXPECT_EQ(matrix.list4x4[0][15], Default4x4Intra[15]);
    EXPECT_EQ(matrix.list4x4[1][0], 99);
    EXPECT_EQ(matrix.list4x4[2][0], 99); // Intra Cr takes Intra Cb
    EXPECT_EQ(matrix.list4x4[3][0], Default4x4Inter[0]);
    EXPECT_EQ(matrix.list8x8[0][9], 77);
    EXPECT_EQ(matrix.list8x8[1][0], Default8x8Inter[0]);
    EXPECT_EQ(matrix.list8x8[2][9], 77); // Intra Cb takes Intra Y
}

TEST(ScalingLists, ruleBFallsBackToTheSequence)
{
    Sps sps;
    sps.seqScalingMatrixPresent = true;
    sps.scaling.state[0] = State::Explicit;
    sps.scaling.list4x4[0].fill(50);
    Pps pps;
    pps.picScalingMatrixPresent = true;
    pps.scaling.state[3] = State::Default;
    const ScalingMatrix matrix = resolveScalingMatrix(sps, pps);
    EXPECT_EQ(matrix.list4x4[0][3], 50);
    EXPECT_EQ(matrix.list4x4[3][0], Default4x4Inter[0]);
    EXPECT_EQ(matrix.list4x4[5][15], Default4x4Inter[15]);
}

TEST(ScalingLists, aPictureSetAloneUsesRuleA)
{
    Pps pps;
    pps.picScalingMatrixPresent = true;
    const ScalingMatrix matrix = resolveScalingMatrix({}, pps);
    EXPECT_EQ(matrix.list4x4[0][0], Default4x4Intra[0]);
    EXPECT_EQ(matrix.list8x8[1][63], Default8x8Inter[63]);
}

TEST(ScalingLists, leaveInRasterOrder)
{
    Sps sps;
    sps.seqScalingMatrixPresent = true;
    sps.scaling.state[0] = State::Explicit;
    for (std::uint8_t i = 0; i < 16; ++i)
        sps.scaling.list4x4[0][i] = static_cast<std::uint8_t>(i + 1);
    const auto list = resolveScalingMatrix(sps, {}).list4x4[0];
    EXPECT_EQ(list, (List4x4{1, 2, 6, 7, 3, 5, 8, 13, 4, 9, 12, 14, 10, 11, 15, 16}));
}

TEST(ScalingLists, parseDeltasRepeatsAndDefaults)
{
    weir::test::BitWriter writer;
    writer.u(1, 1).se(2).se(-4).se(-6); // 10, 6, then 0: the last value repeats
    writer.u(1, 1).se(-8); // next scale 0 at once: default
    writer.u(1, 0);
    const auto data = writer.nal();
    SyntaxReader reader(data);
    const ScalingLists lists = parseScalingLists(reader, 3);
    EXPECT_EQ(lists.state[0], State::Explicit);
    EXPECT_EQ(lists.list4x4[0][0], 10);
    EXPECT_EQ(lists.list4x4[0][1], 6);
    EXPECT_EQ(lists.list4x4[0][15], 6);
    EXPECT_EQ(lists.state[1], State::Default);
    EXPECT_EQ(lists.state[2], State::Absent);
    EXPECT_TRUE(reader.finish("lists").has_value());
}

} // namespace
} // namespace weir::h264
