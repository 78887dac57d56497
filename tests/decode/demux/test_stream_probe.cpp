// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mem.h>
}

#include "decode/demux/container.h"
#include "decode/demux/stream_probe.h"
#include "decode/demux/stream_tracks.h"
#include "tests/support/medium_run.h"

namespace weir
{
namespace
{

struct FreeParameters {
    void operator()(AVCodecParameters *parameters) const { avcodec_parameters_free(&parameters); }
};

std::optional<int> profileIn(AVCodecID codec, std::vector<std::uint8_t> record, std::size_t bytes)
{
    const std::unique_ptr<AVCodecParameters, FreeParameters> parameters(avcodec_parameters_alloc());
    record.resize(bytes);
    parameters->codec_id = codec;
    parameters->extradata
        = static_cast<std::uint8_t *>(av_mallocz(bytes + AV_INPUT_BUFFER_PADDING_SIZE));
    std::ranges::copy(record, parameters->extradata);
    parameters->extradata_size = static_cast<int>(bytes);
    return profileInRecord(*parameters);
}

TEST(StreamProbe, readsTheProfileInTheRecord)
{
    EXPECT_EQ(profileIn(AV_CODEC_ID_H264, {1, 100, 0, 40}, 7), AV_PROFILE_H264_HIGH);
    EXPECT_EQ(profileIn(AV_CODEC_ID_H264, {1, 66, 0xc0, 30}, 7),
              AV_PROFILE_H264_CONSTRAINED_BASELINE);
    EXPECT_EQ(profileIn(AV_CODEC_ID_H264, {1, 66, 0x80, 30}, 7), AV_PROFILE_H264_BASELINE);
    EXPECT_EQ(profileIn(AV_CODEC_ID_H264, {1, 110, 0x10, 30}, 7), AV_PROFILE_H264_HIGH_10_INTRA);
    EXPECT_EQ(profileIn(AV_CODEC_ID_HEVC, {1, 0x22}, 23), AV_PROFILE_HEVC_MAIN_10);
    EXPECT_EQ(profileIn(AV_CODEC_ID_AV1, {0x81, 0x20}, 4), AV_PROFILE_AV1_HIGH);
}

TEST(StreamProbe, knowsNoProfile_whereThereIsNoRecord)
{
    EXPECT_EQ(profileIn(AV_CODEC_ID_H264, {0, 0, 0, 1, 0x67, 100}, 20), std::nullopt); // Annex B
    EXPECT_EQ(profileIn(AV_CODEC_ID_H264, {1, 100, 0, 40}, 6), std::nullopt);
    EXPECT_EQ(profileIn(AV_CODEC_ID_HEVC, {1, 0x20}, 23), std::nullopt);
    EXPECT_EQ(profileIn(AV_CODEC_ID_HEVC, {1, 0x22}, 22), std::nullopt);
    EXPECT_EQ(profileIn(AV_CODEC_ID_AV1, {0x0a, 0x0b}, 13), std::nullopt);
    EXPECT_EQ(profileIn(AV_CODEC_ID_VP9, {1, 100, 0, 40}, 7), std::nullopt);
}

// What libavformat finds by decoding.
std::shared_ptr<const VideoTrack> decodedTrack(const std::string &file)
{
    AVFormatContext *opened = nullptr;
    if (avformat_open_input(&opened, file.c_str(), nullptr, nullptr) < 0)
        return nullptr;
    const std::unique_ptr<AVFormatContext, AvFormatDeleter> format(opened);
    if (avformat_find_stream_info(opened, nullptr) < 0)
        return nullptr;
    const StreamChoice choice = chooseStreams(*opened, AudioWanted::No);
    if (choice.video < 0)
        return nullptr;
    return describeVideo(*opened, *opened->streams[choice.video]);
}

// Of each file that decoding tells something of, the same is told without.
TEST(StreamProbe, findsWhatDecodingFinds)
{
    const std::string folder = test::vectorFolder();
    if (folder.empty())
        GTEST_SKIP() << "no test vectors: set WEIR_VECTORS, or put them beside the clone";
    const std::atomic<bool> stop = false;
    unsigned compared = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string file = entry.path().string();
        const bool isContainer = file.ends_with(".mp4") || file.ends_with(".mkv")
            || file.ends_with(".webm") || file.ends_with(".mov");
        if (!isContainer || file.contains("/malformed/"))
            continue;
        const auto expected = decodedTrack(file);
        const auto container = Container::open(file, AudioWanted::No, stop);
        if (!expected || !container || !(*container)->info().video)
            continue;
        const VideoTrack &found = *(*container)->info().video;
        ++compared;
        EXPECT_EQ(found.profileName, expected->profileName) << file;
        // With several sample descriptions the container tells the size of the last, decoding that
        // of the first.
        if (!file.contains("multi-stsd")) {
            EXPECT_EQ(found.size, expected->size) << file;
        }
        EXPECT_EQ(found.frameRate.numerator * expected->frameRate.denominator,
                  expected->frameRate.numerator * found.frameRate.denominator)
            << file;
    }
    EXPECT_GT(compared, 20U);
}

} // namespace
} // namespace weir
