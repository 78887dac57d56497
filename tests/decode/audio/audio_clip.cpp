// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio_clip.h"

#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include "platform/base/text.h"

extern "C" {
#include <libavformat/avformat.h>
}

namespace weir::test
{

namespace
{

using FormatContext = std::unique_ptr<AVFormatContext, void (*)(AVFormatContext *)>;

FormatContext openFile(const std::string &path)
{
    AVFormatContext *context = nullptr;
    if (avformat_open_input(&context, path.c_str(), nullptr, nullptr) == 0)
        avformat_find_stream_info(context, nullptr);
    return {context, [](AVFormatContext *open) { avformat_close_input(&open); }};
}

Packet wrap(AvPacketPtr packet, AVRational base)
{
    std::optional<MediaTime> pts;
    if (packet->pts != AV_NOPTS_VALUE)
        pts = MediaTime(Nanoseconds(av_rescale_q(packet->pts, base, {1, 1'000'000'000})));
    const Nanoseconds duration(av_rescale_q(packet->duration, base, {1, 1'000'000'000}));
    return {std::move(packet), pts, duration, 0};
}

AudioClip readClip(AVFormatContext *file)
{
    AudioClip clip;
    const AVStream *stream = file->streams[0];
    auto *parameters = avcodec_parameters_alloc();
    avcodec_parameters_copy(parameters, stream->codecpar);
    clip.track.parameters
        = {parameters, [](AVCodecParameters *owned) { avcodec_parameters_free(&owned); }};
    clip.track.codecName = avcodec_get_name(parameters->codec_id);
    clip.track.sampleRate = static_cast<std::uint32_t>(parameters->sample_rate);
    clip.track.channels = static_cast<std::uint16_t>(parameters->ch_layout.nb_channels);
    for (;;) {
        AvPacketPtr packet(av_packet_alloc());
        if (av_read_frame(file, packet.get()) < 0)
            return clip;
        clip.packets.push_back(wrap(std::move(packet), stream->time_base));
    }
}

} // namespace

std::optional<AudioClip> makeAudioClip(const std::string &arguments, const std::string &suffix)
{
    static int count = 0;
    const auto path = std::filesystem::temp_directory_path()
        / formatText("weir-sound-{}-{}.{}", getpid(), count++, suffix);
    const std::string command
        = formatText("ffmpeg -v error -nostdin -y {} {}", arguments, path.string());
    const bool made = std::system(command.c_str()) == 0;
    std::optional<AudioClip> clip;
    if (const FormatContext file = made ? openFile(path) : FormatContext(nullptr, nullptr))
        clip = readClip(file.get());
    std::filesystem::remove(path);
    return clip;
}

} // namespace weir::test
