// SPDX-License-Identifier: GPL-3.0-or-later
// A driver that grants fewer picture buffers than a stream keeps references.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/v4l2/device_survey.h"
#include "decode/v4l2/v4l2_decoder.h"
#include "tests/decode/codec/av1/obu_builder.h"
#include "tests/decode/codec/h264/stream_builder.h"
#include "tests/decode/codec/hevc/stream_builder.h"
#include "tests/decode/codec/mpeg2/stream_builder.h"
#include "tests/decode/codec/vp8/frame_builder.h"
#include "tests/decode/codec/vp9/frame_builder.h"
#include "tests/fakes/v4l2/fake_stateless_driver.h"
#include "tests/support/packet_of.h"

namespace weir
{
namespace
{

using fake::DriverTraits;
using fake::FakeStatelessDriver;
using testing::HasSubstr;

// Four packets of one picture each. Behind the third, two references or more are kept.
using FourPackets = std::vector<std::vector<std::byte>>;

FourPackets h264Packets()
{
    using test::makePacket;
    using test::makePps;
    using test::makeSlice;
    using test::makeSps;
    return {makePacket({makeSps(), makePps(), makeSlice({.idr = true, .type = 2})}),
            makePacket({makeSlice({.frameNum = 1, .picOrderCntLsb = 2})}),
            makePacket({makeSlice({.frameNum = 2, .picOrderCntLsb = 4})}),
            makePacket({makeSlice({.frameNum = 3, .picOrderCntLsb = 6})})};
}

FourPackets hevcPackets()
{
    using hevc::test::makePacket;
    using hevc::test::makePps;
    using hevc::test::makeSlice;
    using hevc::test::makeSps;
    return {makePacket({makeSps(), makePps(), hevc::test::makeIdr()}),
            makePacket({makeSlice({.pocLsb = 1, .set = {-1}})}),
            makePacket({makeSlice({.pocLsb = 2, .set = {-1, -2}})}),
            makePacket({makeSlice({.pocLsb = 3, .set = {-1, -2}})})};
}

FourPackets mpeg2Packets()
{
    using mpeg2::test::makePicture;
    const auto first
        = mpeg2::test::makePacket({mpeg2::test::makeSequence(), makePicture({.type = 1})});
    const auto next = makePicture({.type = 2});
    return {first, next, next, next};
}

FourPackets vp8Packets()
{
    using vp8::test::makeFrame;
    return {makeFrame({.key = true}), makeFrame({.refreshGolden = true}),
            makeFrame({.refreshAlternate = true, .refreshLast = false}), makeFrame({})};
}

FourPackets vp9Packets()
{
    using vp9::test::FrameBuilder;
    FourPackets packets{FrameBuilder{}.bytes()};
    for (const unsigned slot : {1U, 2U, 3U}) {
        FrameBuilder builder = FrameBuilder::inter();
        builder.refreshFrameFlags = 1U << slot;
        packets.push_back(builder.bytes());
    }
    return packets;
}

FourPackets av1Packets()
{
    using av1::test::makeFrame;
    FourPackets packets{
        av1::test::join({av1::test::makeSequence(), makeFrame({.type = av1::FrameType::Key})})};
    for (const unsigned slot : {1U, 2U, 3U})
        packets.push_back(makeFrame({.orderHint = slot, .refresh = 1U << slot}));
    return packets;
}

struct FewPicturesCase {
    const char *name;
    VideoCodec codec;
    FourPackets (*packets)();
};

class FewPictures : public testing::TestWithParam<FewPicturesCase>
{
protected:
    FewPictures()
        : m_driver([] {
            DriverTraits traits = DriverTraits::of(GetParam().codec, DecodeMode::Unit::Frame);
            traits.maximumPictures = 3;
            return traits;
        }())
    {
        fake::FakeDeviceTree tree;
        VideoTrack track;
        track.codec = GetParam().codec;
        const auto choice = chooseDevice(surveyDevices(m_driver, tree), {.codec = track.codec}, {});
        m_decoder = V4l2Decoder::createOn(m_driver, choice.device.value(), track, {}).value();
    }
    // What comes out is kept, as by a viewer that shows none of it yet.
    Result<VideoDecoder::Feed> feed(const std::vector<std::byte> &bytes)
    {
        auto fed = m_decoder->feed(test::packetOf(bytes));
        EXPECT_TRUE(m_decoder->progress().has_value());
        while (auto picture = m_decoder->take())
            m_held.push_back(*std::move(picture));
        return fed;
    }

    FakeStatelessDriver m_driver;
    std::unique_ptr<V4l2Decoder> m_decoder;
    std::vector<DecodedPicture> m_held;
};

// Held back on both sides, none of the pictures could ever become free.
TEST_P(FewPictures, areSaidToBeTooFew_insteadOfWaitedFor)
{
    const FourPackets packets = GetParam().packets();
    ASSERT_EQ(packets.size(), 4U);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(feed(packets[i]).value(), VideoDecoder::Feed::Accepted);
    EXPECT_EQ(m_driver.done.size(), 3U);
    const auto last = feed(packets[3]);
    ASSERT_FALSE(last.has_value());
    EXPECT_EQ(last.error().kind(), ErrorKind::Unsupported);
    EXPECT_THAT(last.error().message(), HasSubstr("3 picture buffers only"));
}

INSTANTIATE_TEST_SUITE_P(Codecs, FewPictures,
                         testing::Values(FewPicturesCase{"h264", VideoCodec::H264, &h264Packets},
                                         FewPicturesCase{"hevc", VideoCodec::Hevc, &hevcPackets},
                                         FewPicturesCase{"mpeg2", VideoCodec::Mpeg2, &mpeg2Packets},
                                         FewPicturesCase{"vp8", VideoCodec::Vp8, &vp8Packets},
                                         FewPicturesCase{"vp9", VideoCodec::Vp9, &vp9Packets},
                                         FewPicturesCase{"av1", VideoCodec::Av1, &av1Packets}),
                         [](const auto &parameter) { return std::string(parameter.param.name); });

} // namespace
} // namespace weir
