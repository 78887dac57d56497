// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/stateless/vp8_decoder.h"
#include "tests/decode/codec/vp8/frame_builder.h"
#include "tests/decode/stateless/null_vp8_backend.h"

namespace weir
{
namespace
{

using test::NullVp8Backend;
using vp8::test::FrameOptions;
using vp8::test::makeFrame;
using Bytes = std::vector<std::byte>;
using Ids = std::vector<std::uint64_t>;
using Triple = std::array<std::uint64_t, 3>;
using Status = Vp8Decoder::Status;

class Vp8DecoderTest : public testing::Test
{
protected:
    Result<Status> decodeBytes(const Bytes &packet)
    {
        auto status = m_decoder.decode({.data = packet, .pts = std::nullopt});
        while (auto picture = m_decoder.takePicture()) {
            m_shown.push_back(valueOf(picture->frame));
            m_corrupt.push_back(picture->corrupt);
            m_visible = picture->visible;
        }
        return status;
    }
    Status decode(const FrameOptions &options)
    {
        m_packet = makeFrame(options);
        return decodeBytes(m_packet).value();
    }

    NullVp8Backend m_backend;
    Vp8Decoder m_decoder{m_backend};
    Bytes m_packet;
    Ids m_shown;
    std::vector<bool> m_corrupt;
    Rect m_visible;
};

TEST_F(Vp8DecoderTest, keepsThreeReferences)
{
    decode({.key = true}); // 1
    decode({.refreshGolden = true}); // 2
    decode({.refreshAlternate = true, .refreshLast = false}); // 3
    decode({}); // 4
    decode({.copyToGolden = 1}); // 5: golden = 4, the last one before it
    decode({.copyToGolden = 2, .copyToAlternate = 2}); // 6: both at once
    decode({.copyToAlternate = 1}); // 7: alternate = 6
    decode({}); // 8
    EXPECT_EQ(m_backend.references,
              (std::vector<Triple>{{0, 0, 0},
                                   {1, 1, 1},
                                   {2, 2, 1},
                                   {2, 2, 3},
                                   {4, 2, 3},
                                   {5, 4, 3},
                                   {6, 3, 4},
                                   {7, 3, 6}}));
    EXPECT_EQ(m_backend.broken, 0U);
    EXPECT_EQ(m_shown, (Ids{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST_F(Vp8DecoderTest, hiddenFramesAreDecodedAndNotShown)
{
    decode({.key = true});
    decode({.show = false, .refreshAlternate = true});
    decode({});
    EXPECT_EQ(m_backend.frames, (Ids{1, 2, 3}));
    EXPECT_EQ(m_shown, (Ids{1, 3}));
}

TEST_F(Vp8DecoderTest, anEmptyPacketRepeatsTheLastFrame)
{
    EXPECT_FALSE(decodeBytes({}).has_value());
    decode({.key = true});
    decode({});
    EXPECT_EQ(decodeBytes({}).value(), Status::Done);
    EXPECT_EQ(m_shown, (Ids{1, 2, 2}));
    EXPECT_EQ(m_backend.frames, (Ids{1, 2}));
}

TEST_F(Vp8DecoderTest, startsAtAKeyFrame_alsoAfterDrainAndFlush)
{
    const Bytes inter = makeFrame({});
    EXPECT_EQ(decodeBytes(inter).error().kind(), ErrorKind::InvalidData);
    decode({.key = true});
    EXPECT_TRUE(decodeBytes(inter).has_value());
    m_decoder.drain();
    EXPECT_FALSE(decodeBytes(inter).has_value());
    decode({.key = true});
    m_decoder.flush();
    EXPECT_FALSE(decodeBytes(inter).has_value());
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
    decode({.key = true});
    EXPECT_EQ(m_backend.frames, (Ids{1, 2, 3, 4})); // never used again
    EXPECT_EQ(m_corrupt, (std::vector<bool>(4, false)));
}

TEST_F(Vp8DecoderTest, goesOnWithTheSamePacket_whenTheDeviceWasBusy)
{
    const Bytes key = makeFrame({.key = true, .firstCoefficient = 7});
    const Bytes inter = makeFrame({.refreshEntropy = false, .firstCoefficient = 8});
    for (const Bytes &packet : {key, inter, inter}) {
        m_backend.refusals = 2;
        EXPECT_EQ(decodeBytes(packet).value(), Status::Blocked);
        EXPECT_EQ(decodeBytes(packet).value(), Status::Blocked);
        EXPECT_EQ(decodeBytes(packet).value(), Status::Done);
    }
    EXPECT_EQ(m_backend.frames, (Ids{1, 2, 3}));
    EXPECT_EQ(m_shown, (Ids{1, 2, 3}));
}

TEST_F(Vp8DecoderTest, isBlocked_whenNoSlotIsFree)
{
    decode({.key = true});
    std::vector<SlotRef> held;
    while (auto slot = m_backend.pool()->acquire())
        held.push_back(*slot);
    const Bytes inter = makeFrame({});
    EXPECT_EQ(decodeBytes(inter).value(), Status::Blocked);
    held.clear();
    EXPECT_EQ(decodeBytes(inter).value(), Status::Done);
    EXPECT_EQ(m_shown, (Ids{1, 2}));
}

TEST_F(Vp8DecoderTest, aKeyFrameOfAnotherSizeWaitsForTheDevice)
{
    decode({.key = true, .width = 64, .height = 48});
    m_backend.busy = true;
    const Bytes larger = makeFrame({.key = true, .width = 81, .height = 33});
    EXPECT_EQ(decodeBytes(larger).value(), Status::Blocked);
    EXPECT_EQ(m_backend.sequences, 1U);
    m_backend.busy = false;
    EXPECT_EQ(decodeBytes(larger).value(), Status::Done);
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_backend.coded, (Size{.width = 96, .height = 48}));
    EXPECT_EQ(m_visible, (Rect{.x = 0, .y = 0, .width = 81, .height = 33}));
    // Another size in the same macroblocks needs no other buffers.
    decode({.key = true, .width = 90, .height = 47});
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_visible.width, 90);
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(Vp8DecoderTest, aLostFrameMakesWhatFollowsCorrupt_untilTheNextKeyFrame)
{
    decode({.key = true});
    EXPECT_EQ(decodeBytes(Bytes(5, std::byte{0x11})).error().kind(), ErrorKind::InvalidData);
    decode({});
    decode({.key = true});
    decode({});
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true, false, false}));
}

TEST_F(Vp8DecoderTest, damageOfTheDeviceFollowsTheReferences)
{
    decode({.key = true}); // 1
    decode({.refreshLast = false}); // 2: nobody refers to it
    m_decoder.noteDamaged(FrameId{2});
    decode({});
    m_decoder.noteDamaged(FrameId{1}); // golden still
    decode({});
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, false, false, true}));
}

TEST_F(Vp8DecoderTest, flushForgetsABlockedPacket)
{
    decode({.key = true});
    m_backend.refusals = 1;
    EXPECT_EQ(decode({}), Status::Blocked);
    m_decoder.flush();
    EXPECT_EQ(m_backend.abandoned, 1U);
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
    EXPECT_EQ(decode({.key = true}), Status::Done);
    EXPECT_EQ(m_shown, (Ids{1, 3}));
}

TEST_F(Vp8DecoderTest, theFrameAfterAFlushHasItsOwnHeaderAndPartitions)
{
    decode({.key = true});
    m_backend.refusals = 1;
    EXPECT_EQ(decode({.partitionsLog2 = 2, .partitionSizes = {20, 30, 40, 50}}), Status::Blocked);
    m_decoder.flush();
    EXPECT_EQ(decode({.key = true}), Status::Done);
    EXPECT_EQ(m_backend.references.back(), Triple{});
    EXPECT_EQ(m_backend.broken, 0U);
}

} // namespace
} // namespace weir
