// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/codec/av1/frame_header_parser.h"
#include "decode/codec/av1/order_hints.h"
#include "decode/codec/av1/sequence_header_parser.h"
#include "decode/codec/av1/warp_validity.h"
#include "tests/decode/codec/av1/obu_builder.h"

namespace weir::av1
{
namespace
{

using test::FrameOptions;
using test::headerPayload;

class FrameHeaderTest : public testing::Test
{
protected:
    FrameHeaderTest()
    {
        for (unsigned i = 0; i < NumRefFrames; ++i) {
            ReferenceState &state = m_states.at(i);
            state.valid = true;
            state.orderHint = static_cast<std::uint8_t>(10 + i);
            state.size = {.upscaledWidth = 64,
                          .frameWidth = 64,
                          .frameHeight = 64,
                          .renderWidth = 64,
                          .renderHeight = 64};
        }
    }
    bool parse(const FrameOptions &options)
    {
        return parseFrameHeader(headerPayload(options), {}, m_sequence, m_states, m_header)
            .has_value();
    }

    SequenceHeader m_sequence = *parseSequenceHeader(test::sequencePayload());
    ReferenceStates m_states;
    FrameHeader m_header;
};

TEST_F(FrameHeaderTest, shownKeyFramesRefreshAllSlots)
{
    ASSERT_TRUE(parse({.type = FrameType::Key, .orderHint = 3}));
    EXPECT_EQ(m_header.refreshFrameFlags, AllFrames);
    EXPECT_TRUE(m_header.errorResilientMode);
    EXPECT_FALSE(m_header.showableFrame);
    EXPECT_EQ(m_header.orderHint, 3);
    EXPECT_EQ(m_header.size.upscaledWidth, 64U);
    EXPECT_EQ(m_header.tileInfo.tileCount(), 1U);
    EXPECT_EQ(m_header.tileInfo.miColStarts[1], 16U);
    EXPECT_EQ(m_header.txMode, TxMode::Select);
}

TEST_F(FrameHeaderTest, intraOnlyFramesMayNotRefreshAllSlots)
{
    EXPECT_TRUE(parse({.type = FrameType::IntraOnly, .refresh = 0x7f}));
    EXPECT_FALSE(parse({.type = FrameType::IntraOnly, .refresh = 0xff}));
}

TEST_F(FrameHeaderTest, motionIsIntegerInIntraFrames)
{
    ASSERT_TRUE(parse({.type = FrameType::Key}));
    EXPECT_TRUE(m_header.forceIntegerMv);
    ASSERT_TRUE(parse({.type = FrameType::IntraOnly, .refresh = 0x7f}));
    EXPECT_TRUE(m_header.forceIntegerMv);
    ASSERT_TRUE(parse({.orderHint = 20, .refs = {0, 1, 2, 3, 4, 5, 6}}));
    EXPECT_FALSE(m_header.forceIntegerMv);
}

TEST_F(FrameHeaderTest, referencesMustBeThere)
{
    const FrameOptions options{.orderHint = 20, .refs = {0, 1, 2, 3, 4, 5, 6}};
    EXPECT_TRUE(parse(options));
    EXPECT_EQ(m_header.orderHints[7], 16);
    m_states[7].valid = false;
    EXPECT_TRUE(parse(options)); // not referred to
    m_states[6].valid = false;
    EXPECT_FALSE(parse(options));
    m_states[6].valid = true;
    m_states[6].bitDepth = 10;
    EXPECT_FALSE(parse(options));
    m_states[6].bitDepth = 8;
    m_states[6].size.upscaledWidth = 129; // more than twice as wide
    EXPECT_FALSE(parse(options));
}

TEST_F(FrameHeaderTest, orderHintsTellLostFrames)
{
    FrameOptions options{.errorResilient = true,
                         .orderHint = 20,
                         .refs = {0, 0, 0, 0, 0, 0, 0},
                         .refOrderHints = {10, 11, 12, 99, 14, 15, 16, 17}};
    ASSERT_TRUE(parse(options));
    EXPECT_EQ(m_header.lostSlots, 1U << 3U);
    options.refs[2] = 3;
    EXPECT_FALSE(parse(options));
}

// 7.8 by hand: hints 10..17 in slots 0..7, the frame is 14. Backward are 4..7, forward 0..3.
TEST_F(FrameHeaderTest, shortSignallingFindsTheOthers)
{
    ASSERT_TRUE(parse({.orderHint = 14, .shortSignaling = {{3, 0}}}));
    // LAST given, LAST2 and LAST3 the latest before, GOLDEN given, BWDREF and ALTREF2 the earliest
    // after, ALTREF the latest after.
    EXPECT_EQ(m_header.refFrameIdx, (std::array<std::uint8_t, 7>{3, 2, 1, 0, 4, 5, 7}));
    EXPECT_FALSE(parse({.orderHint = 14, .shortSignaling = {{5, 0}}}));
}

TEST_F(FrameHeaderTest, shortSignallingFillsUpWithTheEarliest)
{
    ASSERT_TRUE(parse({.orderHint = 20, .shortSignaling = {{7, 6}}})); // nothing comes after 20
    EXPECT_EQ(m_header.refFrameIdx, (std::array<std::uint8_t, 7>{7, 5, 4, 6, 3, 2, 1}));
}

TEST_F(FrameHeaderTest, orderHintsWrapAround)
{
    EXPECT_EQ(relativeDistance(1, 127, m_sequence), 2);
    EXPECT_EQ(relativeDistance(127, 1, m_sequence), -2);
    EXPECT_EQ(relativeDistance(64, 0, m_sequence), -64);
    const SequenceHeader without;
    EXPECT_EQ(relativeDistance(5, 1, without), 0);
}

TEST_F(FrameHeaderTest, skipModeTakesTheNearestOnBothSidesOrTwoBefore)
{
    FrameHeader header;
    header.frameType = FrameType::Inter;
    header.referenceSelect = true;
    header.orderHint = 20;
    header.orderHints = {0, 15, 18, 18, 3, 30, 25, 28};
    deriveSkipMode(m_sequence, header);
    EXPECT_TRUE(header.skipModeAllowed);
    EXPECT_EQ(header.skipModeFrame, (std::array<std::uint8_t, 2>{2, 6}));
    header.orderHints = {0, 15, 18, 18, 3, 20, 20, 16};
    deriveSkipMode(m_sequence, header);
    EXPECT_EQ(header.skipModeFrame, (std::array<std::uint8_t, 2>{2, 7}));
    header.orderHints = {0, 18, 18, 18, 18, 20, 20, 20};
    deriveSkipMode(m_sequence, header);
    EXPECT_FALSE(header.skipModeAllowed);
    EXPECT_EQ(header.skipModeFrame, (std::array<std::uint8_t, 2>{}));
}

TEST_F(FrameHeaderTest, thePrimaryReferenceHandsDownItsState)
{
    m_states[2].loopFilter.ref[1] = 9;
    m_states[2].segmentation.enabled[4] = 1;
    FrameOptions options{.orderHint = 20, .primaryRefFrame = 1, .refs = {0, 2, 0, 0, 0, 0, 0}};
    ASSERT_TRUE(parse(options));
    EXPECT_EQ(m_header.loopFilter.deltas.ref[1], 9);
    // Segmentation is off: nothing of it stays for later frames.
    EXPECT_EQ(m_header.segmentation.features.enabled[4], 0);
    options.primaryRefFrame = PrimaryRefNone;
    ASSERT_TRUE(parse(options));
    EXPECT_EQ(m_header.loopFilter.deltas.ref, (LoopFilterDeltas{}.ref));
}

TEST_F(FrameHeaderTest, filmGrainMayBeAnotherFramesWithItsOwnSeed)
{
    m_sequence.filmGrainParamsPresent = true;
    m_states[5].filmGrain.applyGrain = true;
    m_states[5].filmGrain.grainSeed = 1;
    m_states[5].filmGrain.updateGrain = true;
    m_states[5].filmGrain.numYPoints = 7;
    FrameOptions options{.orderHint = 20,
                         .refs = {5, 0, 0, 0, 0, 0, 0},
                         .sequenceHasGrain = true,
                         .grain = {{.seed = 4711, .update = false, .refIdx = 5}}};
    ASSERT_TRUE(parse(options));
    EXPECT_TRUE(m_header.filmGrain.applyGrain);
    EXPECT_EQ(m_header.filmGrain.grainSeed, 4711);
    EXPECT_EQ(m_header.filmGrain.numYPoints, 7);
    EXPECT_FALSE(m_header.filmGrain.updateGrain);
    options.grain->refIdx = 4; // no reference of this frame
    EXPECT_FALSE(parse(options));
}

TEST_F(FrameHeaderTest, everyCutIsNoticed)
{
    const auto payload = headerPayload({.orderHint = 20, .refs = {0, 1, 2, 3, 4, 5, 6}});
    for (std::size_t size = 0; size < payload.size(); ++size)
        EXPECT_FALSE(
            parseFrameHeader(std::span(payload).first(size), {}, m_sequence, m_states, m_header)
                .has_value())
            << size;
}

TEST(SequenceHeader, everyCutIsNoticed)
{
    const auto payload = test::sequencePayload({.operatingPointIdc = {0x303, 0x101}});
    for (std::size_t size = 0; size + 1 < payload.size(); ++size)
        EXPECT_FALSE(parseSequenceHeader(std::span(payload).first(size)).has_value()) << size;
    const auto sequence = parseSequenceHeader(payload);
    ASSERT_TRUE(sequence.has_value());
    EXPECT_EQ(sequence->operatingPointIdc[1], 0x101);
    EXPECT_EQ(sequence->orderHintBits, 7);
}

TEST(SequenceHeader, unknownProfilesAreUnsupported)
{
    auto payload = test::sequencePayload();
    payload[0] |= std::byte{0x60}; // seq_profile 3
    const auto sequence = parseSequenceHeader(payload);
    ASSERT_FALSE(sequence.has_value());
    EXPECT_EQ(sequence.error().kind(), ErrorKind::Unsupported);
}

TEST(WarpValidity, followsTheShear)
{
    EXPECT_TRUE(isWarpValid({}));
    WarpParams params;
    params.value[3] = 9300; // 7 * 9280 is just below 65536
    EXPECT_TRUE(isWarpValid(params));
    params.value[3] = 9400;
    EXPECT_FALSE(isWarpValid(params));
    params = {};
    params.value[4] = 16000;
    EXPECT_TRUE(isWarpValid(params));
    params.value[5] += 1000;
    EXPECT_FALSE(isWarpValid(params));
    params = {};
    params.value[2] = 0;
    EXPECT_FALSE(isWarpValid(params));
}

} // namespace
} // namespace weir::av1
