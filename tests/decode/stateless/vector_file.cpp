// SPDX-License-Identifier: GPL-3.0-or-later
#include "vector_file.h"

#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace weir::test
{

namespace
{

template <auto Free>
struct Freer {
    void operator()(auto *object) const { Free(&object); }
};
using FormatPtr = std::unique_ptr<AVFormatContext, Freer<avformat_close_input>>;
using CodecPtr = std::unique_ptr<AVCodecContext, Freer<avcodec_free_context>>;
using PacketPtr = std::unique_ptr<AVPacket, Freer<av_packet_free>>;
using FramePtr = std::unique_ptr<AVFrame, Freer<av_frame_free>>;

std::vector<std::byte> bytesOf(const std::uint8_t *data, std::size_t size)
{
    const auto *const begin = reinterpret_cast<const std::byte *>(data);
    return {begin, begin + size};
}

FormatPtr openFile(const std::filesystem::path &file)
{
    av_log_set_level(AV_LOG_QUIET);
    AVFormatContext *context = nullptr;
    if (avformat_open_input(&context, file.c_str(), nullptr, nullptr) < 0)
        return nullptr;
    FormatPtr format(context);
    format->flags |= AVFMT_FLAG_GENPTS;
    if (avformat_find_stream_info(context, nullptr) < 0)
        return nullptr;
    return format;
}

int videoStream(const FormatPtr &format)
{
    return format ? av_find_best_stream(format.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0) : -1;
}

using EachPacket = std::function<void(AVPacket &packet, std::size_t index)>;

void forEachPacket(const FormatPtr &format, int stream, std::size_t limit, const EachPacket &each)
{
    const PacketPtr packet(av_packet_alloc());
    for (std::size_t index = 0; index < limit && av_read_frame(format.get(), packet.get()) >= 0;) {
        if (packet->stream_index == stream)
            each(*packet, index++);
        av_packet_unref(packet.get());
    }
}

void receiveAll(const CodecPtr &codec, std::vector<std::size_t> &order)
{
    const FramePtr frame(av_frame_alloc());
    while (avcodec_receive_frame(codec.get(), frame.get()) >= 0)
        order.push_back(reinterpret_cast<std::size_t>(frame->opaque) - 1);
}

} // namespace

std::optional<std::filesystem::path> vectorFolder()
{
    const char *const named = std::getenv("WEIR_VECTORS");
    const std::filesystem::path folder = named != nullptr ? named : "../shared/vectors";
    if (std::filesystem::exists(folder / "MANIFEST.tsv"))
        return folder;
    return std::nullopt;
}

std::vector<VectorEntry> h264Vectors(const std::filesystem::path &folder, const std::string &prefix)
{
    std::vector<VectorEntry> entries;
    std::ifstream manifest(folder / "MANIFEST.tsv");
    for (std::string line; std::getline(manifest, line);) {
        std::istringstream fields(line);
        std::vector<std::string> columns;
        for (std::string field; std::getline(fields, field, '\t');)
            columns.push_back(field);
        if (columns.size() > 9 && columns[1] == "h264" && columns[0].starts_with(prefix))
            entries.push_back({.path = columns[0], .profile = columns[2], .features = columns[9]});
    }
    return entries;
}

VectorPackets readPackets(const std::filesystem::path &file, std::size_t limit)
{
    VectorPackets result;
    const FormatPtr format = openFile(file);
    const int stream = videoStream(format);
    if (stream < 0)
        return result;
    const AVCodecParameters &parameters = *format->streams[stream]->codecpar;
    result.extradata
        = bytesOf(parameters.extradata, static_cast<std::size_t>(parameters.extradata_size));
    forEachPacket(format, stream, limit, [&](AVPacket &packet, std::size_t index) {
        std::size_t size = 0;
        if (const auto *data = av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, &size))
            result.changes.emplace_back(index, bytesOf(data, size));
        result.packets.push_back(bytesOf(packet.data, static_cast<std::size_t>(packet.size)));
    });
    return result;
}

std::vector<std::size_t> referenceOrder(const std::filesystem::path &file, std::size_t limit)
{
    std::vector<std::size_t> order;
    const FormatPtr format = openFile(file);
    const int stream = videoStream(format);
    if (stream < 0)
        return order;
    const CodecPtr codec(avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_H264)));
    avcodec_parameters_to_context(codec.get(), format->streams[stream]->codecpar);
    codec->flags |= AV_CODEC_FLAG_COPY_OPAQUE;
    codec->thread_count = 1;
    codec->skip_loop_filter = AVDISCARD_ALL; // only the order matters
    if (avcodec_open2(codec.get(), nullptr, nullptr) < 0)
        return order;
    forEachPacket(format, stream, limit, [&](AVPacket &packet, std::size_t index) {
        packet.opaque = reinterpret_cast<void *>(index + 1);
        packet.flags &= ~AV_PKT_FLAG_DISCARD; // edit lists are the demuxer's business
        avcodec_send_packet(codec.get(), &packet);
        receiveAll(codec, order);
    });
    avcodec_send_packet(codec.get(), nullptr);
    receiveAll(codec, order);
    return order;
}

} // namespace weir::test
