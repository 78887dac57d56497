// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/stateless/fwht_decoder.h"
#include "tests/decode/codec/fwht/frame_builder.h"
#include "tests/decode/stateless/null_fwht_backend.h"

namespace weir
{
namespace
{

using fwht::test::FrameOptions;
using fwht::test::makeFrame;
using test::NullFwhtBackend;
using Bytes = std::vector<std::byte>;
using Ids = std::vector<std::uint64_t>;
using Flags = std::vector<bool>;
using Status = FwhtDecoder::Status;

class FwhtDecoderTest : public testing::Test
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

    NullFwhtBackend m_backend;
    FwhtDecoder m_decoder{m_backend};
    Bytes m_packet;
    Ids m_shown;
    Flags m_corrupt;
    Rect m_visible;
};

TEST_F(FwhtDecoderTest, eachFrameRefersToTheOneBefore_untilAnIntraFrame)
{
    decode({.key = true});
    decode({});
    decode({});
    decode({.key = true});
    decode({});
    EXPECT_EQ(m_backend.references, (Ids{0, 1, 2, 0, 4}));
    EXPECT_EQ(m_shown, (Ids{1, 2, 3, 4, 5}));
    EXPECT_EQ(m_backend.sequences, 1U);
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(FwhtDecoderTest, startsAtAnIntraFrame_alsoAfterDrainAndFlush)
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
    EXPECT_EQ(m_corrupt, Flags(4, false));
}

TEST_F(FwhtDecoderTest, goesOnWithTheSamePacket_whenTheDeviceWasBusy)
{
    const Bytes key = makeFrame({.key = true});
    const Bytes inter = makeFrame({});
    for (const Bytes &packet : {key, inter, inter}) {
        m_backend.refusals = 2;
        EXPECT_EQ(decodeBytes(packet).value(), Status::Blocked);
        EXPECT_EQ(decodeBytes(packet).value(), Status::Blocked);
        EXPECT_EQ(decodeBytes(packet).value(), Status::Done);
    }
    EXPECT_EQ(m_shown, (Ids{1, 2, 3}));
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(FwhtDecoderTest, isBlocked_whenNoSlotIsFree)
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

TEST_F(FwhtDecoderTest, anIntraFrameOfAnotherSizeWaitsForTheDevice)
{
    decode({.key = true, .width = 64, .height = 48});
    m_backend.busy = true;
    const Bytes larger = makeFrame({.key = true, .width = 81, .height = 33});
    EXPECT_EQ(decodeBytes(larger).value(), Status::Blocked);
    EXPECT_EQ(m_backend.sequences, 1U);
    m_backend.busy = false;
    EXPECT_EQ(decodeBytes(larger).value(), Status::Done);
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_visible, (Rect{.x = 0, .y = 0, .width = 81, .height = 33}));
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(FwhtDecoderTest, aFrameUnlikeItsReferenceIsDamage)
{
    decode({.key = true});
    for (const FrameOptions &options :
         {FrameOptions{.width = 66}, FrameOptions{.height = 50}, FrameOptions{.layout = 0x000a0080},
          FrameOptions{.colorspace = 1}}) {
        const Bytes other = makeFrame(options);
        EXPECT_EQ(decodeBytes(other).error().kind(), ErrorKind::InvalidData);
    }
    decode({.moreFlags = 1U << 4U}); // luma that is not compressed
    EXPECT_EQ(m_corrupt, (Flags{false, true}));
    EXPECT_EQ(m_backend.sequences, 1U);
}

TEST_F(FwhtDecoderTest, aLostFrameMakesWhatFollowsCorrupt_untilTheNextIntraFrame)
{
    decode({.key = true});
    const Bytes cut = makeFrame({.dataBytes = 5, .size = 6});
    EXPECT_EQ(decodeBytes(cut).error().kind(), ErrorKind::InvalidData);
    decode({});
    decode({.key = true});
    decode({});
    EXPECT_EQ(m_corrupt, (Flags{false, true, false, false}));
}

TEST_F(FwhtDecoderTest, damageOfTheDeviceFollowsTheReferences)
{
    decode({.key = true}); // 1
    decode({}); // 2
    m_decoder.noteDamaged(FrameId{1}); // what refers to it is the backend's to say
    decode({});
    m_decoder.noteDamaged(FrameId{3});
    decode({});
    decode({.key = true});
    EXPECT_EQ(m_corrupt, (Flags{false, false, false, true, false}));
}

TEST_F(FwhtDecoderTest, flushForgetsABlockedPacket)
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

} // namespace
} // namespace weir
