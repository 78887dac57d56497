// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/medium_run.h"

namespace weir
{
namespace
{

using test::makeClip;
using test::runMedium;
using test::RunOptions;

constexpr auto H264Clip = "-f lavfi -i testsrc2=size=192x108:rate=25:duration=4 -f lavfi -i "
                          "sine=frequency=440:duration=4 -c:v libx264 -preset veryfast -g 25 -bf 2 "
                          "-pix_fmt yuv420p -c:a aac";
constexpr auto SilentClip = "-f lavfi -i testsrc2=size=192x108:rate=25:duration=4 -c:v libx264 "
                            "-preset veryfast -g 25 -bf 2 -pix_fmt yuv420p";

RunOptions software()
{
    RunOptions options;
    options.medium.decoder = DecoderPreference::Software;
    return options;
}

RunOptions eachPicture()
{
    RunOptions options = software();
    options.medium.audio = MediumOptions::Audio::Ignore;
    options.medium.output = PictureForm::Raw;
    options.detail = RunOptions::Detail::EachPicture;
    return options;
}

std::string clipOrSkip(const std::string &name, const std::string &arguments)
{
    return makeClip(name, arguments);
}

#define CLIP(variable, name, arguments)                                                            \
    const std::string variable = clipOrSkip(name, arguments);                                      \
    if ((variable).empty())                                                                        \
    GTEST_SKIP() << "ffmpeg cannot make " << (name)

TEST(Medium, playsPicturesAndSoundToTheEnd)
{
    CLIP(clip, "av.mp4", H264Clip);
    const auto run = runMedium(clip, software());
    EXPECT_FALSE(run.failure.has_value()) << run.failure->message();
    EXPECT_TRUE(run.ended);
    EXPECT_EQ(run.pictures.size(), 100U);
    EXPECT_NEAR(static_cast<double>(run.audioFrames), 4 * 44100.0, 2048);
    ASSERT_EQ(run.decoders.size(), 1U);
    EXPECT_EQ(run.decoders[0].description.kind, "software");
    ASSERT_TRUE(run.info.has_value());
    EXPECT_NEAR(static_cast<double>(run.info->duration.count()), 4e9, 1e8);
}

TEST(Medium, timesGrowByTheFrameInterval_inEveryContainer)
{
    for (const std::string name : {"t.mp4", "t.mkv", "t.ts", "t.flv", "t.264", "t.avi"}) {
        CLIP(clip, name, SilentClip);
        const auto run = runMedium(clip, eachPicture());
        ASSERT_EQ(run.pictures.size(), 100U) << name;
        for (std::size_t i = 1; i < run.pictures.size(); ++i) {
            const auto step = run.pictures[i].pts - run.pictures[i - 1].pts;
            EXPECT_NEAR(static_cast<double>(step.count()), 4e7, 1.1e6) << name << " " << i;
        }
    }
}

TEST(Medium, exactSeekGivesThePictureOfALinearRun)
{
    for (const std::string name : {"t.mp4", "t.mkv", "t.ts", "t.264"}) {
        CLIP(clip, name, SilentClip);
        const auto linear = runMedium(clip, eachPicture());
        ASSERT_EQ(linear.pictures.size(), 100U) << name;
        for (const std::size_t target :
             {std::size_t{0}, std::size_t{1}, std::size_t{24}, std::size_t{25}, std::size_t{26},
              std::size_t{63}, std::size_t{99}}) {
            RunOptions options = eachPicture();
            options.onPicture = [&](Medium &medium, const Picture &picture) {
                if (picture.serial == 0 && picture.pts == linear.pictures[10].pts)
                    medium.seek(linear.pictures[target].pts, SeekMode::Exact);
            };
            const auto run = runMedium(clip, options);
            ASSERT_FALSE(run.timedOut) << name << " " << target;
            const auto first = std::ranges::find(run.pictures, Serial{1}, &Picture::serial);
            ASSERT_NE(first, run.pictures.end()) << name << " " << target;
            const auto index = static_cast<std::size_t>(first - run.pictures.begin());
            EXPECT_EQ(first->pts, linear.pictures[target].pts) << name << " " << target;
            EXPECT_EQ(run.pictureMd5s[index], linear.pictureMd5s[target]) << name << " " << target;
            EXPECT_EQ(run.pictures.size() - index, 100 - target) << name << " " << target;
            for (std::size_t i = index; i < run.pictures.size(); ++i)
                ASSERT_EQ(run.pictures[i].pts, linear.pictures[target + i - index].pts)
                    << name << " " << target << " " << i - index;
        }
    }
}

TEST(Medium, keyframeSeekLandsOnTheKeyFrameBefore)
{
    CLIP(clip, "t.mp4", SilentClip);
    const auto linear = runMedium(clip, eachPicture());
    RunOptions options = eachPicture();
    options.onPicture = [&](Medium &medium, const Picture &picture) {
        if (picture.serial == 0)
            medium.seek(linear.pictures[60].pts, SeekMode::Keyframe);
    };
    const auto run = runMedium(clip, options);
    const auto first
        = std::ranges::find_if(run.pictures, [](const Picture &each) { return each.serial > 0; });
    ASSERT_NE(first, run.pictures.end());
    EXPECT_EQ(first->pts, linear.pictures[50].pts);
}

TEST(Medium, seekPastTheEndShowsTheLastPicture)
{
    CLIP(clip, "t.mp4", SilentClip);
    const auto linear = runMedium(clip, eachPicture());
    RunOptions options = eachPicture();
    options.onPicture = [&](Medium &medium, const Picture &picture) {
        if (picture.serial == 0)
            medium.seek(MediaTime(std::chrono::hours(1)), SeekMode::Exact);
    };
    const auto run = runMedium(clip, options);
    EXPECT_TRUE(run.ended);
    ASSERT_FALSE(run.pictures.empty());
    EXPECT_EQ(run.pictureMd5s.back(), linear.pictureMd5s.back());
}

TEST(Medium, startsExactlyWhereTold)
{
    CLIP(clip, "t.mp4", SilentClip);
    const auto linear = runMedium(clip, eachPicture());
    RunOptions options = eachPicture();
    options.medium.start = linear.pictures[37].pts;
    const auto run = runMedium(clip, options);
    ASSERT_EQ(run.pictures.size(), 63U);
    EXPECT_EQ(run.pictureMd5s.front(), linear.pictureMd5s[37]);
}

TEST(Medium, startBetweenTwoPicturesShowsTheFirstOfThem)
{
    CLIP(clip, "t.mp4", SilentClip);
    const auto linear = runMedium(clip, eachPicture());
    for (const std::size_t index : {0U, 37U, 49U, 98U}) {
        RunOptions options = eachPicture();
        options.medium.start = linear.pictures[index].pts + std::chrono::milliseconds(13);
        const auto run = runMedium(clip, options);
        ASSERT_EQ(run.pictures.size(), 100 - index);
        EXPECT_EQ(run.pictureMd5s.front(), linear.pictureMd5s[index]);
        EXPECT_EQ(run.pictures[0].pts, options.medium.start);
        EXPECT_EQ(run.pictures[0].duration, std::chrono::milliseconds(27));
        EXPECT_EQ(run.pictures[1].pts, linear.pictures[index + 1].pts);
    }
}

TEST(Medium, seekStormEndsWithTheLastSeek)
{
    CLIP(clip, "av.mp4", H264Clip);
    RunOptions options = software();
    int seeks = 0;
    options.onPicture = [&](Medium &medium, const Picture &) {
        for (; seeks < 300; ++seeks)
            medium.seek(MediaTime(std::chrono::milliseconds(seeks * 13 % 4000)), SeekMode::Exact);
        if (seeks == 300) {
            medium.seek(MediaTime(std::chrono::seconds(3)), SeekMode::Exact);
            ++seeks;
        }
    };
    const auto run = runMedium(clip, options);
    EXPECT_FALSE(run.timedOut);
    EXPECT_EQ(std::ranges::count(run.pictures, Serial{301}, &Picture::serial), 25);
}

TEST(Medium, repeatsWithoutEnd_withANewSerialAndTheSamePictures)
{
    CLIP(clip, "av.mp4", H264Clip);
    RunOptions options = software();
    options.medium.repeat = MediumOptions::Repeat::Forever;
    options.detail = RunOptions::Detail::EachPicture;
    options.stopAfterPictures = 250;
    const auto run = runMedium(clip, options);
    ASSERT_GE(run.pictures.size(), 250U);
    EXPECT_FALSE(run.ended);
    EXPECT_EQ(run.pictures[100].serial, 1U);
    EXPECT_EQ(run.pictures[100].pts, run.pictures[0].pts);
    EXPECT_EQ(run.pictureMd5s[100], run.pictureMd5s[0]);
    EXPECT_EQ(run.pictureMd5s[230], run.pictureMd5s[30]);
}

TEST(Medium, formatsThatNoCompositorTakesAreConverted)
{
    struct Conversion {
        std::string source;
        PixelFormat shown;
    };
    const std::vector<Conversion> rows{
        {"yuv420p", PixelFormat::Yuv420P8}, {"yuv422p", PixelFormat::Nv12},
        {"yuv444p", PixelFormat::Nv12},     {"gray", PixelFormat::Nv12},
        {"yuv420p10le", PixelFormat::P010}, {"yuv444p10le", PixelFormat::P010}};
    for (const Conversion &row : rows) {
        CLIP(clip, row.source + ".mkv",
             "-f lavfi -i testsrc2=size=98x66:rate=25:duration=0.4 -c:v ffv1 -pix_fmt "
                 + row.source);
        const auto run = runMedium(clip, software());
        ASSERT_FALSE(run.failure.has_value()) << run.failure->message();
        EXPECT_EQ(run.pictures.size(), 10U) << row.source;
        ASSERT_FALSE(run.formats.empty()) << row.source;
        EXPECT_EQ(run.formats.back().pixelFormat, row.shown) << row.source;
        EXPECT_EQ(run.pictures.back().visible.size(), (Size{98, 66})) << row.source;
    }
}

std::size_t openFds()
{
    return static_cast<std::size_t>(
        std::ranges::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                              std::filesystem::directory_iterator()));
}

TEST(Medium, leaksNoDescriptor_overManyOpenings)
{
    CLIP(clip, "av.mp4", H264Clip);
    RunOptions options = software();
    options.stopAfterPictures = 3;
    static_cast<void>(runMedium(clip, options)); // what is opened once and for all
    const std::size_t before = openFds();
    for (int i = 0; i < 60; ++i)
        static_cast<void>(runMedium(clip, options));
    EXPECT_EQ(openFds(), before);
}

TEST(Medium, closesAtOnce_whileAPipeGivesNothing)
{
    const std::string folder = std::filesystem::temp_directory_path().string() + "/weir-fifo-"
        + std::to_string(getpid());
    ASSERT_EQ(::mkfifo(folder.c_str(), 0600), 0);
    const MonotonicTime begin = MonotonicClock::now();
    auto medium = Medium::open(folder, {});
    ASSERT_TRUE(medium.has_value());
    medium->reset();
    EXPECT_LT(MonotonicClock::now() - begin, std::chrono::seconds(2));
    std::filesystem::remove(folder);
}

class BadInput : public testing::Test
{
protected:
    void SetUp() override
    {
        folder = std::filesystem::temp_directory_path().string() + "/weir-bad-"
            + std::to_string(getpid());
        std::filesystem::create_directories(folder);
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::string write(const std::string &name, const std::string &content) const
    {
        std::ofstream(folder + "/" + name) << content;
        return folder + "/" + name;
    }

    // The one sentence that playing `path` ends with.
    static Error failureOf(const std::string &path)
    {
        const auto run = runMedium(path, software());
        EXPECT_FALSE(run.timedOut) << path;
        EXPECT_TRUE(run.failure.has_value()) << path;
        if (!run.failure)
            return {ErrorKind::Usage, "did not fail"};
        EXPECT_TRUE(run.failure->message().starts_with(path)) << run.failure->message();
        EXPECT_TRUE(run.failure->message().ends_with('.')) << run.failure->message();
        return *run.failure;
    }

    std::string folder;
};

TEST_F(BadInput, missingFile)
{
    const Error error = failureOf(folder + "/nothing.mp4");
    EXPECT_EQ(error.kind(), ErrorKind::NotFound);
    EXPECT_NE(error.message().find("no such file"), std::string::npos);
}

TEST_F(BadInput, folder)
{
    EXPECT_NE(failureOf(folder).message().find("folder"), std::string::npos);
}

TEST_F(BadInput, emptyFile)
{
    EXPECT_NE(failureOf(write("empty.mp4", "")).message().find("empty"), std::string::npos);
}

TEST_F(BadInput, textFile)
{
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += "This is a letter to somebody and not a film at all.\n";
    for (const char *name : {"letter.txt", "letter.mp4", "letter"})
        EXPECT_EQ(failureOf(write(name, text)).kind(), ErrorKind::InvalidData) << name;
}

TEST_F(BadInput, noPermission)
{
    if (::geteuid() == 0)
        GTEST_SKIP() << "root may read everything";
    const std::string path = write("secret.mp4", "x");
    ::chmod(path.c_str(), 0);
    EXPECT_EQ(failureOf(path).kind(), ErrorKind::PermissionDenied);
}

TEST_F(BadInput, truncatedMp4)
{
    CLIP(clip, "av.mp4", H264Clip);
    const std::string path = folder + "/truncated.mp4";
    std::filesystem::copy_file(clip, path);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    EXPECT_NE(failureOf(path).message().find("incomplete"), std::string::npos);
}

// A copy of an mp4 with nothing of its pictures left.
std::string withoutPictures(const std::string &clip, const std::string &path)
{
    std::ifstream in(clip, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    constexpr std::size_t BoxHeader = 8; // size, then "mdat"
    const std::size_t type = bytes.find("mdat");
    if (type == std::string::npos || type + 4 < BoxHeader)
        return {};
    const auto sizeByte = [&](std::size_t i) {
        return std::size_t{static_cast<std::uint8_t>(bytes[type - 4 + i])};
    };
    const std::size_t size
        = sizeByte(0) << 24U | sizeByte(1) << 16U | sizeByte(2) << 8U | sizeByte(3);
    bytes.replace(type + 4, size - BoxHeader, size - BoxHeader, '\xff');
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

bool hasFailed(Medium &medium)
{
    while (const auto event = medium.takeEvent()) {
        if (std::holds_alternative<MediumFailed>(*event))
            return true;
    }
    return false;
}

// Waits for the end of the pictures, looking at nothing else.
bool waitForPicturesEnded(PictureStream &pictures)
{
    pollfd readable{.fd = pictures.eventFd(), .events = POLLIN, .revents = 0};
    constexpr int TimeoutMs = 20000;
    while (::poll(&readable, 1, TimeoutMs) == 1) {
        while (const auto event = pictures.take()) {
            if (std::holds_alternative<PicturesEnded>(*event))
                return true;
        }
    }
    return false;
}

TEST_F(BadInput, isToldBeforeThePicturesEnd_whenNoneCanBeDecoded)
{
    CLIP(clip, "t.mp4", SilentClip);
    const std::string path = withoutPictures(clip, folder + "/damaged.mp4");
    ASSERT_FALSE(path.empty());
    for (int i = 0; i < 20; ++i) { // with the wrong order most of them fail, not all
        const auto medium = Medium::open(path, software().medium);
        ASSERT_TRUE(medium.has_value());
        ASSERT_TRUE(waitForPicturesEnded(*(*medium)->pictures()));
        ASSERT_TRUE(hasFailed(**medium)) << i;
    }
}

TEST_F(BadInput, subtitlesOnly)
{
    const std::string path = write("only.srt",
                                   "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 --> "
                                   "00:00:04,000\nThere\n");
    EXPECT_NE(failureOf(path).message().find("neither moving pictures nor sound"),
              std::string::npos);
}

TEST_F(BadInput, addressOfNoKnownKind)
{
    EXPECT_EQ(failureOf("nosuch://example.invalid/film").kind(), ErrorKind::Unsupported);
}

TEST(Medium, playsSoundAlone)
{
    CLIP(clip, "tone.m4a", "-f lavfi -i sine=frequency=440:duration=1 -c:a aac");
    const auto run = runMedium(clip, software());
    EXPECT_FALSE(run.failure.has_value()) << run.failure->message();
    EXPECT_TRUE(run.ended);
    ASSERT_TRUE(run.info.has_value());
    EXPECT_EQ(run.info->video, nullptr);
    EXPECT_NEAR(static_cast<double>(run.audioFrames), 44100.0, 2048);
}

TEST(Medium, coverArtIsNoVideo)
{
    CLIP(clip, "cover.m4a",
         "-f lavfi -i sine=frequency=440:duration=1 -f lavfi -i testsrc2=size=64x64:duration=0.04 "
         "-map 0:a -map 1:v -c:a aac -c:v mjpeg -frames:v 1 -disposition:v attached_pic");
    const auto run = runMedium(clip, software());
    ASSERT_TRUE(run.info.has_value());
    EXPECT_EQ(run.info->video, nullptr);
    EXPECT_TRUE(run.ended);
}

} // namespace
} // namespace weir
