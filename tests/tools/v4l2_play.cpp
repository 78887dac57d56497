// SPDX-License-Identifier: GPL-3.0-or-later
// v4l2-play FILE...: decodes the first video track of each file on a stateless decoder and prints
// one line per file: how many packets and pictures, how many damaged, and how it ended. For looking
// at the decoder without the player around it.
#include <cstdio>
#include <cstring>
#include <memory>
#include <print>

#include <poll.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "decode/v4l2/v4l2_decoder.h"
#include "platform/base/log.h"

namespace weir
{
namespace
{

struct FormatDeleter {
    void operator()(AVFormatContext *context) const { avformat_close_input(&context); }
};
using FormatPtr = std::unique_ptr<AVFormatContext, FormatDeleter>;

struct Counts {
    unsigned packets = 0;
    unsigned bad = 0;
    unsigned pictures = 0;
    unsigned corrupt = 0;
};

FormatPtr openFile(const char *path)
{
    AVFormatContext *context = nullptr;
    if (avformat_open_input(&context, path, nullptr, nullptr) < 0)
        return nullptr;
    FormatPtr owned(context);
    return avformat_find_stream_info(context, nullptr) < 0 ? nullptr : std::move(owned);
}

VideoTrack trackOf(const AVStream &stream)
{
    const AVCodecParameters &parameters = *stream.codecpar;
    VideoTrack track;
    track.codec = parameters.codec_id == AV_CODEC_ID_H264 ? VideoCodec::H264 : VideoCodec::Other;
    track.codecName = avcodec_get_name(parameters.codec_id);
    const char *profile = avcodec_profile_name(parameters.codec_id, parameters.profile);
    track.profileName = profile != nullptr ? profile : "";
    track.size = {.width = parameters.width, .height = parameters.height};
    const auto *extradata = reinterpret_cast<const std::byte *>(parameters.extradata);
    track.extradata.assign(extradata, extradata + parameters.extradata_size);
    return track;
}

// Waits as the player's loop does. False: nothing came, or the device failed.
bool waitForDevice(VideoDecoder &decoder, std::optional<Error> &error)
{
    const auto target = decoder.waitTarget();
    if (!target) {
        error = Error(ErrorKind::System, "stuck: full, and no device to wait for");
        return false;
    }
    pollfd entry{.fd = target->fd, .events = POLLOUT, .revents = 0};
    if (target->interest == Poller::Interest::Priority)
        entry.events = POLLPRI;
    else if (target->interest == Poller::Interest::Readable)
        entry.events = POLLIN;
    ::poll(&entry, 1, static_cast<int>(target->patience.value_or(std::chrono::seconds(3)).count()));
    if (auto done = decoder.progress(); !done)
        error = std::move(done).error();
    return !error;
}

void takeAll(VideoDecoder &decoder, Counts &counts)
{
    while (const auto picture = decoder.take()) {
        ++counts.pictures;
        counts.corrupt += picture->corrupt ? 1U : 0U;
    }
}

std::optional<Error> feedPacket(VideoDecoder &decoder, const Packet &packet, Counts &counts)
{
    std::optional<Error> error;
    ++counts.packets;
    while (true) {
        const auto fed = decoder.feed(packet);
        takeAll(decoder, counts);
        if (!fed && fed.error().kind() == ErrorKind::InvalidData) {
            ++counts.bad;
            return std::nullopt;
        }
        if (!fed)
            return fed.error();
        if (*fed == VideoDecoder::Feed::Accepted)
            return std::nullopt;
        if (!waitForDevice(decoder, error))
            return error;
        takeAll(decoder, counts);
    }
}

std::optional<Error> finish(VideoDecoder &decoder, Counts &counts)
{
    std::optional<Error> error;
    if (auto drained = decoder.drain(); !drained)
        return drained.error();
    takeAll(decoder, counts);
    while (!decoder.isDrained()) {
        if (!waitForDevice(decoder, error))
            return error;
        takeAll(decoder, counts);
    }
    return std::nullopt;
}

std::optional<Error> decodeAll(AVFormatContext &format, int index, VideoDecoder &decoder,
                               Counts &counts)
{
    const AVRational timeBase = format.streams[index]->time_base;
    while (true) {
        AvPacketPtr packet(av_packet_alloc());
        if (av_read_frame(&format, packet.get()) < 0)
            return finish(decoder, counts);
        if (packet->stream_index != index)
            continue;
        std::optional<MediaTime> pts;
        if (packet->pts != AV_NOPTS_VALUE)
            pts = MediaTime(
                Nanoseconds(av_rescale_q(packet->pts, timeBase, AVRational{1, 1'000'000'000})));
        const Packet owned(std::move(packet), pts, Nanoseconds(0), 0);
        if (auto error = feedPacket(decoder, owned, counts))
            return error;
    }
}

bool play(const char *path)
{
    const FormatPtr format = openFile(path);
    const int index
        = format ? av_find_best_stream(format.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0) : -1;
    if (index < 0) {
        std::println("{}: no video", path);
        return false;
    }
    auto decoder = V4l2Decoder::create(trackOf(*format->streams[index]), {});
    if (!decoder) {
        std::println("{}: refused: {}", path, decoder.error().message());
        return false;
    }
    Counts counts;
    const auto error = decodeAll(*format, index, **decoder, counts);
    std::println("{}: packets {} bad {} pictures {} corrupt {}{}{}", path, counts.packets,
                 counts.bad, counts.pictures, counts.corrupt, error ? " ERROR " : "",
                 error ? error->message() : "");
    return !error;
}

} // namespace
} // namespace weir

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory ends it
int main(int argc, char **argv)
{
    bool isGood = argc > 1;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--verbose") == 0)
            weir::log::setLevel(weir::log::Level::Debug);
        else
            isGood = weir::play(argv[i]) && isGood;
    }
    return isGood ? 0 : 1;
}
