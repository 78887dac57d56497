// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/stream_probe.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mem.h>
}

namespace weir
{

namespace
{

using Record = std::span<const std::uint8_t>;

// configurationVersion, AVCProfileIndication, profile_compatibility (constraint_set0_flag first).
std::optional<int> avcProfile(Record record)
{
    constexpr std::size_t Shortest = 7;
    constexpr unsigned ConstraintSet1 = 0x40;
    constexpr unsigned ConstraintSet3 = 0x10;
    if (record.size() < Shortest || record[0] != 1)
        return std::nullopt;
    int profile = record[1];
    if (profile == AV_PROFILE_H264_BASELINE && (record[2] & ConstraintSet1) != 0)
        profile |= AV_PROFILE_H264_CONSTRAINED;
    const bool mayBeIntra = profile == AV_PROFILE_H264_HIGH_10
        || profile == AV_PROFILE_H264_HIGH_422 || profile == AV_PROFILE_H264_HIGH_444_PREDICTIVE;
    if (mayBeIntra && (record[2] & ConstraintSet3) != 0)
        profile |= AV_PROFILE_H264_INTRA;
    return profile;
}

// configurationVersion, general_profile_space (2 bits), general_tier_flag, general_profile_idc (5).
std::optional<int> hevcProfile(Record record)
{
    constexpr std::size_t Shortest = 23;
    if (record.size() < Shortest || record[0] != 1)
        return std::nullopt;
    const int profile = record[1] & 0x1f;
    return profile == 0 ? std::nullopt : std::optional(profile);
}

// marker and version, seq_profile (3 bits).
std::optional<int> av1Profile(Record record)
{
    constexpr std::size_t Shortest = 4;
    constexpr std::uint8_t MarkerAndVersion = 0x81;
    if (record.size() < Shortest || record[0] != MarkerAndVersion)
        return std::nullopt;
    return record[1] >> 5;
}

bool isVideo(const AVStream *stream)
{
    return stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
}

bool isDescribed(const AVStream *stream)
{
    const AVCodecParameters &parameters = *stream->codecpar;
    return parameters.width > 0 && parameters.height > 0 && profileInRecord(parameters);
}

// What may be decoded: all but video. Of sound only the stream itself tells at times how many
// channels it has, and at what rate.
std::string otherDecoders(std::span<AVStream *const> streams)
{
    std::string names = "none";
    void *position = nullptr;
    while (const AVCodec *codec = av_codec_iterate(&position)) {
        const bool isWanted = std::ranges::any_of(streams, [codec](const AVStream *stream) {
            return !isVideo(stream) && stream->codecpar->codec_id == codec->id;
        });
        if (isWanted && av_codec_is_decoder(codec) != 0)
            names.append(",").append(codec->name);
    }
    return names;
}

} // namespace

std::optional<int> profileInRecord(const AVCodecParameters &parameters)
{
    const Record record(parameters.extradata, static_cast<std::size_t>(parameters.extradata_size));
    switch (static_cast<int>(parameters.codec_id)) {
    case AV_CODEC_ID_H264:
        return avcProfile(record);
    case AV_CODEC_ID_HEVC:
        return hevcProfile(record);
    case AV_CODEC_ID_AV1:
        return av1Profile(record);
    default:
        return std::nullopt;
    }
}

int findStreamInfo(AVFormatContext &container)
{
    const std::span streams(container.streams, container.nb_streams);
    const bool allDescribed = std::ranges::all_of(
        streams, [](const AVStream *stream) { return !isVideo(stream) || isDescribed(stream); });
    if (!allDescribed)
        return avformat_find_stream_info(&container, nullptr);
    container.codec_whitelist = av_strdup(otherDecoders(streams).c_str());
    const int code = avformat_find_stream_info(&container, nullptr);
    av_freep(static_cast<void *>(&container.codec_whitelist));
    for (AVStream *stream : std::span(container.streams, container.nb_streams)) {
        AVCodecParameters &parameters = *stream->codecpar;
        if (isVideo(stream) && parameters.profile == AV_PROFILE_UNKNOWN)
            parameters.profile = profileInRecord(parameters).value_or(AV_PROFILE_UNKNOWN);
    }
    return code;
}

} // namespace weir
