// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/doctor/verdict.h"
#include "platform/base/text.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::size_t Pictures = 10;

ClipRun complete()
{
    ClipRun run;
    run.decoded = Pictures;
    run.longestWait = 20ms;
    return run;
}

ClipRun failedWith(ErrorKind kind, std::chrono::milliseconds wait)
{
    ClipRun run;
    run.failure = Error(kind, "the driver's words");
    run.longestWait = wait;
    return run;
}

ClipRun damaged(std::chrono::milliseconds wait)
{
    ClipRun run = complete();
    run.damaged = 2;
    run.firstDamaged = 4;
    run.longestWait = wait;
    run.mismatch = Mismatch{.picture = 4, .detail = "wrong"};
    return run;
}

ClipRun reopened(std::chrono::milliseconds wait)
{
    ClipRun run = complete();
    run.reopened = "it had lost its way";
    run.longestWait = wait;
    return run;
}

ClipRun mismatched()
{
    ClipRun run = complete();
    run.mismatch = Mismatch{
        .picture = 3, .component = 1, .difference = Difference::Green, .detail = "all is zero"};
    return run;
}

ClipRun incomplete(bool isOverdue)
{
    ClipRun run = complete();
    run.decoded = 9;
    run.isOverdue = isOverdue;
    return run;
}

TEST(Verdict, followsFromWhatHappened)
{
    const struct {
        ClipRun run;
        Outcome outcome{};
        const char *words = nullptr;
    } cases[] = {
        {complete(), Outcome::Exact, ""},
        {mismatched(), Outcome::Differs, "Cb in picture 3: all is zero"},
        {incomplete(false), Outcome::Differs, "9 pictures came instead of 10"},
        {incomplete(true), Outcome::TimedOut, "9 of 10 pictures when its time was over"},
        {failedWith(ErrorKind::Unsupported, 2s), Outcome::Refused, "the driver's words"},
        {failedWith(ErrorKind::TimedOut, 3s), Outcome::TimedOut, "the driver's words"},
        {failedWith(ErrorKind::System, 10ms), Outcome::Failed, "the driver's words"},
        {failedWith(ErrorKind::System, 2s), Outcome::TimedOut,
         "nothing came for 2.0 s, then: the driver's words"},
        {damaged(10ms), Outcome::Failed, "2 of 10 pictures as damaged, the first is picture 4"},
        {damaged(2s), Outcome::TimedOut, "nothing came for 2.0 s, then: the driver marks"},
        {reopened(10ms), Outcome::Failed, "opened again: it had lost its way"},
        {reopened(3s), Outcome::TimedOut, "nothing came for 3.0 s, then: the device had"},
    };
    for (const auto &each : cases) {
        const Verdict verdict = judge(each.run, Pictures);
        EXPECT_EQ(nameOf(verdict.outcome), nameOf(each.outcome)) << each.words;
        EXPECT_THAT(verdict.reason, HasSubstr(each.words));
    }
}

TEST(Verdict, onlyWhatPlaysBadlyIsAFault)
{
    using enum Outcome;
    for (const Outcome outcome : {Differs, Failed, TimedOut})
        EXPECT_TRUE(isFault(outcome)) << nameOf(outcome);
    for (const Outcome outcome : {Exact, Refused, NotClaimed, NotChecked})
        EXPECT_FALSE(isFault(outcome)) << nameOf(outcome);
}

class Claims : public testing::Test
{
protected:
    Claims()
    {
        device.codecs.emplace_back().codec = VideoCodec::Hevc;
        device.codecs[0].sizes = SizeRange{.minimum = {.width = 48, .height = 48},
                                           .maximum = {.width = 1920, .height = 1088}};
        track->codec = VideoCodec::Hevc;
        track->profileName = "Main 10";
        track->size = {.width = 208, .height = 120};
    }

    [[nodiscard]] std::string claim(VideoCodec codec, bool hasReference = true) const
    {
        Result<ClipReference> reference = fail(ErrorKind::NotFound, "no encoder");
        if (hasReference)
            reference = ClipReference{.track = track, .pictures = {}, .decoder = {}};
        DoctorClip clip;
        clip.codec = codec;
        const auto verdict = claimOf(device, clip, reference);
        if (!verdict)
            return "try it";
        return formatText("{}: {}", nameOf(verdict->outcome), verdict->reason);
    }

    DecoderDevice device;
    std::shared_ptr<VideoTrack> track = std::make_shared<VideoTrack>();
};

TEST_F(Claims, aCodecOfTheDeviceIsTried)
{
    EXPECT_EQ(claim(VideoCodec::Hevc), "try it");
}

TEST_F(Claims, anotherCodecIsNotClaimed_whateverThisBuildHas)
{
    EXPECT_EQ(claim(VideoCodec::Vp8), "not_claimed: ");
    EXPECT_EQ(claim(VideoCodec::Vp8, false), "not_claimed: ");
}

TEST_F(Claims, withoutAClipNothingIsChecked)
{
    EXPECT_EQ(claim(VideoCodec::Hevc, false), "not_checked: no encoder");
}

TEST_F(Claims, aProfileOutsideOfTheMenuIsNotClaimed)
{
    device.codecs[0].profiles = MenuItems{.bits = 1};
    EXPECT_THAT(claim(VideoCodec::Hevc), HasSubstr("not_claimed: it does not decode HEVC Main 10"));
}

TEST_F(Claims, anotherInterfaceIsARefusal)
{
    device.codecs[0].uapiProblem = "it has no V4L2_CID_STATELESS_HEVC_SPS";
    EXPECT_THAT(claim(VideoCodec::Hevc), HasSubstr("refused: "));
    EXPECT_THAT(claim(VideoCodec::Hevc), HasSubstr("V4L2_CID_STATELESS_HEVC_SPS"));
}

} // namespace
} // namespace weir
