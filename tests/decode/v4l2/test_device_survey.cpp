// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/v4l2/decode_mode.h"
#include "decode/v4l2/decoder_list.h"
#include "decode/v4l2/device_survey.h"
#include "decode/v4l2/node_access.h"
#include "tests/fakes/v4l2/fake_stateless_driver.h"

namespace weir
{
namespace
{

using fake::DriverTraits;
using fake::FakeDeviceTree;
using fake::FakeStatelessDriver;
using testing::HasSubstr;

const StreamNeeds HdStream{
    .codec = VideoCodec::H264, .size = {.width = 1920, .height = 1080}, .profile = "High"};

DeviceSurvey surveyOf(DriverTraits traits)
{
    FakeStatelessDriver driver(std::move(traits));
    FakeDeviceTree tree;
    return surveyDevices(driver, tree);
}

std::string reasonOf(DriverTraits traits, const StreamNeeds &needs, const std::string &wanted = {})
{
    return chooseDevice(surveyOf(std::move(traits)), needs, wanted).reason;
}

TEST(DeviceSurvey, findsTheDecoderWithBothPlaneInterfaces)
{
    for (const bool multiplanar : {true, false}) {
        DriverTraits traits = DriverTraits::h264();
        traits.multiplanar = multiplanar;
        const DeviceSurvey survey = surveyOf(traits);
        ASSERT_EQ(survey.devices.size(), 1U);
        EXPECT_EQ(survey.devices[0].videoPath, FakeStatelessDriver::VideoPath);
        EXPECT_EQ(survey.devices[0].isMultiplanar, multiplanar);
        const CodecAbility *ability = abilityFor(survey.devices[0], VideoCodec::H264);
        ASSERT_NE(ability, nullptr);
        EXPECT_EQ(ability->controls.size(), 6U);
        EXPECT_TRUE(ability->holdsPictures);
        EXPECT_TRUE(chooseDevice(survey, HdStream, {}).device.has_value());
    }
}

TEST(DeviceSurvey, leavesNoDescriptorOpen)
{
    FakeStatelessDriver driver;
    FakeDeviceTree tree;
    const int before = UniqueFd(::dup(0)).get();
    std::ignore = surveyDevices(driver, tree);
    EXPECT_EQ(UniqueFd(::dup(0)).get(), before);
}

TEST(DeviceSurvey, aDecoderWithoutRequestsIsNoStatelessDecoder)
{
    DriverTraits traits = DriverTraits::h264();
    traits.supportsRequests = false;
    EXPECT_THAT(reasonOf(traits, HdStream), HasSubstr("no media device here is a stateless"));
}

TEST(DeviceSurvey, saysThatThereIsNoMediaDevice)
{
    FakeStatelessDriver driver;
    FakeDeviceTree tree;
    tree.media.clear();
    tree.video.clear();
    EXPECT_THAT(chooseDevice(surveyDevices(driver, tree), HdStream, {}).reason,
                HasSubstr("no media device"));
    tree.video = FakeDeviceTree().video;
    EXPECT_THAT(chooseDevice(surveyDevices(driver, tree), HdStream, {}).reason,
                HasSubstr("no media node"));
}

TEST(DeviceSurvey, saysThatTheVideoNodeIsMissing)
{
    FakeStatelessDriver driver;
    FakeDeviceTree tree;
    tree.video.clear();
    EXPECT_THAT(chooseDevice(surveyDevices(driver, tree), HdStream, {}).reason,
                HasSubstr("81:0 does not exist here"));
}

TEST(DeviceSurvey, saysWhoMayNotOpenWhichNode)
{
    for (const char *path : {FakeStatelessDriver::MediaPath, FakeStatelessDriver::VideoPath}) {
        FakeStatelessDriver driver;
        driver.failOpen[path] = EACCES;
        FakeDeviceTree tree;
        const std::string reason = chooseDevice(surveyDevices(driver, tree), HdStream, {}).reason;
        EXPECT_THAT(reason, HasSubstr(path));
        EXPECT_THAT(reason, HasSubstr("may not be opened by"));
    }
}

TEST(DeviceSurvey, saysThatADeviceIsBusy)
{
    FakeStatelessDriver driver;
    driver.failOpen[FakeStatelessDriver::VideoPath] = EBUSY;
    FakeDeviceTree tree;
    EXPECT_THAT(chooseDevice(surveyDevices(driver, tree), HdStream, {}).reason,
                HasSubstr("in use by another program"));
}

TEST(NodeAccess, namesOwnerGroupModeAndWhatToDo)
{
    EXPECT_EQ(explainDeniedNode({.path = "/dev/media0",
                                 .owner = "root",
                                 .group = "video",
                                 .mode = 0660,
                                 .user = "ada"}),
              "/dev/media0 belongs to root:video with mode 0660 and may not be opened by ada: add "
              "the user to the group video and log in again, or pass the node into the sandbox");
}

TEST(NodeAccess, asksForARule_whenTheGroupMayNotUseTheNode)
{
    const std::string sentence = explainDeniedNode(
        {.path = "/dev/media0", .owner = "root", .group = "root", .mode = 0600, .user = "ada"});
    EXPECT_THAT(sentence, HasSubstr("root:root with mode 0600"));
    EXPECT_THAT(sentence, HasSubstr("udev rule"));
    EXPECT_THAT(sentence, testing::Not(HasSubstr("add the user to")));
}

TEST(DeviceChoice, refusesByCodecSizeAndProfile)
{
    const DriverTraits traits = DriverTraits::h264();
    StreamNeeds needs = HdStream;
    needs.codec = VideoCodec::Vp9;
    EXPECT_THAT(reasonOf(traits, needs), HasSubstr("does not decode this codec"));
    needs = HdStream;
    needs.size = {.width = 7680, .height = 4320};
    EXPECT_THAT(reasonOf(traits, needs), HasSubstr("larger than its limit of 4096x2304"));
    needs = HdStream;
    needs.profile = "High 4:2:2";
    EXPECT_THAT(reasonOf(traits, needs), HasSubstr("does not decode H.264 High 4:2:2"));
}

TEST(DeviceChoice, aMissingMenuRefusesNothing)
{
    DriverTraits traits = DriverTraits::h264();
    traits.menus.erase(V4L2_CID_MPEG_VIDEO_H264_PROFILE);
    StreamNeeds needs = HdStream;
    needs.profile = "High 4:2:2";
    EXPECT_TRUE(chooseDevice(surveyOf(traits), needs, {}).device.has_value());
}

TEST(DeviceChoice, aHoleInTheProfileMenuRefuses)
{
    StreamNeeds needs = HdStream;
    needs.profile = "Extended"; // item 3, which the fake's menu leaves out
    EXPECT_FALSE(chooseDevice(surveyOf(DriverTraits::h264()), needs, {}).device.has_value());
}

TEST(DeviceChoice, refusesAnotherInterfaceVersion)
{
    DriverTraits traits = DriverTraits::h264();
    traits.controls[V4L2_CID_STATELESS_H264_SPS] = 8;
    EXPECT_THAT(reasonOf(traits, HdStream), HasSubstr("V4L2_CID_STATELESS_H264_SPS has 8 bytes"));
    traits.controls.erase(V4L2_CID_STATELESS_H264_SPS);
    EXPECT_THAT(reasonOf(traits, HdStream), HasSubstr("has no V4L2_CID_STATELESS_H264_SPS"));
}

TEST(DeviceChoice, takesTheDeviceAskedFor)
{
    const DeviceSurvey survey = surveyOf(DriverTraits::h264());
    for (const char *wanted : {"fake", "/dev/video0", "/dev/media0"})
        EXPECT_TRUE(chooseDevice(survey, HdStream, wanted).device.has_value()) << wanted;
    EXPECT_THAT(chooseDevice(survey, HdStream, "hantro-vpu").reason, HasSubstr("hantro-vpu"));
}

TEST(DeviceChoice, prefersFrameBasedDecoders)
{
    DeviceSurvey survey = surveyOf(DriverTraits::h264());
    DecoderDevice slices = survey.devices[0];
    slices.codecs[0].decodeModes->bits = 1;
    slices.codecs[0].sizes->maximum = {.width = 8192, .height = 8192};
    slices.videoPath = "/dev/video9";
    survey.devices.insert(survey.devices.begin(), slices);
    EXPECT_EQ(chooseDevice(survey, HdStream, {}).device->videoPath, "/dev/video0");
}

TEST(DeviceStanding, saysWhatIsBeforeADeviceAndWhy)
{
    DeviceSurvey survey = surveyOf(DriverTraits::h264());
    EXPECT_EQ(standingOf(survey.devices[0], survey, VideoCodec::H264), "first choice");

    DecoderDevice other = survey.devices[0];
    other.videoPath = "/dev/video9";
    survey.devices.push_back(other);
    EXPECT_EQ(standingOf(other, survey, VideoCodec::H264),
              "after /dev/video0, which was found first");

    other.codecs[0].sizes->maximum.width /= 2;
    EXPECT_EQ(standingOf(other, survey, VideoCodec::H264),
              "after /dev/video0, which takes larger pictures");
    other.codecs[0].sizes.reset();
    EXPECT_EQ(standingOf(other, survey, VideoCodec::H264),
              "after /dev/video0, whose limits are known");
    other.pictureFormats.clear();
    EXPECT_EQ(standingOf(other, survey, VideoCodec::H264),
              "after /dev/video0, whose pictures can be shown");
    other.codecs[0].decodeModes->bits = 1;
    EXPECT_EQ(standingOf(other, survey, VideoCodec::H264),
              "after /dev/video0, which decodes whole frames");
    other.codecs[0].uapiProblem = "it has no SPS";
    EXPECT_THAT(standingOf(other, survey, VideoCodec::H264), HasSubstr("not used: "));
}

TEST(DecoderList, namesProfilesAndBitsOfTheMenu)
{
    const DriverTraits traits = DriverTraits::h264();
    DeviceSurvey survey = surveyOf(traits);
    CodecAbility &ability = survey.devices[0].codecs[0];
    ability.profiles = MenuItems{.bits = std::uint64_t{1} << V4L2_MPEG_VIDEO_H264_PROFILE_HIGH
                                     | std::uint64_t{1} << V4L2_MPEG_VIDEO_H264_PROFILE_HIGH_10};
    survey.devices[0].pictureFormats = {V4L2_PIX_FMT_NV12};
    DecoderList list = describeDecoders(survey);
    ASSERT_EQ(list.devices.size(), 1U);
    EXPECT_EQ(list.devices[0].codecs[0].profiles, "High, High 10");
    EXPECT_EQ(list.devices[0].codecs[0].bits, "8, 10");
    EXPECT_EQ(list.devices[0].codecs[0].standing, "first choice");

    // A format for 10 bits may be another codec's.
    ability.profiles = MenuItems{.bits = std::uint64_t{1} << V4L2_MPEG_VIDEO_H264_PROFILE_HIGH};
    survey.devices[0].pictureFormats.push_back(V4L2_PIX_FMT_P010);
    EXPECT_EQ(describeDecoders(survey).devices[0].codecs[0].bits, "8");

    ability.profiles.reset();
    EXPECT_EQ(describeDecoders(survey).devices[0].codecs[0].bits, "8, 10");
    survey.devices[0].pictureFormats.pop_back();
    list = describeDecoders(survey);
    EXPECT_EQ(list.devices[0].codecs[0].profiles, "unknown");
    EXPECT_EQ(list.devices[0].codecs[0].bits, "8");
}

struct ModeCase {
    std::optional<std::uint64_t> modes;
    std::optional<std::uint64_t> startCodes;
    bool holds = false;
    std::optional<DecodeMode::Unit> forced;
    std::optional<DecodeMode> expected;
};

TEST(DecodeMode, isChosenFromTheMenus)
{
    using Unit = DecodeMode::Unit;
    using StartCode = DecodeMode::StartCode;
    const DecodeMode frames{Unit::Frame, StartCode::AnnexB};
    const DecodeMode slices{Unit::Slice, StartCode::None};
    const ModeCase cases[] = {
        {0b11, 0b11, true, {}, frames}, // visl
        {0b10, 0b10, true, {}, frames}, // hantro, rkvdec
        {0b01, 0b01, true, {}, slices}, // cedrus
        {0b11, 0b11, true, Unit::Slice, slices},
        {0b10, 0b10, true, Unit::Slice, std::nullopt},
        {0b01, 0b01, false, {}, std::nullopt}, // several requests and nothing to hold the picture
        {0b10, 0b01, true, {}, DecodeMode{Unit::Frame, StartCode::None}},
        {0b01, 0b10, true, {}, DecodeMode{Unit::Slice, StartCode::AnnexB}},
        {{}, {}, true, {}, slices}, // no menus: the interface's defaults
    };
    for (const ModeCase &each : cases) {
        CodecAbility ability;
        if (each.modes)
            ability.decodeModes = MenuItems{.bits = *each.modes};
        if (each.startCodes)
            ability.startCodes = MenuItems{.bits = *each.startCodes};
        ability.holdsPictures = each.holds;
        EXPECT_EQ(chooseDecodeMode(ability, each.forced), each.expected)
            << "case " << &each - cases;
    }
}

} // namespace
} // namespace weir
