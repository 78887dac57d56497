// SPDX-License-Identifier: GPL-3.0-or-later
// FWHT on the fake device: what each request carries.
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/codec/fwht/syntax.h"
#include "decode/v4l2/device_survey.h"
#include "decode/v4l2/v4l2_decoder.h"
#include "tests/decode/codec/fwht/frame_builder.h"
#include "tests/fakes/v4l2/fake_stateless_driver.h"
#include "tests/support/packet_of.h"

namespace weir
{
namespace
{

using fake::DriverTraits;
using fake::FakeStatelessDriver;
using fwht::test::FrameOptions;
using fwht::test::makeFrame;
using testing::HasSubstr;

DriverTraits traitsOf(bool multiplanar)
{
    DriverTraits traits = DriverTraits::of(VideoCodec::Fwht, DecodeMode::Unit::Frame);
    traits.multiplanar = multiplanar;
    traits.holdsPictures = false;
    return traits;
}

class FwhtRequests : public testing::TestWithParam<bool>
{
protected:
    FwhtRequests()
        : FwhtRequests(traitsOf(GetParam()))
    {
    }
    explicit FwhtRequests(DriverTraits traits)
        : driver(std::move(traits))
    {
        fake::FakeDeviceTree tree;
        VideoTrack track;
        track.codec = VideoCodec::Fwht;
        const auto choice = chooseDevice(surveyDevices(driver, tree), {.codec = track.codec}, {});
        decoder = V4l2Decoder::createOn(driver, choice.device.value(), track, {}).value();
    }
    Result<VideoDecoder::Feed> feed(const FrameOptions &options)
    {
        auto fed = decoder->feed(test::packetOf(makeFrame(options)));
        EXPECT_TRUE(decoder->progress().has_value());
        while (auto picture = decoder->take())
            corrupt.push_back(picture->corrupt);
        return fed;
    }
    v4l2_ctrl_fwht_params paramsOf(std::size_t job) const
    {
        v4l2_ctrl_fwht_params params{};
        const auto &control = driver.done.at(job).controls.at(V4L2_CID_STATELESS_FWHT_PARAMS);
        EXPECT_EQ(control.size(), sizeof params);
        std::memcpy(&params, control.data(), sizeof params);
        return params;
    }

    FakeStatelessDriver driver;
    std::unique_ptr<V4l2Decoder> decoder;
    std::vector<bool> corrupt;
};

TEST_P(FwhtRequests, carryTheDataWithoutTheHeader_andNameTheFrameBefore)
{
    ASSERT_TRUE(feed({.key = true, .dataBytes = 30}));
    ASSERT_TRUE(feed({.dataBytes = 20}));
    ASSERT_TRUE(feed({.dataBytes = 0}));
    ASSERT_EQ(driver.done.size(), 3U);
    EXPECT_EQ(driver.done[0].bitstream.size(), 30U);
    EXPECT_EQ(driver.done[0].bitstream[1], std::byte{1});
    EXPECT_EQ(driver.done[1].bitstream.size(), 20U);
    EXPECT_EQ(paramsOf(0).backward_ref_ts, 0U);
    EXPECT_EQ(paramsOf(1).backward_ref_ts, driver.done[0].timestamp);
    EXPECT_EQ(paramsOf(2).backward_ref_ts, driver.done[1].timestamp);
    EXPECT_EQ(paramsOf(0).flags, 0x000a0400U);
    EXPECT_EQ(paramsOf(1).width, 64U);
    EXPECT_EQ(paramsOf(1).height, 48U);
    EXPECT_EQ(corrupt, std::vector<bool>(3, false));
}

TEST_P(FwhtRequests, aDamagedPictureTaintsWhatRefersToIt)
{
    driver.damages = [](const fake::Job &job) { return job.timestamp == 2000; };
    ASSERT_TRUE(feed({.key = true}));
    ASSERT_TRUE(feed({}));
    ASSERT_TRUE(feed({}));
    ASSERT_TRUE(feed({.key = true}));
    EXPECT_EQ(corrupt, (std::vector<bool>{false, true, true, false}));
}

TEST_P(FwhtRequests, anotherSizeGetsAnotherContext)
{
    ASSERT_TRUE(feed({.key = true}));
    ASSERT_TRUE(feed({.key = true, .width = 200, .height = 100}));
    ASSERT_TRUE(feed({.width = 200, .height = 100}));
    ASSERT_EQ(driver.done.size(), 3U);
    EXPECT_EQ(paramsOf(2).backward_ref_ts, driver.done[1].timestamp);
    EXPECT_EQ(corrupt, std::vector<bool>(3, false));
}

TEST_P(FwhtRequests, whatCannotBeShownIsRefused)
{
    const auto wide = feed({.key = true, .layout = 0x000a0080});
    ASSERT_FALSE(wide.has_value());
    EXPECT_EQ(wide.error().kind(), ErrorKind::Unsupported);
    EXPECT_THAT(wide.error().message(), HasSubstr("4:2:0"));
    const auto field = feed({.key = true, .moreFlags = fwht::IsAlternate});
    ASSERT_FALSE(field.has_value());
    EXPECT_THAT(field.error().message(), HasSubstr("interlaced"));
    const auto small = feed({.key = true, .width = 8});
    ASSERT_FALSE(small.has_value());
    EXPECT_EQ(small.error().kind(), ErrorKind::Unsupported);
    EXPECT_THAT(small.error().message(), HasSubstr("8x48 is smaller than the least size of"));
    EXPECT_TRUE(driver.done.empty());
}

// A device that gives no more picture buffers.
class TwoPictures : public FwhtRequests
{
protected:
    TwoPictures()
        : FwhtRequests(fewPictures())
    {
    }
    static DriverTraits fewPictures()
    {
        DriverTraits traits = traitsOf(GetParam());
        traits.maximumPictures = 2;
        return traits;
    }
};

// Held back on both sides, none of the pictures could ever become free.
TEST_P(TwoPictures, areSaidToBeTooFew_insteadOfWaitedFor)
{
    std::vector<DecodedPicture> held;
    const auto feedAndKeep = [&](const FrameOptions &options) {
        auto fed = decoder->feed(test::packetOf(makeFrame(options)));
        EXPECT_TRUE(decoder->progress().has_value());
        while (auto picture = decoder->take())
            held.push_back(*std::move(picture));
        return fed;
    };
    ASSERT_TRUE(feedAndKeep({.key = true}));
    ASSERT_TRUE(feedAndKeep({}));
    ASSERT_EQ(held.size(), 2U);
    const auto third = feedAndKeep({});
    ASSERT_FALSE(third.has_value());
    EXPECT_EQ(third.error().kind(), ErrorKind::Unsupported);
    EXPECT_THAT(third.error().message(), HasSubstr("2 picture buffers only"));
}

INSTANTIATE_TEST_SUITE_P(PlaneApis, FwhtRequests, testing::Bool(), [](const auto &parameter) {
    return parameter.param ? "multiplanar" : "singlePlanar";
});

INSTANTIATE_TEST_SUITE_P(PlaneApis, TwoPictures, testing::Bool(), [](const auto &parameter) {
    return parameter.param ? "multiplanar" : "singlePlanar";
});

} // namespace
} // namespace weir
