// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/stateless/h264_decoder.h"
#include "tests/decode/codec/h264/stream_builder.h"
#include "tests/decode/stateless/null_h264_backend.h"

namespace weir
{
namespace
{

using test::makePacket;
using test::makePps;
using test::makeSlice;
using test::makeSps;
using test::NullH264Backend;
using Bytes = std::vector<std::byte>;
using Status = H264Decoder::Status;

// Decoding order I0 P8 B4 P12, with order counts as named.
std::vector<Bytes> smallStream()
{
    return {
        makePacket({makeSps(), makePps(), makeSlice({.idr = true, .type = 2})}),
        makePacket({makeSlice({.frameNum = 1, .picOrderCntLsb = 8})}),
        makePacket({makeSlice({.nalRefIdc = 0, .type = 1, .frameNum = 2, .picOrderCntLsb = 4})}),
        makePacket({makeSlice({.frameNum = 2, .picOrderCntLsb = 12})})};
}

class H264DecoderTest : public testing::Test
{
protected:
    void take()
    {
        while (auto picture = m_decoder.takePicture()) {
            m_shown.push_back(valueOf(picture->frame));
            m_corrupt.push_back(picture->corrupt);
        }
    }
    Result<Status> decode(const Bytes &packet)
    {
        auto status = m_decoder.decode({.data = packet, .pts = std::nullopt});
        take();
        return status;
    }
    void finish()
    {
        m_decoder.drain();
        take();
    }

    NullH264Backend m_backend;
    H264Decoder m_decoder{m_backend};
    std::vector<std::uint64_t> m_shown;
    std::vector<bool> m_corrupt;
};

TEST_F(H264DecoderTest, reordersPictures)
{
    for (const auto &packet : smallStream())
        EXPECT_EQ(decode(packet).value(), Status::Done);
    finish();
    EXPECT_EQ(m_backend.frames, (std::vector<std::uint64_t>{1, 2, 3, 4}));
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 3, 2, 4}));
    EXPECT_EQ(m_backend.broken, 0U);
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
}

TEST_F(H264DecoderTest, goesOnWithTheSamePacket_whenTheDeviceWasBusy)
{
    for (const auto &packet : smallStream()) {
        m_backend.refusals = 2;
        EXPECT_EQ(decode(packet).value(), Status::Blocked);
        EXPECT_EQ(decode(packet).value(), Status::Blocked);
        EXPECT_EQ(decode(packet).value(), Status::Done);
    }
    finish();
    EXPECT_EQ(m_backend.frames, (std::vector<std::uint64_t>{1, 2, 3, 4}));
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 3, 2, 4}));
}

TEST_F(H264DecoderTest, isBlocked_whenNoSlotIsFree_andLosesNothing)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    std::vector<SlotRef> held;
    while (auto slot = m_backend.pool()->acquire())
        held.push_back(*slot);
    EXPECT_EQ(decode(stream[1]).value(), Status::Blocked);
    EXPECT_EQ(decode(stream[1]).value(), Status::Blocked);
    held.clear();
    for (std::size_t i = 1; i < stream.size(); ++i)
        EXPECT_EQ(decode(stream[i]).value(), Status::Done);
    finish();
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 3, 2, 4}));
}

TEST_F(H264DecoderTest, waitsForTheDevice_beforeANewSequence)
{
    const auto stream = smallStream();
    for (const auto &packet : stream)
        ASSERT_TRUE(decode(packet));
    const auto next
        = makePacket({makeSps({.widthInMbs = 8}), makePps(), makeSlice({.idr = true, .type = 2})});
    m_backend.busy = true;
    EXPECT_EQ(decode(next).value(), Status::Blocked);
    EXPECT_EQ(m_shown.size(), 4U); // what the device needs to become idle is given out
    EXPECT_EQ(m_backend.sequences, 1U);
    m_backend.busy = false;
    EXPECT_EQ(decode(next).value(), Status::Done);
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_backend.coded, (Size{128, 64}));
}

TEST_F(H264DecoderTest, keepsItsBuffers_whenOnlyTheSetIdChanges)
{
    ASSERT_TRUE(decode(smallStream()[0]));
    ASSERT_TRUE(decode(makePacket({makeSps({.id = 1}), makePps({.id = 1, .spsId = 1}),
                                   makeSlice({.idr = true, .type = 2, .ppsId = 1})})));
    finish();
    EXPECT_EQ(m_backend.sequences, 1U);
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(H264DecoderTest, aNewSpsInMidSequenceWaitsForAnIntraPicture)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    ASSERT_TRUE(decode(makePacket({makeSps({.maxNumRefFrames = 1})})));
    EXPECT_EQ(decode(stream[1]).error().kind(), ErrorKind::InvalidData);
    // What was there before is still there, once the old one is sent again.
    ASSERT_TRUE(decode(makePacket({makeSps()})));
    EXPECT_TRUE(decode(stream[1]));
    EXPECT_EQ(m_backend.sequences, 1U);
    EXPECT_EQ(m_backend.missing, 0U);
}

TEST_F(H264DecoderTest, aRefusedFrameIsNoReference_andWhatFollowsIsCorrupt_untilAnIdrPicture)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    m_backend.failures = 1;
    EXPECT_FALSE(decode(stream[1]));
    EXPECT_TRUE(decode(makePacket({makeSlice({.frameNum = 2, .picOrderCntLsb = 12})})));
    EXPECT_TRUE(decode(makePacket({makeSlice({.idr = true, .type = 2})})));
    finish();
    EXPECT_EQ(m_backend.broken, 0U);
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 3, 4}));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true, false}));
}

TEST_F(H264DecoderTest, aPictureThatWaitsKeepsItsSet_whenTheIdGetsNewContent)
{
    const auto packet = makePacket({makeSps(), makePps(), makeSlice({.idr = true, .type = 2}),
                                    makeSps({.widthInMbs = 8}), makePps(),
                                    makeSlice({.idr = true, .type = 2, .picOrderCntLsb = 2})});
    m_backend.refusals = 1;
    EXPECT_EQ(decode(packet).value(), Status::Blocked);
    EXPECT_EQ(decode(packet).value(), Status::Done);
    EXPECT_EQ(m_backend.sizes, (std::vector<Size>{{64, 64}, {128, 64}}));
}

TEST_F(H264DecoderTest, cutsAPacketIntoItsPictures)
{
    ASSERT_TRUE(decode(makePacket({makeSps(), makePps(), makeSlice({.idr = true, .type = 2}),
                                   makeSlice({.idr = true, .type = 2, .firstMb = 8}),
                                   makeSlice({.frameNum = 1, .picOrderCntLsb = 2})})));
    EXPECT_EQ(m_backend.frames.size(), 2U);
    EXPECT_EQ(m_backend.slices, 3U);
}

TEST_F(H264DecoderTest, startsAtNoPictureThatNeedsOthers)
{
    auto stream = smallStream();
    ASSERT_TRUE(decode(makePacket({makeSps(), makePps()})));
    const auto early = decode(stream[1]);
    ASSERT_FALSE(early.has_value());
    EXPECT_EQ(early.error().kind(), ErrorKind::InvalidData);
    EXPECT_EQ(decode(makePacket({makeSlice({.type = 2, .frameNum = 5})})).value(), Status::Done);
    EXPECT_EQ(decode(makePacket({makeSlice({.frameNum = 6, .picOrderCntLsb = 2})})).value(),
              Status::Done);
    finish();
    EXPECT_EQ(m_shown.size(), 2U);
}

TEST_F(H264DecoderTest, leadingPicturesAreCorrupt_afterAStartInMidStream)
{
    ASSERT_TRUE(decode(makePacket(
        {makeSps(), makePps(), makeSlice({.type = 2, .frameNum = 5, .picOrderCntLsb = 6})})));
    ASSERT_TRUE(decode(
        makePacket({makeSlice({.nalRefIdc = 0, .type = 1, .frameNum = 6, .picOrderCntLsb = 4})})));
    ASSERT_TRUE(decode(makePacket({makeSlice({.frameNum = 6, .picOrderCntLsb = 7})})));
    finish();
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{2, 1, 3}));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{true, false, false}));
}

TEST_F(H264DecoderTest, picturesAreCorrupt_untilTheRecoveryPointIsReached)
{
    ASSERT_TRUE(
        decode(makePacket({makeSps({.maxNumRefFrames = 4}), makePps(), test::makeRecoveryPoint(2),
                           makeSlice({.type = 2, .frameNum = 1})})));
    for (unsigned i = 1; i < 5; ++i)
        ASSERT_TRUE(decode(makePacket({makeSlice({.frameNum = 1 + i, .picOrderCntLsb = 2 * i})})));
    finish();
    EXPECT_EQ(m_corrupt, (std::vector<bool>{true, true, false, false, false}));
}

TEST_F(H264DecoderTest, aRecoveryPointEndsDamage_butNotForWhatIsShownBeforeIt)
{
    ASSERT_TRUE(decode(smallStream()[0]));
    m_decoder.noteDamaged(FrameId{1});
    ASSERT_TRUE(decode(makePacket(
        {test::makeRecoveryPoint(0), makeSlice({.type = 2, .frameNum = 1, .picOrderCntLsb = 6})})));
    ASSERT_TRUE(decode(
        makePacket({makeSlice({.nalRefIdc = 0, .type = 1, .frameNum = 2, .picOrderCntLsb = 4})})));
    ASSERT_TRUE(decode(makePacket({makeSlice({.frameNum = 2, .picOrderCntLsb = 8})})));
    finish();
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 3, 2, 4}));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{true, true, false, false}));
}

TEST_F(H264DecoderTest, aLostFrameMakesWhatFollowsCorrupt_untilTheNextIntraPicture)
{
    ASSERT_TRUE(decode(smallStream()[0]));
    ASSERT_TRUE(decode(makePacket({makeSlice({.frameNum = 3, .picOrderCntLsb = 2})})));
    ASSERT_TRUE(decode(makePacket({makeSlice({.frameNum = 4, .picOrderCntLsb = 4})})));
    ASSERT_TRUE(decode(makePacket({makeSlice({.idr = true, .type = 2})})));
    finish();
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true, true, false}));
}

TEST_F(H264DecoderTest, gapsThatTheStreamAllowsAreNoLoss)
{
    ASSERT_TRUE(decode(makePacket(
        {makeSps({.gapsAllowed = true}), makePps(), makeSlice({.idr = true, .type = 2})})));
    ASSERT_TRUE(decode(makePacket({makeSlice({.frameNum = 2, .picOrderCntLsb = 2})})));
    finish();
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, false}));
    EXPECT_EQ(m_backend.broken, 0U);
}

// The only reference left, frame 14, is three numbers back.
TEST_F(H264DecoderTest, gapsMayGoAcrossTheWrapOfFrameNum)
{
    ASSERT_TRUE(decode(makePacket({makeSps({.maxNumRefFrames = 3, .gapsAllowed = true}), makePps(),
                                   makeSlice({.type = 2, .frameNum = 14, .picOrderCntLsb = 2})})));
    ASSERT_TRUE(decode(
        makePacket({makeSlice({.frameNum = 1, .picOrderCntLsb = 4, .modifications = {{0, 2}}})})));
    finish();
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, false}));
    EXPECT_EQ(m_backend.missing, 0U);
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(H264DecoderTest, countsAnewBehindOperation5_andLosesNothing)
{
    ASSERT_TRUE(decode(smallStream()[0]));
    ASSERT_TRUE(decode(makePacket({makeSlice({.frameNum = 1, .picOrderCntLsb = 6})})));
    ASSERT_TRUE(decode(
        makePacket({makeSlice({.frameNum = 2, .picOrderCntLsb = 12, .operations = {{5}}})})));
    ASSERT_TRUE(decode(makePacket({makeSlice({.frameNum = 1, .picOrderCntLsb = 2})})));
    finish();
    EXPECT_EQ(m_backend.topCounts, (std::vector<std::int32_t>{0, 6, 12, 2}));
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 2, 3, 4}));
    EXPECT_EQ(m_corrupt, std::vector<bool>(4, false));
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(H264DecoderTest, aDamagedFrameTaintsThoseThatReferToIt)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    ASSERT_TRUE(decode(stream[1]));
    m_decoder.noteDamaged(FrameId{2});
    ASSERT_TRUE(decode(stream[2]));
    finish();
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{1, 3, 2}));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true, true}));
}

TEST_F(H264DecoderTest, skipsADamagedPacket_andGoesOn)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    const auto damaged = decode(makePacket({makeSlice({.ppsId = 9, .frameNum = 1})}));
    ASSERT_FALSE(damaged.has_value());
    EXPECT_EQ(damaged.error().kind(), ErrorKind::InvalidData);
    EXPECT_NE(damaged.error().message().find("picture parameter set 9"), std::string::npos);
    EXPECT_EQ(decode(stream[1]).value(), Status::Done);
}

TEST_F(H264DecoderTest, aPictureCutShortIsCorrupt)
{
    // avcC without parameter sets; lengths of one byte
    const Bytes extradata{std::byte{1},    std::byte{77},   std::byte{0}, std::byte{10},
                          std::byte{0xfc}, std::byte{0xe0}, std::byte{0}};
    ASSERT_TRUE(m_decoder.configure(extradata));
    Bytes packet;
    for (const auto &nal : {makeSps(), makePps(), makeSlice({.idr = true, .type = 2})}) {
        packet.push_back(static_cast<std::byte>(nal.size()));
        packet.insert(packet.end(), nal.begin(), nal.end());
    }
    ASSERT_TRUE(decode(packet));
    packet.pop_back();
    ASSERT_TRUE(decode(packet));
    finish();
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true}));
}

struct Refused {
    const char *name;
    Bytes packet;
    const char *field;
};

TEST_F(H264DecoderTest, namesTheFieldThatItCannotDo)
{
    const std::vector<Refused> table{
        {"slice groups",
         makePacket(
             {makeSps(), makePps({.sliceGroupsMinus1 = 2}), makeSlice({.idr = true, .type = 2})}),
         "num_slice_groups_minus1"},
        {"data partitioning", makePacket({makeSps(), makePps(), {std::byte{0x22}, std::byte{9}}}),
         "nal_unit_type 2"},
        {"SP slices", makePacket({makeSps(), makePps(), makeSlice({.idr = true, .type = 3})}),
         "slice_type"},
        {"arbitrary slice order",
         makePacket({makeSps({.profileIdc = 66}), makePps(),
                     makeSlice({.idr = true, .type = 2, .firstMb = 8}),
                     makeSlice({.idr = true, .type = 2, .firstMb = 0})}),
         "first_mb_in_slice"},
    };
    for (const Refused &row : table) {
        SCOPED_TRACE(row.name);
        NullH264Backend backend;
        H264Decoder decoder(backend);
        const auto status = decoder.decode({.data = row.packet, .pts = std::nullopt});
        ASSERT_FALSE(status.has_value());
        EXPECT_EQ(status.error().kind(), ErrorKind::Unsupported);
        EXPECT_NE(status.error().message().find(row.field), std::string::npos)
            << status.error().message();
    }
}

TEST_F(H264DecoderTest, flushForgetsEverything_alsoABlockedPacket)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    m_backend.refusals = 1;
    ASSERT_EQ(decode(stream[1]).value(), Status::Blocked);
    m_decoder.flush();
    EXPECT_EQ(m_backend.abandoned, 1U);
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
    m_shown.clear();
    for (const auto &packet : stream)
        EXPECT_EQ(decode(packet).value(), Status::Done);
    finish();
    EXPECT_EQ(m_shown, (std::vector<std::uint64_t>{3, 5, 4, 6})); // ids are never used again
    EXPECT_EQ(m_corrupt, std::vector<bool>(4, false));
    EXPECT_EQ(m_backend.slices, 5U); // the one before the flush, and one a picture
    EXPECT_EQ(m_backend.broken, 0U);
}

} // namespace
} // namespace weir
