// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/stateless/av1_decoder.h"
#include "tests/decode/codec/av1/obu_builder.h"
#include "tests/decode/stateless/null_av1_backend.h"

namespace weir
{
namespace
{

using av1::FrameType;
using av1::ObuType;
using av1::test::Bytes;
using av1::test::join;
using av1::test::makeFrame;
using av1::test::makeObu;
using av1::test::makeSequence;
using av1::test::makeShowExisting;
using Status = Av1Decoder::Status;
using Numbers = std::vector<std::uint64_t>;

class Av1DecoderTest : public testing::Test
{
protected:
    void take()
    {
        while (auto picture = m_decoder.takePicture()) {
            m_shown.push_back(valueOf(picture->frame));
            m_corrupt.push_back(picture->corrupt);
            m_hasPts.push_back(picture->pts.has_value());
        }
    }
    Result<Status> decode(const Bytes &packet)
    {
        auto status = m_decoder.decode({.data = packet, .pts = MediaTime{}});
        take();
        return status;
    }
    void expectDone(const Bytes &packet)
    {
        const auto status = decode(packet);
        ASSERT_TRUE(status.has_value()) << status.error().message();
        EXPECT_EQ(*status, Status::Done);
        EXPECT_EQ(m_backend.broken, 0U);
    }
    void expectKind(const Bytes &packet, ErrorKind kind)
    {
        const auto status = decode(packet);
        ASSERT_FALSE(status.has_value());
        EXPECT_EQ(status.error().kind(), kind) << status.error().message();
    }

    const Bytes m_key = join({makeSequence(), makeFrame({.type = FrameType::Key})});
    test::NullAv1Backend m_backend;
    Av1Decoder m_decoder{m_backend};
    Numbers m_shown;
    std::vector<bool> m_corrupt;
    std::vector<bool> m_hasPts;
};

TEST_F(Av1DecoderTest, showsFramesInTheOrderOfTheStream)
{
    expectDone(m_key);
    expectDone(join({makeFrame({.show = false, .showable = true, .orderHint = 4, .refresh = 2}),
                     makeFrame({.orderHint = 1, .refs = {0, 1, 1, 1, 1, 1, 1}})}));
    EXPECT_EQ(m_shown, (Numbers{1, 3}));
    expectDone(makeShowExisting(1));
    EXPECT_EQ(m_shown, (Numbers{1, 3, 2}));
    EXPECT_EQ(m_backend.frames, (Numbers{1, 2, 3}));
    EXPECT_EQ(m_backend.sequences, 1U);
}

TEST_F(Av1DecoderTest, onlyTheFirstPictureOfAPacketHasItsTime)
{
    expectDone(join({m_key, makeFrame({.orderHint = 1})}));
    EXPECT_EQ(m_hasPts, (std::vector{true, false}));
}

TEST_F(Av1DecoderTest, aKeyFrameShownLateTakesAllSlots)
{
    expectDone(m_key);
    expectDone(makeFrame(
        {.type = FrameType::Key, .show = false, .showable = true, .orderHint = 9, .refresh = 4}));
    expectDone(makeFrame({.orderHint = 1}));
    EXPECT_EQ(m_backend.references[0], FrameId{1});
    EXPECT_EQ(m_backend.references[2], FrameId{2});
    expectDone(makeShowExisting(2));
    expectDone(makeFrame({.orderHint = 10, .refs = {7, 6, 5, 4, 3, 2, 1}}));
    for (const FrameId frame : m_backend.references)
        EXPECT_EQ(frame, FrameId{2});
    EXPECT_EQ(m_shown, (Numbers{1, 3, 2, 4}));
}

// An error resilient frame names the order hints that the slots are to have.
TEST_F(Av1DecoderTest, aKeyFrameShownLateHandsItsStateToAllSlots)
{
    expectDone(m_key);
    expectDone(makeFrame(
        {.type = FrameType::Key, .show = false, .showable = true, .orderHint = 9, .refresh = 4}));
    expectDone(makeShowExisting(2));
    expectDone(makeFrame({.errorResilient = true,
                          .orderHint = 10,
                          .refs = {7, 6, 5, 4, 3, 1, 0},
                          .refOrderHints = {9, 9, 9, 9, 9, 9, 9, 9}}));
    EXPECT_EQ(m_shown, (Numbers{1, 2, 3}));
}

TEST_F(Av1DecoderTest, anotherFrameShownLateChangesNoSlot)
{
    expectDone(m_key);
    expectDone(makeFrame({.show = false, .showable = true, .orderHint = 4, .refresh = 2}));
    expectDone(makeShowExisting(1));
    expectDone(makeFrame({.errorResilient = true,
                          .orderHint = 5,
                          .refs = {0, 1, 2, 3, 4, 5, 6},
                          .refOrderHints = {0, 4, 0, 0, 0, 0, 0, 0}}));
    for (std::size_t slot = 0; slot < m_backend.references.size(); ++slot)
        EXPECT_EQ(m_backend.references.at(slot), FrameId{slot == 1 ? 2U : 1U});
    EXPECT_EQ(m_shown, (Numbers{1, 2, 3}));
}

TEST_F(Av1DecoderTest, startsAtAKeyFrame)
{
    expectKind(makeFrame({.orderHint = 1}), ErrorKind::InvalidData);
    expectKind(join({makeSequence(), makeFrame({.orderHint = 1})}), ErrorKind::InvalidData);
    expectKind(makeFrame({.type = FrameType::IntraOnly, .refresh = 1}), ErrorKind::InvalidData);
    expectKind(makeShowExisting(0), ErrorKind::InvalidData);
    expectDone(m_key);
    m_decoder.flush();
    expectKind(makeFrame({.orderHint = 1}), ErrorKind::InvalidData);
    expectDone(makeFrame({.type = FrameType::Key})); // its sequence header is known
    EXPECT_EQ(m_shown, (Numbers{1, 2}));
    EXPECT_EQ(m_backend.sequences, 1U);
}

TEST_F(Av1DecoderTest, takesTheSequenceHeaderFromTheContainer)
{
    ASSERT_TRUE(m_decoder.configure(makeSequence()).has_value());
    expectDone(makeFrame({.type = FrameType::Key}));
    EXPECT_EQ(m_backend.coded, (Size{64, 64}));
}

TEST_F(Av1DecoderTest, goesOnWhereTheDeviceHadNoRoom)
{
    m_backend.refusals = 1;
    const Bytes packet = join({m_key, makeFrame({.orderHint = 1})});
    EXPECT_EQ(*decode(packet), Status::Blocked);
    EXPECT_TRUE(m_shown.empty());
    EXPECT_EQ(*decode(packet), Status::Done);
    EXPECT_EQ(m_shown, (Numbers{1, 2}));
}

TEST_F(Av1DecoderTest, flushForgetsTheFrameInHand)
{
    m_backend.refusals = 1;
    EXPECT_EQ(*decode(m_key), Status::Blocked);
    m_decoder.flush();
    EXPECT_EQ(m_backend.abandoned, 1U);
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
    expectDone(m_key);
    EXPECT_EQ(m_shown, Numbers{2}); // numbers are never used again
    EXPECT_EQ(m_corrupt, std::vector<bool>{false});
}

TEST_F(Av1DecoderTest, aNewSequenceWaitsForTheDevice)
{
    expectDone(m_key);
    m_backend.busy = true;
    const Bytes larger = join({makeSequence({.width = 128}), makeFrame({.type = FrameType::Key})});
    EXPECT_EQ(*decode(larger), Status::Blocked);
    m_backend.busy = false;
    EXPECT_EQ(*decode(larger), Status::Done);
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_backend.coded, (Size{128, 64}));
    expectDone(join({makeSequence({.width = 128}), makeFrame({.type = FrameType::Key})}));
    EXPECT_EQ(m_backend.sequences, 2U);
    // A new sequence cannot begin with a frame that refers to the old one.
    expectKind(join({makeSequence(), makeFrame({.orderHint = 1})}), ErrorKind::InvalidData);
}

TEST_F(Av1DecoderTest, whatTheDeviceCannotDoEndsIt)
{
    m_backend.refusesSequences = true;
    expectKind(m_key, ErrorKind::Unsupported);
}

TEST_F(Av1DecoderTest, tileListsAreUnsupported)
{
    expectDone(m_key);
    expectKind(makeObu(ObuType::TileList, Bytes(4)), ErrorKind::Unsupported);
}

TEST_F(Av1DecoderTest, showsTheHighestLayerOfTheOperatingPoint)
{
    const Bytes sequence = makeSequence({.operatingPointIdc = {0x301, 0x101}});
    const auto layer = [](unsigned spatialId, unsigned temporalId = 0) {
        return av1::test::Extension{.temporalId = temporalId, .spatialId = spatialId};
    };
    expectDone(join({sequence, makeFrame({.type = FrameType::Key}, layer(0)),
                     makeFrame({.orderHint = 0, .refresh = 2}, layer(1))}));
    EXPECT_EQ(m_shown, (Numbers{2}));
    EXPECT_EQ(m_hasPts, (std::vector{true}));
    // Only the lower one came; temporal layer 1 is not in the operating point.
    expectDone(
        join({makeFrame({.orderHint = 1}, layer(0)), makeFrame({.orderHint = 1}, layer(1, 1))}));
    EXPECT_EQ(m_shown, (Numbers{2, 3}));
    EXPECT_EQ(m_backend.frames, (Numbers{1, 2, 3}));
}

TEST_F(Av1DecoderTest, aLowerLayerThatWaitsKeepsItsBuffer)
{
    const Bytes sequence = makeSequence({.operatingPointIdc = {0x301, 0x101}});
    expectDone(join(
        {sequence,
         makeFrame({.type = FrameType::Key}, av1::test::Extension{.temporalId = 0, .spatialId = 0}),
         makeFrame({.orderHint = 0, .refresh = 2},
                   av1::test::Extension{.temporalId = 0, .spatialId = 1})}));
    // The lower one is no reference: besides the two there is its buffer, until the upper is there.
    expectDone(join({makeFrame({.orderHint = 1, .refresh = 0},
                               av1::test::Extension{.temporalId = 0, .spatialId = 0}),
                     makeFrame({.orderHint = 1, .refresh = 0},
                               av1::test::Extension{.temporalId = 0, .spatialId = 1})}));
    EXPECT_EQ(m_backend.mostHeld, 3U);
}

TEST_F(Av1DecoderTest, headersMayBeRepeatedWhileTilesCome)
{
    const Bytes header = av1::test::headerPayload({.type = FrameType::Key});
    expectDone(
        join({makeSequence(), makeObu(ObuType::FrameHeader, header),
              makeObu(ObuType::FrameHeader, header), makeObu(ObuType::RedundantFrameHeader, header),
              makeObu(ObuType::TileGroup, Bytes(3, std::byte{1}))}));
    EXPECT_EQ(m_shown, (Numbers{1}));
}

TEST_F(Av1DecoderTest, aSequenceHeaderBeforeTheTilesIsForTheNextFrame)
{
    const Bytes header = av1::test::headerPayload({.type = FrameType::Key});
    const Bytes tiles = makeObu(ObuType::TileGroup, Bytes(3, std::byte{1}));
    expectDone(join({makeSequence(), makeObu(ObuType::FrameHeader, header),
                     makeSequence({.width = 128}), tiles}));
    EXPECT_EQ(m_backend.ofSequence, (Size{64, 64}));
    EXPECT_EQ(m_backend.sequences, 1U);
    expectDone(makeFrame({.type = FrameType::Key}));
    EXPECT_EQ(m_backend.ofSequence, (Size{128, 64}));
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_shown, (Numbers{1, 2}));
}

TEST_F(Av1DecoderTest, aFrameWithoutTilesIsLost)
{
    expectDone(m_key);
    const Bytes header = av1::test::headerPayload({.orderHint = 1, .refresh = 1});
    expectKind(makeObu(ObuType::FrameHeader, header), ErrorKind::InvalidData);
    // Its slot holds nothing now, the others go on.
    expectKind(makeFrame({.orderHint = 2}), ErrorKind::InvalidData);
    expectDone(makeFrame({.orderHint = 2, .refs = {1, 1, 1, 1, 1, 1, 1}}));
}

TEST_F(Av1DecoderTest, aRefusedFrameIsLost)
{
    expectDone(m_key);
    m_backend.failures = 1;
    expectKind(makeFrame({.orderHint = 1, .refresh = 1}), ErrorKind::InvalidData);
    expectKind(makeFrame({.orderHint = 2}), ErrorKind::InvalidData);
}

TEST_F(Av1DecoderTest, damageFollowsReferencesToTheNextKeyFrame)
{
    expectDone(m_key);
    expectDone(makeFrame({.orderHint = 1, .refresh = 2}));
    m_decoder.noteDamaged(FrameId{2});
    expectDone(makeFrame({.orderHint = 2, .refresh = 4, .refs = {0, 0, 0, 0, 0, 0, 1}}));
    expectDone(makeFrame({.orderHint = 3})); // does not refer to it
    expectDone(makeFrame({.orderHint = 4, .refs = {2, 2, 2, 2, 2, 2, 2}}));
    expectDone(m_key);
    EXPECT_EQ(m_corrupt, (std::vector{false, false, true, false, true, false}));
}

// Which slots a frame with an unreadable header would have refreshed is not known.
TEST_F(Av1DecoderTest, anUnreadableHeaderTaintsAllThatFollows)
{
    expectDone(m_key);
    Bytes cut = av1::test::headerPayload({.orderHint = 1, .refresh = 2});
    cut.resize(4);
    expectKind(makeObu(ObuType::Frame, cut), ErrorKind::InvalidData);
    expectDone(makeFrame({.orderHint = 2}));
    EXPECT_EQ(m_corrupt, (std::vector{false, true}));
}

TEST_F(Av1DecoderTest, filmGrainIsTakenOverWithANewSeed)
{
    const Bytes sequence = makeSequence({.filmGrain = true});
    expectDone(join(
        {sequence,
         makeFrame({.type = FrameType::Key, .sequenceHasGrain = true, .grain = {{.seed = 7}}})}));
    EXPECT_EQ(m_backend.grain.numYPoints, 1);
    expectDone(makeFrame({.orderHint = 1,
                          .sequenceHasGrain = true,
                          .grain = {{.seed = 8, .update = false, .refIdx = 0}}}));
    EXPECT_EQ(m_backend.grain.numYPoints, 1);
    EXPECT_EQ(m_backend.grain.grainSeed, 8);
}

} // namespace
} // namespace weir
