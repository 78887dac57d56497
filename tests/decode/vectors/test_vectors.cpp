// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/medium_run.h"

namespace weir
{
namespace
{

struct Vector {
    std::string path;
    std::string frames;
    std::string md5;
    std::string features;
};

std::vector<Vector> readManifest(const std::string &folder)
{
    std::vector<Vector> vectors;
    std::ifstream manifest(folder + "/MANIFEST.tsv");
    std::string line;
    std::getline(manifest, line); // names of the columns
    while (std::getline(manifest, line)) {
        std::vector<std::string> columns;
        std::istringstream stream(line);
        for (std::string column; std::getline(stream, column, '\t');)
            columns.push_back(column);
        if (columns.size() >= 10)
            vectors.push_back({columns[0], columns[5], columns[7], columns[9]});
    }
    return vectors;
}

// The manifest's md5 is not ours for a reason; ours is what ffmpeg gives without that reason.
struct Exception {
    std::string_view path;
    std::string_view md5;
    std::string_view reason;
};
constexpr std::array Exceptions{
    Exception{"hevc/oxhevc_r413-rdpcm-explicit.hevc", "f3383b28a9f9075f481716c0a36f7db7",
              "libavcodec 7.1 differs from itself with more than one thread"},
    Exception{"containers/dv84.mp4", "44925edd7c68b984b41c2c06e1484177",
              "the manifest's command turned the picture"},
    Exception{"containers/hdr10tags-both.mkv", "91ae3bd0558bbf7314b34d47b0349847",
              "the manifest's command turned the picture"},
    Exception{"containers/media_sample_edit_list.mp4", "2be89506ea06c74d1da7c4591c40dcd9",
              "the manifest's command turned the picture"},
    Exception{"containers/media_sample_rotate_and_reflect.mp4", "b7bc75b30e94351aff6b425c4701265e",
              "the manifest's command turned the picture"},
};

bool isExpected(const std::string &md5, const Vector &vector)
{
    return md5 == vector.md5 || std::ranges::any_of(Exceptions, [&](const Exception &each) {
               return each.path == vector.path && each.md5 == md5;
           });
}

// Minutes of 1080p each: only when all are asked for.
bool isLong(const Vector &vector)
{
    return vector.path.starts_with("containers/media_long_")
        && std::getenv("WEIR_ALL_VECTORS") == nullptr;
}

class Vectors : public testing::TestWithParam<const char *>
{
protected:
    void SetUp() override
    {
        folder = test::vectorFolder();
        if (folder.empty())
            GTEST_SKIP() << "no test vectors: set WEIR_VECTORS to their folder";
        for (const Vector &each : readManifest(folder)) {
            if (each.path.starts_with(std::string(GetParam()) + "/"))
                vectors.push_back(each);
        }
        ASSERT_FALSE(vectors.empty());
    }

    static test::RunOptions rawSoftware()
    {
        test::RunOptions options;
        options.medium.decoder = DecoderPreference::Software;
        options.medium.audio = MediumOptions::Audio::Ignore;
        options.medium.output = PictureForm::Raw;
        options.timeout = std::chrono::seconds(300);
        return options;
    }

    std::string folder;
    std::vector<Vector> vectors;
};

class CodecVectors : public Vectors
{
};

TEST_P(CodecVectors, softwareGivesTheMd5OfTheManifest)
{
    for (const Vector &vector : vectors) {
        if (isLong(vector) || vector.md5 == "-" || vector.frames == "-" || vector.frames == "0")
            continue;
        const auto run = test::runMedium(folder + "/" + vector.path, rawSoftware());
        EXPECT_EQ(run.failure.has_value() ? run.failure->message() : "", "") << vector.path;
        EXPECT_EQ(std::to_string(run.pictures.size()), vector.frames)
            << vector.path << " " << vector.features;
        EXPECT_TRUE(isExpected(run.md5, vector)) << run.md5 << " instead of " << vector.md5 << " "
                                                 << vector.path << " " << vector.features;
    }
}

INSTANTIATE_TEST_SUITE_P(All, CodecVectors,
                         testing::Values("h264", "hevc", "vp8", "vp9", "av1", "mpeg2",
                                         "containers"),
                         [](const auto &row) { return std::string(row.param); });

class HostileVectors : public Vectors
{
};

TEST_P(HostileVectors, everyFileEndsOrFailsWithOneSentence)
{
    for (const Vector &vector : vectors) {
        test::RunOptions options;
        options.medium.decoder = DecoderPreference::Software;
        const auto run = test::runMedium(folder + "/" + vector.path, options);
        EXPECT_FALSE(run.timedOut) << vector.path;
        EXPECT_TRUE(run.ended || run.failure) << vector.path;
        if (run.failure) {
            const std::string &message = run.failure->message();
            EXPECT_NE(message.find(vector.path), std::string::npos) << message;
            EXPECT_EQ(message.find('\n'), std::string::npos) << message;
            EXPECT_TRUE(message.ends_with('.')) << message;
            if (std::getenv("WEIR_SHOW_MESSAGES") != nullptr)
                std::cout << message << "\n";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, HostileVectors, testing::Values("malformed", "subtitles"),
                         [](const auto &row) { return std::string(row.param); });

} // namespace
} // namespace weir
