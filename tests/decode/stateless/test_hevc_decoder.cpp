// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "decode/stateless/hevc_decoder.h"
#include "tests/decode/codec/hevc/stream_builder.h"
#include "tests/decode/stateless/null_hevc_backend.h"

namespace weir
{
namespace
{

using namespace hevc::test; // NOLINT: the stream builder
using hevc::NalUnitType;
using hevc::SliceType;
using test::NullHevcBackend;
using Numbers = std::vector<std::uint64_t>;
using Status = HevcDecoder::Status;

Bytes firstPacket()
{
    return makePacket({makeSps(), makePps(), makeIdr()});
}

Bytes picture(unsigned lsb, std::vector<int> set, NalUnitType type = NalUnitType::TrailR)
{
    return makePacket({makeSlice({.type = type, .pocLsb = lsb, .set = std::move(set)})});
}

Bytes cra(unsigned lsb, std::vector<int> set = {})
{
    return makePacket({makeSlice({.type = NalUnitType::CraNut,
                                  .slice = SliceType::I,
                                  .pocLsb = lsb,
                                  .set = std::move(set)})});
}

// Decoding order I0 P8 B4 P12.
std::vector<Bytes> smallStream()
{
    return {firstPacket(), picture(7, {-7}), picture(4, {-4, 3}, NalUnitType::TrailN),
            picture(9, {-2, -9})};
}

class HevcDecoderTest : public testing::Test
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

    NullHevcBackend m_backend;
    HevcDecoder m_decoder{m_backend};
    Numbers m_shown;
    std::vector<bool> m_corrupt;
};

TEST_F(HevcDecoderTest, reordersPictures)
{
    for (const auto &packet : smallStream())
        EXPECT_EQ(decode(packet).value(), Status::Done);
    finish();
    EXPECT_EQ(m_backend.orderCounts, (std::vector<std::int32_t>{0, 7, 4, 9}));
    EXPECT_EQ(m_shown, (Numbers{1, 3, 2, 4}));
    EXPECT_EQ(m_corrupt, std::vector<bool>(4, false));
    EXPECT_EQ(m_backend.broken, 0U);
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
}

TEST_F(HevcDecoderTest, goesOnWithTheSamePacket_whenTheDeviceWasBusy)
{
    for (const auto &packet : smallStream()) {
        m_backend.refusals = 2;
        EXPECT_EQ(decode(packet).value(), Status::Blocked);
        EXPECT_EQ(decode(packet).value(), Status::Blocked);
        EXPECT_EQ(decode(packet).value(), Status::Done);
    }
    finish();
    EXPECT_EQ(m_backend.frames, (Numbers{1, 2, 3, 4}));
    EXPECT_EQ(m_shown, (Numbers{1, 3, 2, 4}));
}

TEST_F(HevcDecoderTest, isBlocked_whenNoSlotIsFree_andLosesNothing)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    std::vector<SlotRef> held;
    while (auto slot = m_backend.pool()->acquire())
        held.push_back(*slot);
    EXPECT_EQ(decode(stream[1]).value(), Status::Blocked);
    held.clear();
    for (std::size_t i = 1; i < stream.size(); ++i)
        EXPECT_EQ(decode(stream[i]).value(), Status::Done);
    finish();
    EXPECT_EQ(m_shown, (Numbers{1, 3, 2, 4}));
}

TEST_F(HevcDecoderTest, waitsForTheDevice_beforeANewSequence)
{
    for (const auto &packet : smallStream())
        ASSERT_TRUE(decode(packet));
    const auto next = makePacket({makeSps({.width = 128}), makePps(), makeIdr()});
    m_backend.busy = true;
    EXPECT_EQ(decode(next).value(), Status::Blocked);
    EXPECT_EQ(m_shown.size(), 4U); // what the device needs to become idle is given out
    EXPECT_EQ(m_backend.sequences, 1U);
    m_backend.busy = false;
    EXPECT_EQ(decode(next).value(), Status::Done);
    EXPECT_EQ(m_backend.sequences, 2U);
    EXPECT_EQ(m_backend.coded, (Size{128, 64}));
}

TEST_F(HevcDecoderTest, keepsItsBuffers_whenOnlyTheSetIdChanges)
{
    ASSERT_TRUE(decode(firstPacket()));
    ASSERT_TRUE(decode(makePacket(
        {makeSps({.id = 1}), makePps({.id = 1, .spsId = 1}),
         makeSlice({.type = NalUnitType::IdrWRadl, .slice = SliceType::I, .ppsId = 1})})));
    finish();
    EXPECT_EQ(m_backend.sequences, 1U);
    EXPECT_EQ(m_shown, (Numbers{1, 2}));
}

TEST_F(HevcDecoderTest, skipsRaslPictures_behindACraThatDecodingStartsAt_butNotRadl)
{
    ASSERT_TRUE(decode(makePacket({makeSps(), makePps()})));
    ASSERT_TRUE(decode(cra(8, {-4})));
    EXPECT_EQ(decode(picture(6, {-2, 2}, NalUnitType::RaslN)).value(), Status::Done);
    EXPECT_EQ(decode(picture(7, {1}, NalUnitType::RadlN)).value(), Status::Done);
    EXPECT_EQ(decode(picture(10, {-2})).value(), Status::Done);
    finish();
    EXPECT_EQ(m_backend.orderCounts, (std::vector<std::int32_t>{8, 7, 10}));
    EXPECT_EQ(m_shown, (Numbers{2, 1, 3}));
    EXPECT_EQ(m_corrupt, std::vector<bool>(3, false));
}

TEST_F(HevcDecoderTest, decodesRaslPictures_behindACraInMidStream)
{
    ASSERT_TRUE(decode(firstPacket()));
    ASSERT_TRUE(decode(cra(8, {-8})));
    ASSERT_TRUE(decode(picture(6, {-6, 2}, NalUnitType::RaslN)));
    finish();
    EXPECT_EQ(m_shown, (Numbers{1, 3, 2}));
    EXPECT_EQ(m_backend.missing, 0U);
}

TEST_F(HevcDecoderTest, startsAnew_behindAnEndOfSequence)
{
    ASSERT_TRUE(decode(firstPacket()));
    auto nals = makePacket({makeEndOfSequence()});
    const auto start = cra(8, {-8});
    nals.insert(nals.end(), start.begin(), start.end());
    ASSERT_TRUE(decode(nals));
    EXPECT_TRUE(m_backend.lastDpb.empty());
    ASSERT_TRUE(decode(picture(6, {-6, 2}, NalUnitType::RaslN)));
    EXPECT_EQ(m_backend.frames.size(), 2U);
}

TEST_F(HevcDecoderTest, aBlaPictureSkipsItsRaslPictures)
{
    ASSERT_TRUE(decode(firstPacket()));
    ASSERT_TRUE(decode(makePacket({makeSlice(
        {.type = NalUnitType::BlaWLp, .slice = SliceType::I, .pocLsb = 5, .set = {-5}})})));
    ASSERT_TRUE(decode(picture(4, {-4, 1}, NalUnitType::RaslN)));
    EXPECT_EQ(m_backend.orderCounts, (std::vector<std::int32_t>{0, 5}));
}

TEST_F(HevcDecoderTest, startsAtNoPictureThatNeedsOthers)
{
    ASSERT_TRUE(decode(makePacket({makeSps(), makePps()})));
    const auto early = decode(picture(3, {-1}));
    ASSERT_FALSE(early.has_value());
    EXPECT_EQ(early.error().kind(), ErrorKind::InvalidData);
    EXPECT_EQ(decode(makePacket({makeIdr()})).value(), Status::Done);
    EXPECT_EQ(m_backend.frames.size(), 1U);
}

TEST_F(HevcDecoderTest, isCorruptUntilItsRecoveryPoint)
{
    ASSERT_TRUE(decode(makePacket({makeSps({.maxNumReorderPics = 0}), makePps()})));
    ASSERT_TRUE(decode(makePacket({makeRecoveryPoint(2), makeSlice({.pocLsb = 3, .set = {-1}})})));
    ASSERT_TRUE(decode(picture(4, {-1})));
    ASSERT_TRUE(decode(picture(5, {-1})));
    ASSERT_TRUE(decode(picture(6, {-1})));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{true, true, false, false}));
}

TEST_F(HevcDecoderTest, aMissingReferenceIsCorrupt_andSoIsWhatRefersToIt)
{
    ASSERT_TRUE(decode(firstPacket()));
    ASSERT_TRUE(decode(makePacket({makeSlice({.pocLsb = 4, .set = {-2, -4}, .activeMinus1 = 1})})));
    EXPECT_EQ(m_backend.missing, 1U);
    ASSERT_TRUE(decode(picture(6, {-2})));
    ASSERT_TRUE(decode(makePacket({makeIdr()})));
    finish();
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true, true, false}));
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(HevcDecoderTest, aPictureWithoutAnyReferenceIsDropped)
{
    ASSERT_TRUE(decode(firstPacket()));
    EXPECT_FALSE(decode(picture(6, {-2})).has_value());
    EXPECT_EQ(decode(picture(7, {-7})).value(), Status::Done);
    EXPECT_EQ(m_backend.frames.size(), 2U);
}

TEST_F(HevcDecoderTest, aSetLargerThanTheDpbIsCutToIt_andItsPictureIsCorrupt)
{
    ASSERT_TRUE(decode(makePacket(
        {makeSps({.maxDecPicBufferingMinus1 = 1, .maxNumReorderPics = 0}), makePps(), makeIdr()})));
    ASSERT_TRUE(decode(picture(1, {-1})));
    ASSERT_TRUE(decode(makePacket({makeSlice({.pocLsb = 2, .set = {-1, -2}, .activeMinus1 = 1})})));
    EXPECT_EQ(m_backend.lastDpb.size(), 1U);
    EXPECT_EQ(m_backend.missing, 1U);
    EXPECT_EQ(m_backend.broken, 0U);
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, false, true}));
}

TEST_F(HevcDecoderTest, picturesThatOnlyLaterOnesNeedStayInTheDpb)
{
    ASSERT_TRUE(decode(firstPacket()));
    ASSERT_TRUE(decode(picture(1, {-1})));
    ASSERT_TRUE(decode(picture(2, {-1, -2})));
    ASSERT_EQ(m_backend.lastDpb.size(), 2U);
    ASSERT_TRUE(decode(picture(3, {-1})));
    EXPECT_EQ(m_backend.lastDpb.size(), 1U);
    EXPECT_EQ(m_backend.lastDpb[0].picOrderCnt, 2);
}

TEST_F(HevcDecoderTest, ofTooManyReferencesTheNearestStay)
{
    ASSERT_TRUE(decode(makePacket(
        {makeSps({.maxDecPicBufferingMinus1 = 1, .maxNumReorderPics = 0}), makePps(), makeIdr()})));
    ASSERT_TRUE(decode(picture(1, {-1})));
    ASSERT_TRUE(decode(picture(2, {-1, -2})));
    ASSERT_EQ(m_backend.lastDpb.size(), 1U);
    EXPECT_EQ(m_backend.lastDpb[0].picOrderCnt, 1);
    EXPECT_EQ(m_backend.broken, 0U);
    finish();
    EXPECT_EQ(m_corrupt, std::vector<bool>(3, false)) << "its slice refers to the nearest only";
}

TEST_F(HevcDecoderTest, aRefusedPictureIsNoReference)
{
    ASSERT_TRUE(decode(firstPacket()));
    m_backend.failures = 1;
    EXPECT_EQ(decode(picture(1, {-1})).error().kind(), ErrorKind::InvalidData);
    EXPECT_TRUE(decode(picture(2, {-1, -2})));
    finish();
    EXPECT_EQ(m_backend.broken, 0U);
    EXPECT_EQ(m_shown, (Numbers{1, 3}));
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, true}));
}

TEST_F(HevcDecoderTest, doesNotShowWhatSaysSo)
{
    ASSERT_TRUE(decode(makePacket(
        {makeSps(), makePps({.outputFlag = true}),
         makeSlice({.type = NalUnitType::IdrWRadl, .slice = SliceType::I, .pictureOutput = 0})})));
    ASSERT_TRUE(decode(makePacket({makeSlice({.pocLsb = 1, .pictureOutput = 1, .set = {-1}})})));
    finish();
    EXPECT_EQ(m_shown, (Numbers{2}));
}

TEST_F(HevcDecoderTest, discardsWhatWaits_whenTheNextSequenceSaysSo)
{
    ASSERT_TRUE(decode(firstPacket()));
    ASSERT_TRUE(decode(picture(2, {-2})));
    ASSERT_TRUE(decode(makePacket({makeIdr(true)})));
    finish();
    EXPECT_EQ(m_shown, (Numbers{3}));
}

TEST_F(HevcDecoderTest, dropsOtherLayers)
{
    ASSERT_TRUE(decode(makePacket(
        {makeSps(), makeSps({.width = 128, .layer = 1}), makePps(), makePps({.layer = 1}),
         makeIdr(), makeSlice({.type = NalUnitType::IdrWRadl, .layer = 1, .slice = SliceType::I}),
         makeSlice({.type = NalUnitType::TrailR, .layer = 2, .pocLsb = 1, .set = {-1}})})));
    EXPECT_EQ(m_backend.slices, 1U);
    EXPECT_EQ(m_backend.coded, (Size{64, 64}));
}

TEST_F(HevcDecoderTest, dropsOtherLayers_alsoOfTheContainer)
{
    ASSERT_TRUE(m_decoder.configure(makePacket(
        {makeSps(), makePps(), makeSps({.width = 128, .layer = 1}), makePps({.layer = 1})})));
    EXPECT_EQ(decode(makePacket({makeIdr()})).value(), Status::Done);
    EXPECT_EQ(m_backend.coded, (Size{64, 64}));
}

TEST_F(HevcDecoderTest, parameterSetsInMidPictureDoNotTouchIt)
{
    ASSERT_TRUE(decode(makePacket(
        {makeSps(), makePps(), makeIdr(), makePps({.wavefront = true}),
         makeSlice({.type = NalUnitType::IdrWRadl, .slice = SliceType::I, .address = 8})})));
    EXPECT_EQ(m_backend.slices, 2U);
    EXPECT_EQ(m_backend.frames.size(), 1U);
    finish();
    EXPECT_EQ(m_corrupt, std::vector<bool>{false});
}

TEST_F(HevcDecoderTest, aNewSpsInMidSequenceWaitsForAnIrapPicture)
{
    ASSERT_TRUE(decode(firstPacket()));
    ASSERT_TRUE(decode(makePacket({makeSps({.maxNumReorderPics = 0})})));
    EXPECT_FALSE(decode(picture(1, {-1})).has_value());
    EXPECT_EQ(decode(makePacket({makeIdr()})).value(), Status::Done);
    EXPECT_EQ(decode(picture(1, {-1})).value(), Status::Done);
    EXPECT_EQ(m_backend.frames.size(), 3U);
}

TEST_F(HevcDecoderTest, aSpsSentAgainIsTheSame_thoughAnotherWasSentInBetween)
{
    ASSERT_TRUE(decode(firstPacket()));
    const Bytes sets = makePacket({makeSps({.maxNumReorderPics = 0}), makeSps()});
    ASSERT_TRUE(decode(sets));
    EXPECT_TRUE(decode(picture(1, {-1})));
    EXPECT_TRUE(decode(makePacket({makeIdr()})));
    EXPECT_TRUE(decode(picture(1, {-1})));
    ASSERT_TRUE(decode(sets));
    EXPECT_TRUE(decode(cra(2, {-1})));
    finish();
    EXPECT_EQ(m_backend.orderCounts, (std::vector<std::int32_t>{0, 1, 0, 1, 2}));
    EXPECT_EQ(m_backend.sequences, 1U);
}

TEST_F(HevcDecoderTest, dependentSegmentsHaveTheListsOfTheirSlice_andAreLostWithIt)
{
    const PpsOptions pps{.dependentSlices = true};
    ASSERT_TRUE(decode(makePacket({makeSps(), makePps(pps), makeIdr()})));
    const auto dependent = makeSlice({.dependent = true, .dependentEnabled = true, .address = 8});
    ASSERT_TRUE(decode(
        makePacket({makeSlice({.dependentEnabled = true, .pocLsb = 1, .set = {-1}}), dependent})));
    EXPECT_EQ(m_backend.slices, 3U);
    EXPECT_EQ(m_backend.broken, 0U);
    auto bad = makeSlice({.dependentEnabled = true, .address = 4, .pocLsb = 2, .set = {-1}});
    bad.resize(4);
    ASSERT_TRUE(decode(makePacket(
        {makeSlice({.dependentEnabled = true, .pocLsb = 2, .set = {-1}}), bad, dependent})));
    EXPECT_EQ(m_backend.slices, 4U);
    finish();
    EXPECT_EQ(m_corrupt, (std::vector<bool>{false, false, true}));
}

TEST_F(HevcDecoderTest, longTermPicturesAreFoundByTheirLowerBits)
{
    ASSERT_TRUE(decode(makePacket({makeSps({.longTerm = true}), makePps(), makeIdr()})));
    for (const unsigned lsb : {7U, 14U, 5U}) // 0, 7, 14, 21
        ASSERT_TRUE(decode(makePacket({makeSlice(
            {.pocLsb = lsb, .set = {-7}, .longTermEnabled = true, .longTerm = {{.lsb = 0}}})})));
    ASSERT_EQ(m_backend.orderCounts.back(), 21);
    ASSERT_EQ(m_backend.lastDpb.size(), 2U);
    EXPECT_EQ(m_backend.lastDpb[0].picOrderCnt, 0);
    EXPECT_TRUE(m_backend.lastDpb[0].isLongTerm);
    EXPECT_FALSE(m_backend.lastDpb[1].isLongTerm);
    EXPECT_EQ(m_backend.broken, 0U);
}

TEST_F(HevcDecoderTest, noteDamagedFollowsTheReferences)
{
    ASSERT_TRUE(decode(firstPacket()));
    m_decoder.noteDamaged(FrameId{1});
    ASSERT_TRUE(decode(picture(1, {-1})));
    ASSERT_TRUE(decode(makePacket({makeIdr()})));
    finish();
    EXPECT_EQ(m_corrupt, (std::vector<bool>{true, true, false}));
}

TEST_F(HevcDecoderTest, unsupportedSetsEndTheDecoder_onceASliceNeedsThem)
{
    const auto status = decode(makePacket({makeSps({.rangeFlags = 1}), makePps(), makeIdr()}));
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().kind(), ErrorKind::Unsupported);
}

TEST_F(HevcDecoderTest, drainGivesUpWhatIsInHand)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    m_backend.refusals = 1;
    EXPECT_EQ(decode(stream[1]).value(), Status::Blocked);
    finish();
    m_decoder.flush();
    EXPECT_EQ(m_shown, (Numbers{1}));
    EXPECT_EQ(m_backend.abandoned, 1U);
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
}

TEST_F(HevcDecoderTest, flushForgetsEverything_andDrainShowsIt)
{
    const auto stream = smallStream();
    ASSERT_TRUE(decode(stream[0]));
    m_backend.refusals = 1;
    EXPECT_EQ(decode(stream[1]).value(), Status::Blocked);
    m_decoder.flush();
    EXPECT_EQ(m_backend.abandoned, 1U);
    EXPECT_EQ(m_backend.pool()->freeCount(), m_backend.pool()->size());
    EXPECT_FALSE(decode(stream[3]).has_value());
    ASSERT_TRUE(decode(stream[0]));
    finish();
    EXPECT_EQ(m_shown, (Numbers{3}));
    EXPECT_EQ(m_corrupt, std::vector<bool>{false});
    EXPECT_EQ(m_backend.slices, 2U); // one a picture
    EXPECT_EQ(m_backend.broken, 0U);
}

} // namespace
} // namespace weir
