// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/stateless/vp9_decoder.h"
#include "tests/decode/codec/vp9/frame_builder.h"
#include "tests/decode/stateless/null_vp9_backend.h"

namespace weir
{
namespace
{

using test::NullVp9Backend;
using vp9::test::FrameBuilder;
using Bytes = std::vector<std::byte>;
using Status = Vp9Decoder::Status;

Bytes hidden(unsigned refreshFrameFlags)
{
    FrameBuilder builder = FrameBuilder::inter();
    builder.isShown = false;
    builder.refreshFrameFlags = refreshFrameFlags;
    return builder.bytes();
}

Bytes interOf(std::array<unsigned, 3> refs, unsigned refreshFrameFlags)
{
    FrameBuilder builder = FrameBuilder::inter();
    builder.refs = refs;
    builder.refreshFrameFlags = refreshFrameFlags;
    return builder.bytes();
}

// With a superframe index of two bytes a size.
Bytes superframe(const std::vector<Bytes> &frames)
{
    Bytes packet;
    const auto marker = static_cast<std::byte>(0xc8U | (frames.size() - 1));
    Bytes index{marker};
    for (const Bytes &frame : frames) {
        packet.insert(packet.end(), frame.begin(), frame.end());
        index.push_back(static_cast<std::byte>(frame.size() & 0xffU));
        index.push_back(static_cast<std::byte>(frame.size() >> 8U));
    }
    index.push_back(marker);
    packet.insert(packet.end(), index.begin(), index.end());
    return packet;
}

class Vp9DecoderTest : public testing::Test
{
protected:
    Result<Status> decode(const Bytes &packet, int pts = 0)
    {
        auto status = m_decoder.decode({.data = packet, .pts = MediaTime(Nanoseconds(pts))});
        while (auto picture = m_decoder.takePicture())
            m_shown.push_back(*std::move(picture));
        return status;
    }
    void expectDone(const Bytes &packet, int pts = 0)
    {
        const auto status = decode(packet, pts);
        ASSERT_TRUE(status.has_value()) << status.error().message();
        EXPECT_EQ(*status, Status::Done);
    }
    void expectInvalid(const Bytes &packet)
    {
        const auto status = decode(packet);
        ASSERT_FALSE(status.has_value());
        EXPECT_EQ(status.error().kind(), ErrorKind::InvalidData);
    }
    [[nodiscard]] std::vector<std::uint64_t> shown() const
    {
        std::vector<std::uint64_t> frames;
        frames.reserve(m_shown.size());
        for (const OutputPicture &picture : m_shown)
            frames.push_back(valueOf(picture.frame));
        return frames;
    }
    [[nodiscard]] std::vector<bool> corrupt() const
    {
        std::vector<bool> result;
        result.reserve(m_shown.size());
        for (const OutputPicture &picture : m_shown)
            result.push_back(picture.corrupt);
        return result;
    }

    NullVp9Backend m_backend;
    Vp9Decoder m_decoder{m_backend};
    std::vector<OutputPicture> m_shown;
};

using Frames = std::vector<std::uint64_t>;
using References = std::array<FrameId, 3>;

TEST_F(Vp9DecoderTest, referencesFollowTheSlots)
{
    expectDone(FrameBuilder{}.bytes());
    expectDone(interOf({0, 1, 2}, 0b0000'0010));
    expectDone(interOf({0, 1, 2}, 0b0000'0100));
    expectDone(interOf({2, 1, 0}, 0));
    ASSERT_EQ(m_backend.references.size(), 4U);
    EXPECT_EQ(m_backend.references[0], References{});
    EXPECT_EQ(m_backend.references[1], (References{FrameId{1}, FrameId{1}, FrameId{1}}));
    EXPECT_EQ(m_backend.references[2], (References{FrameId{1}, FrameId{2}, FrameId{1}}));
    EXPECT_EQ(m_backend.references[3], (References{FrameId{3}, FrameId{2}, FrameId{1}}));
    EXPECT_EQ(shown(), (Frames{1, 2, 3, 4}));
    EXPECT_EQ(m_backend.broken, 0U);
    EXPECT_EQ(m_backend.heldPictures, 8U);
    EXPECT_EQ(m_shown[0].visible, (Rect{.x = 0, .y = 0, .width = 64, .height = 48}));
}

TEST_F(Vp9DecoderTest, allSlotsAreGivenBack)
{
    expectDone(FrameBuilder{}.bytes());
    for (unsigned i = 0; i < 40; ++i) {
        expectDone(interOf({0, 1, 2}, 1U << (i % 8)));
        m_shown.clear();
    }
    m_decoder.drain();
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
    expectInvalid(interOf({0, 1, 2}, 1)); // after the end, anew
    expectDone(FrameBuilder{}.bytes());
    m_shown.clear();
    m_decoder.flush();
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
}

TEST_F(Vp9DecoderTest, theShownPictureTakesTheTimeOfItsPacket)
{
    expectDone(FrameBuilder{}.bytes(), 5);
    expectDone(superframe({hidden(0b10), interOf({0, 1, 2}, 1)}), 7);
    EXPECT_EQ(shown(), (Frames{1, 3}));
    EXPECT_EQ(m_shown[0].pts, MediaTime(Nanoseconds(5)));
    EXPECT_EQ(m_shown[1].pts, MediaTime(Nanoseconds(7)));
}

TEST_F(Vp9DecoderTest, aPictureIsShownAgainWithoutRequest)
{
    expectDone(FrameBuilder{}.bytes(), 1);
    expectDone(hidden(0b100), 2);
    expectDone(FrameBuilder::showExisting(2), 3);
    expectDone(FrameBuilder::showExisting(2), 4);
    EXPECT_EQ(m_backend.frames.size(), 2U);
    EXPECT_EQ(shown(), (Frames{1, 2, 2}));
    EXPECT_EQ(m_shown[1].pts, MediaTime(Nanoseconds(3)));
    EXPECT_EQ(m_shown[2].pts, MediaTime(Nanoseconds(4)));
    EXPECT_EQ(m_shown[1].slot.index(), m_shown[2].slot.index());
    EXPECT_FALSE(m_shown[2].corrupt);
}

TEST_F(Vp9DecoderTest, nothingIsShownFromAnEmptySlot)
{
    expectInvalid(FrameBuilder::showExisting(3));
    m_backend.failures = 1;
    expectInvalid(FrameBuilder{}.bytes());
    expectInvalid(FrameBuilder::showExisting(0));
    EXPECT_TRUE(m_shown.empty());
}

TEST_F(Vp9DecoderTest, aDamagedPictureIsCorruptWhenItIsShownLater)
{
    expectDone(FrameBuilder{}.bytes());
    expectDone(hidden(0b10));
    m_decoder.noteDamaged(FrameId{2});
    expectDone(FrameBuilder::showExisting(1));
    expectDone(FrameBuilder::showExisting(0)); // what was there before it is not
    EXPECT_EQ(shown(), (Frames{1, 2, 1}));
    EXPECT_EQ(corrupt(), (std::vector<bool>{false, true, false}));
}

TEST_F(Vp9DecoderTest, whereARefusedPictureShouldBe_theOneBeforeIsShownAsCorrupt)
{
    expectDone(FrameBuilder{}.bytes());
    m_backend.failures = 1;
    expectInvalid(hidden(0b10));
    expectDone(FrameBuilder::showExisting(1));
    EXPECT_EQ(shown(), (Frames{1, 1}));
    EXPECT_EQ(corrupt(), (std::vector<bool>{false, true}));
}

TEST_F(Vp9DecoderTest, startsAtAKeyFrame)
{
    expectInvalid(interOf({0, 1, 2}, 1));
    FrameBuilder intraOnly = FrameBuilder::inter();
    intraOnly.isShown = false;
    intraOnly.isIntraOnly = true;
    expectInvalid(intraOnly.bytes());
    expectDone(FrameBuilder{}.bytes());
    EXPECT_EQ(corrupt(), std::vector<bool>{false});
}

TEST_F(Vp9DecoderTest, aLostFrameTaintsWhatComesUntilAKeyFrame)
{
    expectDone(FrameBuilder{}.bytes());
    FrameBuilder broken = FrameBuilder::inter();
    broken.compressedSize = 0;
    expectInvalid(broken.bytes());
    expectDone(interOf({0, 1, 2}, 1));
    expectDone(FrameBuilder::showExisting(5));
    expectDone(FrameBuilder{}.bytes());
    expectDone(interOf({0, 1, 2}, 1));
    EXPECT_EQ(corrupt(), (std::vector<bool>{false, true, true, false, false}));
}

TEST_F(Vp9DecoderTest, aRefusedPictureIsLost_andTheRestOfThePacketGoesOn)
{
    expectDone(FrameBuilder{}.bytes());
    m_backend.failures = 1;
    expectDone(superframe({hidden(0b10), interOf({0, 0, 0}, 1)}));
    EXPECT_EQ(shown(), (Frames{1, 3}));
    EXPECT_EQ(corrupt(), (std::vector<bool>{false, true}));
    EXPECT_EQ(m_backend.abandoned, 1U);
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(Vp9DecoderTest, damageFromTheDeviceFollowsReferences)
{
    expectDone(FrameBuilder{}.bytes());
    expectDone(interOf({0, 1, 2}, 0b10));
    m_decoder.noteDamaged(FrameId{2});
    FrameBuilder clean = FrameBuilder::inter();
    clean.isErrorResilient = true; // resets the probabilities
    clean.refs = {0, 0, 0};
    expectDone(clean.bytes());
    expectDone(interOf({1, 0, 0}, 0));
    EXPECT_EQ(corrupt(), (std::vector<bool>{false, false, false, true}));
    m_decoder.noteDamaged(FrameId{1}); // forgotten since, but slot 2 still has it
    expectDone(interOf({0, 0, 0}, 0));
    expectDone(interOf({2, 2, 2}, 0));
    EXPECT_FALSE(m_shown[4].corrupt);
    EXPECT_TRUE(m_shown[5].corrupt);
}

TEST_F(Vp9DecoderTest, goesOnWithTheSamePacket_whenTheDeviceWasBusy)
{
    const auto packet = superframe({FrameBuilder{}.bytes(), hidden(2), interOf({0, 1, 2}, 1)});
    m_backend.refusals = 2;
    EXPECT_EQ(decode(packet).value(), Status::Blocked);
    EXPECT_EQ(decode(packet).value(), Status::Blocked);
    EXPECT_EQ(decode(packet).value(), Status::Done);
    EXPECT_EQ(m_backend.frames, (Frames{1, 2, 3}));
    EXPECT_EQ(shown(), (Frames{1, 3}));
}

TEST_F(Vp9DecoderTest, isBlocked_whenNoSlotIsFree_andLosesNothing)
{
    expectDone(FrameBuilder{}.bytes());
    std::vector<SlotRef> held;
    while (auto slot = m_backend.pool()->acquire())
        held.push_back(*slot);
    EXPECT_EQ(decode(interOf({0, 1, 2}, 1)).value(), Status::Blocked);
    held.clear();
    expectDone(interOf({0, 1, 2}, 1));
    EXPECT_EQ(shown(), (Frames{1, 2}));
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(Vp9DecoderTest, flushForgetsThePictureInHand)
{
    expectDone(FrameBuilder{}.bytes());
    m_backend.refusals = 1;
    const Bytes packet = interOf({0, 1, 2}, 1);
    EXPECT_EQ(decode(packet).value(), Status::Blocked);
    m_decoder.flush();
    EXPECT_EQ(m_backend.abandoned, 1U);
    m_shown.clear();
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
    expectDone(FrameBuilder{}.bytes());
    EXPECT_EQ(shown(), Frames{3}); // numbers are never used again
    EXPECT_EQ(m_backend.sequences, 1U);
}

TEST_F(Vp9DecoderTest, aKeyFrameOfAnotherSizeBeginsASequence_whenTheDeviceIsIdle)
{
    expectDone(FrameBuilder{}.bytes());
    FrameBuilder larger;
    larger.width = 128;
    m_backend.busy = true;
    EXPECT_EQ(decode(larger.bytes()).value(), Status::Blocked);
    EXPECT_EQ(m_backend.sequences, 1U);
    m_backend.busy = false;
    expectDone(larger.bytes());
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_backend.size, (Size{.width = 128, .height = 48}));
    expectDone(larger.bytes());
    EXPECT_EQ(m_backend.sequences, 2U);
    larger.colorSpace = 5;
    expectDone(larger.bytes());
    EXPECT_EQ(m_backend.sequences, 3U);
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(Vp9DecoderTest, anInterFrameOfAnotherSizeKeepsTheReferences)
{
    expectDone(FrameBuilder{}.bytes());
    FrameBuilder larger = FrameBuilder::inter();
    larger.sizeFromRef = -1;
    larger.width = 100;
    m_backend.busy = true;
    EXPECT_EQ(decode(larger.bytes()).value(), Status::Blocked);
    m_backend.busy = false;
    expectDone(larger.bytes());
    EXPECT_EQ(m_backend.sequences, 1U);
    EXPECT_EQ(m_backend.resizes, 1U);
    EXPECT_EQ(m_backend.references[1][0], FrameId{1});
    EXPECT_EQ(m_shown[1].visible.width, 100);
    expectDone(interOf({1, 1, 1}, 2)); // back to the size of slot 1
    EXPECT_EQ(m_backend.resizes, 2U);
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(Vp9DecoderTest, aDeviceThatCannotResizeEndsTheDecoder)
{
    m_backend.mayResize = false;
    expectDone(FrameBuilder{}.bytes());
    FrameBuilder larger = FrameBuilder::inter();
    larger.sizeFromRef = -1;
    larger.width = 100;
    const auto status = decode(larger.bytes());
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().kind(), ErrorKind::Unsupported);
}

TEST_F(Vp9DecoderTest, anotherProfileNeedsAKeyFrame)
{
    expectDone(FrameBuilder{}.bytes());
    FrameBuilder other = FrameBuilder::inter();
    other.profile = 2;
    expectInvalid(other.bytes());
}

} // namespace
} // namespace weir
