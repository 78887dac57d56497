// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/stream_tracks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/mastering_display_metadata.h>
}

namespace weir
{

namespace
{

// "Video" codecs that draw text: a text file taken for one of them is no film.
constexpr std::array TextCodecs{AV_CODEC_ID_ANSI, AV_CODEC_ID_BINTEXT, AV_CODEC_ID_XBIN,
                                AV_CODEC_ID_IDF};

constexpr std::array<std::string_view, 14> RawFormats{
    "h264", "hevc", "vvc",  "evc",  "mpegvideo", "m4v",       "av1",
    "obu",  "vc1",  "h263", "h261", "mjpeg",     "cavsvideo", "avs2"};

VideoCodec codecOf(AVCodecID id)
{
    constexpr std::array<std::pair<AVCodecID, VideoCodec>, 6> Table{{
        {AV_CODEC_ID_H264, VideoCodec::H264},
        {AV_CODEC_ID_HEVC, VideoCodec::Hevc},
        {AV_CODEC_ID_VP8, VideoCodec::Vp8},
        {AV_CODEC_ID_VP9, VideoCodec::Vp9},
        {AV_CODEC_ID_AV1, VideoCodec::Av1},
        {AV_CODEC_ID_MPEG2VIDEO, VideoCodec::Mpeg2},
    }};
    const auto *const found
        = std::ranges::find(Table, id, &std::pair<AVCodecID, VideoCodec>::first);
    return found == Table.end() ? VideoCodec::Other : found->second;
}

bool isMovingPictures(const AVStream &stream)
{
    return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO
        && (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0
        && std::ranges::find(TextCodecs, stream.codecpar->codec_id) == TextCodecs.end();
}

const AVPacketSideData *sideData(const AVStream &stream, AVPacketSideDataType type)
{
    return av_packet_side_data_get(stream.codecpar->coded_side_data,
                                   stream.codecpar->nb_coded_side_data, type);
}

std::shared_ptr<const AVCodecParameters> copyParameters(const AVStream &stream)
{
    AVCodecParameters *copy = avcodec_parameters_alloc();
    if (copy != nullptr && avcodec_parameters_copy(copy, stream.codecpar) < 0)
        avcodec_parameters_free(&copy);
    return {copy, [](AVCodecParameters *parameters) { avcodec_parameters_free(&parameters); }};
}

Rational sane(AVRational value, Rational otherwise)
{
    if (value.num <= 0 || value.den <= 0)
        return otherwise;
    return {.numerator = value.num, .denominator = value.den};
}

Rational frameRateOf(AVFormatContext &container, AVStream &stream)
{
    constexpr double MaximumRate = 1000; // beyond it is a time base, not a rate
    const AVRational rate = av_guess_frame_rate(&container, &stream, nullptr);
    if (rate.den <= 0 || av_q2d(rate) > MaximumRate)
        return {.numerator = 0, .denominator = 1};
    return sane(rate, {.numerator = 0, .denominator = 1});
}

std::uint16_t rotationOf(const AVStream &stream)
{
    constexpr std::size_t MatrixBytes = 9 * sizeof(std::int32_t);
    const AVPacketSideData *matrix = sideData(stream, AV_PKT_DATA_DISPLAYMATRIX);
    if (matrix == nullptr || matrix->size < MatrixBytes)
        return 0;
    std::array<std::int32_t, 9> values{};
    std::ranges::copy(std::as_bytes(std::span(matrix->data, MatrixBytes)),
                      std::as_writable_bytes(std::span(values)).begin());
    const double degrees = av_display_rotation_get(values.data()); // counter-clockwise
    if (!std::isfinite(degrees))
        return 0;
    const int quarters = static_cast<int>(std::lround(-degrees / 90.0)) % 4;
    return static_cast<std::uint16_t>((quarters + 4) % 4 * 90);
}

// libavutil counts chroma locations as ColorInfo does.
static_assert(AVCHROMA_LOC_UNSPECIFIED == 0 && AVCHROMA_LOC_LEFT == 1 && AVCHROMA_LOC_TOPLEFT == 3);

ColorInfo colorOf(const AVCodecParameters &parameters)
{
    return {.primaries = static_cast<std::uint8_t>(parameters.color_primaries),
            .transfer = static_cast<std::uint8_t>(parameters.color_trc),
            .matrix = static_cast<std::uint8_t>(parameters.color_space),
            .fullRange = parameters.color_range == AVCOL_RANGE_JPEG,
            .chromaLocation = static_cast<std::uint8_t>(parameters.chroma_location)};
}

// 0 for what is no brightness.
std::uint32_t scaled(AVRational value, double factor)
{
    constexpr double Most = 1e8; // 10000 cd/m², the brightest of PQ, in the smallest unit
    if (value.num < 0 || value.den <= 0)
        return 0;
    return static_cast<std::uint32_t>(std::lround(std::min(av_q2d(value) * factor, Most)));
}

LightInfo lightOf(const AVStream &stream)
{
    constexpr double TenThousandths = 1e4;
    LightInfo light;
    if (const auto *data = sideData(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA)) {
        const auto *mastering = reinterpret_cast<const AVMasteringDisplayMetadata *>(data->data);
        if (mastering->has_luminance != 0) {
            light.minimumLuminance = scaled(mastering->min_luminance, TenThousandths);
            light.maximumLuminance = scaled(mastering->max_luminance, 1);
        }
    }
    if (const auto *data = sideData(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL)) {
        const auto *content = reinterpret_cast<const AVContentLightMetadata *>(data->data);
        light.maximumContent = content->MaxCLL;
        light.maximumAverage = content->MaxFALL;
    }
    return light;
}

// "h264"; for a codec that libavcodec has no name for, the tag in the file.
std::string codecNameOf(const AVCodecParameters &parameters)
{
    if (parameters.codec_id != AV_CODEC_ID_NONE)
        return avcodec_get_name(parameters.codec_id);
    std::array<char, AV_FOURCC_MAX_STRING_SIZE> tag{};
    return std::string("unknown (") + av_fourcc_make_string(tag.data(), parameters.codec_tag) + ")";
}

std::string metadata(const AVDictionary *dictionary, const char *key)
{
    const AVDictionaryEntry *entry = av_dict_get(dictionary, key, nullptr, 0);
    return entry == nullptr ? std::string() : std::string(entry->value);
}

} // namespace

StreamChoice chooseStreams(AVFormatContext &container, AudioWanted audio)
{
    StreamChoice choice;
    const std::span streams(container.streams, container.nb_streams);
    for (const AVStream *stream : streams) {
        if (isMovingPictures(*stream)) {
            choice.video = stream->index;
            break;
        }
    }
    if (audio == AudioWanted::Yes)
        choice.audio = std::max(
            -1, av_find_best_stream(&container, AVMEDIA_TYPE_AUDIO, -1, choice.video, nullptr, 0));
    return choice;
}

bool isRawStream(const AVFormatContext &container)
{
    return std::ranges::find(RawFormats, std::string_view(container.iformat->name))
        != RawFormats.end();
}

bool givesWholeFrames(const AVFormatContext &container)
{
    constexpr std::array<std::string_view, 2> Containers{"matroska,webm",
                                                         "mov,mp4,m4a,3gp,3g2,mj2"};
    // Not VP8 and VP9: WebM files exist whose every frame is called a key frame.
    constexpr std::array Codecs{AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_AV1,
                                AV_CODEC_ID_AAC,  AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS};
    const std::span streams(container.streams, container.nb_streams);
    return std::ranges::find(Containers, std::string_view(container.iformat->name))
        != Containers.end()
        && std::ranges::all_of(streams, [&](const AVStream *stream) {
               const AVMediaType type = stream->codecpar->codec_type;
               const bool isOther = type != AVMEDIA_TYPE_VIDEO && type != AVMEDIA_TYPE_AUDIO;
               return isOther || std::ranges::contains(Codecs, stream->codecpar->codec_id);
           });
}

bool isEncrypted(const AVStream &stream)
{
    constexpr std::uint32_t EncryptedVideo = MKTAG('e', 'n', 'c', 'v'); // ISO/IEC 23001-7
    constexpr std::uint32_t EncryptedAudio = MKTAG('e', 'n', 'c', 'a');
    const std::uint32_t tag = stream.codecpar->codec_tag;
    return tag == EncryptedVideo || tag == EncryptedAudio
        || sideData(stream, AV_PKT_DATA_ENCRYPTION_INIT_INFO) != nullptr;
}

std::shared_ptr<const VideoTrack> describeVideo(AVFormatContext &container, AVStream &stream)
{
    const AVCodecParameters &parameters = *stream.codecpar;
    const char *profile = avcodec_profile_name(parameters.codec_id, parameters.profile);
    const auto extradata = std::as_bytes(
        std::span(parameters.extradata, static_cast<std::size_t>(parameters.extradata_size)));
    return std::make_shared<const VideoTrack>(VideoTrack{
        .codec = codecOf(parameters.codec_id),
        .codecName = codecNameOf(parameters),
        .profileName = profile == nullptr ? "" : profile,
        .size = {.width = parameters.width, .height = parameters.height},
        .frameRate = frameRateOf(container, stream),
        .sampleAspectRatio = sane(av_guess_sample_aspect_ratio(&container, &stream, nullptr),
                                  {.numerator = 1, .denominator = 1}),
        .rotationDegrees = rotationOf(stream),
        .color = colorOf(parameters),
        .light = lightOf(stream),
        .extradata = {extradata.begin(), extradata.end()},
        .parameters = copyParameters(stream)});
}

std::shared_ptr<const AudioTrack> describeAudio(const AVStream &stream)
{
    const AVCodecParameters &parameters = *stream.codecpar;
    return std::make_shared<const AudioTrack>(AudioTrack{
        .codecName = codecNameOf(parameters),
        .sampleRate = static_cast<std::uint32_t>(std::max(0, parameters.sample_rate)),
        .channels
        = static_cast<std::uint16_t>(std::clamp(parameters.ch_layout.nb_channels, 0, 0xffff)),
        .language = metadata(stream.metadata, "language"),
        .parameters = copyParameters(stream)});
}

} // namespace weir
