// SPDX-License-Identifier: GPL-3.0-or-later
// Whole streams on the fake driver, which checks that every reference is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/v4l2/device_survey.h"
#include "decode/v4l2/v4l2_decoder.h"
#include "tests/decode/v4l2/context_fixture.h"
#include "tests/decode/v4l2/vectors/fake_run.h"
#include "tests/vectors/vector_file.h"

namespace weir
{
namespace
{

using fake::DriverTraits;
using fake::FakeStatelessDriver;

constexpr std::size_t MostBytes = 1U << 24U; // more than any of these files has

struct Expectation {
    const char *name;
    unsigned pictures;
};

class V4l2DecoderStream
    : public testing::TestWithParam<std::tuple<Expectation, DecodeMode::Unit, bool>>
{
protected:
    static std::unique_ptr<V4l2Decoder> decoderOn(FakeStatelessDriver &driver)
    {
        fake::FakeDeviceTree tree;
        VideoTrack track;
        track.codec = VideoCodec::H264;
        const auto choice = chooseDevice(surveyDevices(driver, tree), {.codec = track.codec}, {});
        auto decoder = V4l2Decoder::createOn(driver, choice.device.value(), track, {});
        EXPECT_TRUE(decoder.has_value()) << decoder.error().message();
        return *std::move(decoder);
    }

    // The whole stream as one packet; the device works when the decoder is stuck.
    static unsigned decodeAll(V4l2Decoder &decoder, FakeStatelessDriver &driver,
                              const Packet &packet)
    {
        unsigned pictures = 0;
        const auto takeAll = [&] {
            while (const auto picture = decoder.take())
                pictures += picture->corrupt ? 0U : 1U;
        };
        while (true) {
            const auto fed = decoder.feed(packet);
            takeAll();
            if (!fed || *fed == VideoDecoder::Feed::Accepted)
                break;
            driver.run(1);
            EXPECT_TRUE(decoder.progress().has_value());
        }
        EXPECT_TRUE(decoder.drain().has_value());
        for (int i = 0; i < 1000 && !decoder.isDrained(); ++i) {
            driver.run(1);
            EXPECT_TRUE(decoder.progress().has_value());
            takeAll();
        }
        EXPECT_TRUE(decoder.isDrained());
        return pictures;
    }
};

TEST_P(V4l2DecoderStream, comesOutWhole_withEveryReferenceInPlace)
{
    const auto &[expected, unit, isSlow] = GetParam();
    const auto folder = test::vectorFolder();
    if (!folder)
        GTEST_SKIP() << "no test vectors (set WEIR_VECTORS to their directory)";
    FakeStatelessDriver driver(DriverTraits::of(VideoCodec::H264, unit));
    driver.pace = isSlow ? FakeStatelessDriver::Pace::Manual : FakeStatelessDriver::Pace::Immediate;
    const int before = nextDescriptor();
    {
        const auto decoder = decoderOn(driver);
        const Packet packet
            = test::packetOf(test::readBytes(*folder / "h264" / expected.name, MostBytes));
        EXPECT_EQ(decodeAll(*decoder, driver, packet), expected.pictures);
        EXPECT_EQ(driver.lostReferences, 0U);
        const std::size_t jobs = driver.done.size();
        // And once more after a seek.
        decoder->flush();
        EXPECT_EQ(decodeAll(*decoder, driver, packet), expected.pictures);
        EXPECT_EQ(driver.done.size(), 2 * jobs);
        EXPECT_EQ(driver.lostReferences, 0U);
    }
    EXPECT_EQ(nextDescriptor(), before);
    for (const fake::Job &job : driver.done) {
        const bool hasSlice = job.controls.contains(V4L2_CID_STATELESS_H264_SLICE_PARAMS);
        EXPECT_EQ(hasSlice, unit == DecodeMode::Unit::Slice);
        const bool hasStartCode = job.bitstream[0] == std::byte{0}
            && job.bitstream[1] == std::byte{0} && job.bitstream[2] == std::byte{1};
        EXPECT_EQ(hasStartCode, unit == DecodeMode::Unit::Frame);
        EXPECT_TRUE(job.controls.contains(V4L2_CID_STATELESS_H264_SPS));
        EXPECT_TRUE(job.controls.contains(V4L2_CID_STATELESS_H264_PPS));
        EXPECT_TRUE(job.controls.contains(V4L2_CID_STATELESS_H264_SCALING_MATRIX));
    }
}

std::string nameOf(const testing::TestParamInfo<V4l2DecoderStream::ParamType> &parameter)
{
    const auto &[expected, unit, isSlow] = parameter.param;
    const std::string file = expected.name;
    return file.substr(0, file.find('.'))
        + (unit == DecodeMode::Unit::Frame ? "_frames" : "_slices") + (isSlow ? "_slow" : "_fast");
}

INSTANTIATE_TEST_SUITE_P(Vectors, V4l2DecoderStream,
                         testing::Combine(testing::Values(Expectation{"BA_MW_D.264", 100},
                                                          Expectation{"CABA2_SVA_B.264", 17},
                                                          Expectation{"SVA_Base_B.264", 17},
                                                          Expectation{"MR1_BT_A.h264", 62},
                                                          Expectation{"MR2_TANDBERG_E.264", 300}),
                                          testing::Values(DecodeMode::Unit::Frame,
                                                          DecodeMode::Unit::Slice),
                                          testing::Bool()),
                         nameOf);

TEST_F(ContextTest, createOnRefusesADeviceWithoutTheCodec)
{
    DecoderDevice device;
    device.videoPath = "/dev/video7";
    VideoTrack track;
    track.codec = VideoCodec::Hevc;
    track.codecName = "hevc";
    const auto decoder = V4l2Decoder::createOn(driver, device, track, {});
    ASSERT_FALSE(decoder.has_value());
    EXPECT_EQ(decoder.error().message(), "/dev/video7 does not decode hevc");
}

} // namespace
} // namespace weir
