// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "app/cli/options.h"

namespace weir
{
namespace
{

using namespace std::chrono_literals;

Result<Options> parse(std::vector<std::string> arguments)
{
    return parseOptions(arguments);
}

TEST(Options, defaultsToPlaying)
{
    const auto options = parse({"a.mp4", "b.mkv"});
    ASSERT_TRUE(options.has_value());
    EXPECT_EQ(options->mode, Options::Mode::Play);
    EXPECT_EQ(options->files, (std::vector<std::string>{"a.mp4", "b.mkv"}));
}

TEST(Options, valuesAreTakenBehindAnEqualsSignOrAsTheNextWord)
{
    const auto options = parse({"--bench", "--presenter=null", "--frames", "300", "--decoder",
                                "v4l2", "--start", "1:02:03.5", "x"});
    ASSERT_TRUE(options.has_value()) << options.error().message();
    EXPECT_EQ(options->mode, Options::Mode::Bench);
    EXPECT_EQ(options->presenter, PresenterPreference::Null);
    EXPECT_EQ(options->frames, 300U);
    EXPECT_EQ(options->decoder, DecoderPreference::V4l2);
    EXPECT_EQ(options->start.time_since_epoch(), 1h + 2min + 3500ms);
}

TEST(Options, doubleDashEndsTheOptions)
{
    const auto options = parse({"--", "--strange name.mp4"});
    ASSERT_TRUE(options.has_value());
    EXPECT_EQ(options->files.front(), "--strange name.mp4");
}

TEST(Options, devicesAreCheckedUnlessToldOtherwise)
{
    EXPECT_EQ(parse({"x"})->check, PictureCheck::First);
    EXPECT_EQ(parse({"--picture-check", "off", "x"})->check, PictureCheck::Off);
    EXPECT_EQ(parse({"--picture-check=every", "x"})->check, PictureCheck::Every);
    EXPECT_EQ(parse({"--verify-zero-copy", "x"})->check, PictureCheck::Every);
}

TEST(Options, kioskIsFullscreenForEver)
{
    const auto options = parse({"--kiosk", "x"});
    ASSERT_TRUE(options.has_value());
    EXPECT_TRUE(options->fullscreen);
    EXPECT_TRUE(options->repeat);
}

class WrongOptions : public testing::TestWithParam<std::vector<std::string>>
{
};

TEST_P(WrongOptions, areUsageErrors)
{
    const auto options = parse(GetParam());
    ASSERT_FALSE(options.has_value());
    EXPECT_EQ(options.error().kind(), ErrorKind::Usage);
}

INSTANTIATE_TEST_SUITE_P(Options, WrongOptions,
                         testing::Values(std::vector<std::string>{"--nonsense"},
                                         std::vector<std::string>{"-x"},
                                         std::vector<std::string>{"--frames", "0", "x"},
                                         std::vector<std::string>{"--frames", "-3", "x"},
                                         std::vector<std::string>{"--frames", "12x", "x"},
                                         std::vector<std::string>{"--frames"},
                                         std::vector<std::string>{"--bench"},
                                         std::vector<std::string>{"--md5"},
                                         std::vector<std::string>{"--md5", "--bench", "x"},
                                         std::vector<std::string>{"--doctor", "x"},
                                         std::vector<std::string>{"--doctor", "--md5"},
                                         std::vector<std::string>{"--doctor", "--list-decoders"},
                                         std::vector<std::string>{"--loop=3", "x"},
                                         std::vector<std::string>{"--decoder", "magic", "x"},
                                         std::vector<std::string>{"--start", "-1", "x"},
                                         std::vector<std::string>{"--start", "nan", "x"},
                                         std::vector<std::string>{"--start", "1:2:3:4", "x"},
                                         std::vector<std::string>{"--start", "1e9", "x"},
                                         std::vector<std::string>{"--start", "99999999", "x"}));

TEST(Options, helpNamesEveryModeAndTheExitStatus)
{
    const std::string help = helpText();
    for (const char *word :
         {"--bench", "--md5", "--list-decoders", "--doctor", "--kiosk", "Exit status"})
        EXPECT_NE(help.find(word), std::string::npos) << word;
}

} // namespace
} // namespace weir
