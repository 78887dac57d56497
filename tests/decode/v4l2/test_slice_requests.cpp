// SPDX-License-Identifier: GPL-3.0-or-later
// One request per slice on the fake device, which has room for one at a time.
#include <cstring>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "decode/v4l2/device_survey.h"
#include "decode/v4l2/v4l2_decoder.h"
#include "tests/decode/codec/h264/stream_builder.h"
#include "tests/decode/codec/hevc/stream_builder.h"
#include "tests/fakes/v4l2/fake_stateless_driver.h"
#include "tests/support/packet_of.h"

namespace weir
{
namespace
{

using fake::DriverTraits;
using fake::FakeStatelessDriver;
using Addresses = std::vector<std::uint32_t>;
using Feed = VideoDecoder::Feed;

constexpr std::uint32_t SecondSlice = 8; // of sixteen blocks

class SliceRequests : public testing::Test
{
protected:
    explicit SliceRequests(VideoCodec codec)
        : driver(traitsOf(codec))
    {
        driver.pace = FakeStatelessDriver::Pace::Manual;
        fake::FakeDeviceTree tree;
        VideoTrack track;
        track.codec = codec;
        const auto choice = chooseDevice(surveyDevices(driver, tree), {.codec = codec}, {});
        decoder = V4l2Decoder::createOn(driver, choice.device.value(), track, {}).value();
    }
    static DriverTraits traitsOf(VideoCodec codec)
    {
        DriverTraits traits = DriverTraits::of(codec, DecodeMode::Unit::Slice);
        traits.maximumBitstreams = 1;
        return traits;
    }
    // A flush comes when the device has the first of the picture's two slices.
    void feedFlushAndFeedAgain(const Packet &picture)
    {
        EXPECT_EQ(decoder->feed(picture).value(), Feed::Full);
        decoder->flush();
        EXPECT_EQ(decoder->feed(picture).value(), Feed::Full);
        EXPECT_EQ(driver.run(), 1U);
        EXPECT_TRUE(decoder->progress().has_value());
        EXPECT_EQ(decoder->feed(picture).value(), Feed::Accepted);
        EXPECT_EQ(driver.run(), 1U);
        EXPECT_TRUE(decoder->progress().has_value());
    }
    // Where the slices of the requests begin.
    template <typename Params>
    [[nodiscard]] Addresses addresses(std::uint32_t control, std::uint32_t Params::*address) const
    {
        Addresses result;
        for (const fake::Job &job : driver.done) {
            Params params{};
            const auto &bytes = job.controls.at(control);
            EXPECT_EQ(bytes.size(), sizeof params);
            std::memcpy(&params, bytes.data(), sizeof params);
            result.push_back(params.*address);
        }
        return result;
    }

    FakeStatelessDriver driver;
    std::unique_ptr<V4l2Decoder> decoder;
};

class H264SliceRequests : public SliceRequests
{
protected:
    H264SliceRequests()
        : SliceRequests(VideoCodec::H264)
    {
    }
    [[nodiscard]] Addresses addresses() const
    {
        return SliceRequests::addresses(V4L2_CID_STATELESS_H264_SLICE_PARAMS,
                                        &v4l2_ctrl_h264_slice_params::first_mb_in_slice);
    }
    const Packet picture = test::packetOf(test::makePacket(
        {test::makeSps(), test::makePps(), test::makeSlice({.idr = true, .type = 2}),
         test::makeSlice({.idr = true, .type = 2, .firstMb = SecondSlice})}));
};

class HevcSliceRequests : public SliceRequests
{
protected:
    HevcSliceRequests()
        : SliceRequests(VideoCodec::Hevc)
    {
    }
    [[nodiscard]] Addresses addresses() const
    {
        return SliceRequests::addresses(V4L2_CID_STATELESS_HEVC_SLICE_PARAMS,
                                        &v4l2_ctrl_hevc_slice_params::slice_segment_addr);
    }
    const Packet picture = test::packetOf(
        hevc::test::makePacket({hevc::test::makeSps(), hevc::test::makePps(), hevc::test::makeIdr(),
                                hevc::test::makeSlice({.type = hevc::NalUnitType::IdrWRadl,
                                                       .slice = hevc::SliceType::I,
                                                       .address = SecondSlice})}));
};

TEST_F(H264SliceRequests, beginWithTheFirstSlice_afterAFlushInMidPicture)
{
    feedFlushAndFeedAgain(picture);
    EXPECT_EQ(addresses(), (Addresses{0, SecondSlice}));
}

TEST_F(HevcSliceRequests, beginWithTheFirstSlice_afterAFlushInMidPicture)
{
    feedFlushAndFeedAgain(picture);
    EXPECT_EQ(addresses(), (Addresses{0, SecondSlice}));
}

} // namespace
} // namespace weir
