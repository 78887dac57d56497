// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <vector>

#include <gtest/gtest.h>

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/mastering_display_metadata.h>
}

#include "decode/demux/stream_tracks.h"

namespace weir
{
namespace
{

struct FreeFormat {
    void operator()(AVFormatContext *format) const { avformat_free_context(format); }
};

// Whether files of this container with these streams need no parser.
bool wholeFrames(const char *container, const std::vector<AVCodecID> &codecs)
{
    const std::unique_ptr<AVFormatContext, FreeFormat> format(avformat_alloc_context());
    format->iformat = av_find_input_format(container);
    for (const AVCodecID codec : codecs) {
        AVCodecParameters &parameters = *avformat_new_stream(format.get(), nullptr)->codecpar;
        parameters.codec_id = codec;
        parameters.codec_type = avcodec_get_type(codec);
    }
    return givesWholeFrames(*format);
}

TEST(StreamTracks, containersThatSayItThemselvesAreNotParsed)
{
    EXPECT_TRUE(wholeFrames("mp4", {AV_CODEC_ID_H264, AV_CODEC_ID_AAC}));
    EXPECT_TRUE(wholeFrames("matroska", {AV_CODEC_ID_HEVC, AV_CODEC_ID_OPUS}));
    EXPECT_TRUE(wholeFrames("webm", {AV_CODEC_ID_AV1, AV_CODEC_ID_VORBIS}));
    EXPECT_TRUE(wholeFrames("matroska", {AV_CODEC_ID_H264, AV_CODEC_ID_SUBRIP}));
}

TEST(StreamTracks, takeTheColourOfTheContainer)
{
    const std::unique_ptr<AVFormatContext, FreeFormat> format(avformat_alloc_context());
    AVStream &stream = *avformat_new_stream(format.get(), nullptr);
    stream.codecpar->codec_type = AVMEDIA_TYPE_VIDEO;
    EXPECT_EQ(describeVideo(*format, stream)->color, ColorInfo{});
    stream.codecpar->color_primaries = AVCOL_PRI_BT2020;
    stream.codecpar->color_trc = AVCOL_TRC_SMPTE2084;
    stream.codecpar->color_space = AVCOL_SPC_BT2020_NCL;
    stream.codecpar->color_range = AVCOL_RANGE_JPEG;
    stream.codecpar->chroma_location = AVCHROMA_LOC_TOPLEFT;
    const ColorInfo expected{
        .primaries = 9, .transfer = 16, .matrix = 9, .fullRange = true, .chromaLocation = 3};
    EXPECT_EQ(describeVideo(*format, stream)->color, expected);
}

template <typename Metadata>
Metadata &addSideData(AVCodecParameters &parameters, AVPacketSideDataType type)
{
    AVPacketSideData *data = av_packet_side_data_new(
        &parameters.coded_side_data, &parameters.nb_coded_side_data, type, sizeof(Metadata), 0);
    return *new (data->data) Metadata{};
}

TEST(StreamTracks, takeTheBrightnessOfTheContainer)
{
    const std::unique_ptr<AVFormatContext, FreeFormat> format(avformat_alloc_context());
    AVStream &stream = *avformat_new_stream(format.get(), nullptr);
    stream.codecpar->codec_type = AVMEDIA_TYPE_VIDEO;
    EXPECT_EQ(describeVideo(*format, stream)->light, LightInfo{});
    auto &mastering = addSideData<AVMasteringDisplayMetadata>(
        *stream.codecpar, AV_PKT_DATA_MASTERING_DISPLAY_METADATA);
    mastering.min_luminance = {.num = 50, .den = 10000};
    mastering.max_luminance = {.num = 10000000, .den = 10000};
    EXPECT_EQ(describeVideo(*format, stream)->light, LightInfo{}); // has_luminance is missing
    mastering.has_luminance = 1;
    auto &content
        = addSideData<AVContentLightMetadata>(*stream.codecpar, AV_PKT_DATA_CONTENT_LIGHT_LEVEL);
    content.MaxCLL = 900;
    content.MaxFALL = 400;
    const LightInfo expected{.minimumLuminance = 50,
                             .maximumLuminance = 1000,
                             .maximumContent = 900,
                             .maximumAverage = 400};
    EXPECT_EQ(describeVideo(*format, stream)->light, expected);
}

TEST(StreamTracks, aBrightnessOfNonsenseIsNone)
{
    const std::unique_ptr<AVFormatContext, FreeFormat> format(avformat_alloc_context());
    AVStream &stream = *avformat_new_stream(format.get(), nullptr);
    auto &mastering = addSideData<AVMasteringDisplayMetadata>(
        *stream.codecpar, AV_PKT_DATA_MASTERING_DISPLAY_METADATA);
    mastering.has_luminance = 1;
    mastering.min_luminance = {.num = -1, .den = 1};
    mastering.max_luminance = {.num = 1, .den = 0};
    EXPECT_EQ(describeVideo(*format, stream)->light, LightInfo{});
}

TEST(StreamTracks, allOthersAreParsed)
{
    EXPECT_FALSE(wholeFrames("mpegts", {AV_CODEC_ID_H264, AV_CODEC_ID_AAC}));
    EXPECT_FALSE(wholeFrames("flv", {AV_CODEC_ID_H264}));
    EXPECT_FALSE(wholeFrames("h264", {AV_CODEC_ID_H264}));
    EXPECT_FALSE(wholeFrames("webm", {AV_CODEC_ID_VP8}));
    EXPECT_FALSE(wholeFrames("webm", {AV_CODEC_ID_VP9, AV_CODEC_ID_OPUS}));
    EXPECT_FALSE(wholeFrames("mp4", {AV_CODEC_ID_H264, AV_CODEC_ID_MP3}));
}

} // namespace
} // namespace weir
