// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "app/doctor/clip_run.h"

namespace weir
{
namespace
{

class Clips : public testing::TestWithParam<std::size_t>
{
protected:
    const DoctorClip &clip = doctorClips()[GetParam()];
};

TEST_P(Clips, areTenMovingPicturesOfTheirCodec)
{
    if (clip.file.empty())
        GTEST_SKIP() << clip.missing;
    const auto reference = decodeReference(clip);
    ASSERT_TRUE(reference.has_value()) << reference.error().message();
    EXPECT_EQ(reference->track->codec, clip.codec);
    EXPECT_EQ(reference->track->size, (Size{.width = 208, .height = 120}));
    ASSERT_EQ(reference->pictures.size(), 10U);
    std::set<std::vector<std::byte>> different;
    for (const PlanarPicture &picture : reference->pictures) {
        EXPECT_EQ(picture.components[0].size, (Size{.width = 208, .height = 120}));
        different.insert(picture.components[0].bytes);
    }
    EXPECT_EQ(different.size(), 10U);
}

TEST_P(Clips, areOfTheProfileThatTheyNameAndSmall)
{
    if (clip.file.empty())
        GTEST_SKIP() << clip.missing;
    const auto reference = decodeReference(clip);
    ASSERT_TRUE(reference.has_value());
    const std::string &profile = reference->track->profileName;
    EXPECT_TRUE(profile.empty() || clip.title.find(profile) != std::string_view::npos)
        << clip.title << " is " << profile;
    const bool hasTenBit = profile == "Main 10" || profile == "Profile 2";
    EXPECT_EQ(reference->pictures[0].components[0].bytesPerSample, hasTenBit ? 2U : 1U);
    EXPECT_LT(clip.file.size(), 24U * 1024);
}

INSTANTIATE_TEST_SUITE_P(All, Clips, testing::Range<std::size_t>(0, doctorClips().size()),
                         [](const auto &each) {
                             std::string name(doctorClips()[each.param].name);
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(Clip, thatThisBuildLacksIsNamedWithItsReason)
{
    const DoctorClip clip{.name = "x",
                          .title = "X",
                          .codec = VideoCodec::H264,
                          .file = {},
                          .missing = "there was no ffmpeg"};
    const auto reference = decodeReference(clip);
    ASSERT_FALSE(reference.has_value());
    EXPECT_EQ(reference.error().message(), "there was no ffmpeg");
}

} // namespace
} // namespace weir
