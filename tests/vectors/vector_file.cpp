// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vectors/vector_file.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/vectors/libav.h"

namespace weir::test
{

namespace
{

std::vector<std::byte> bytesOf(const std::uint8_t *data, std::size_t size)
{
    const auto *const begin = reinterpret_cast<const std::byte *>(data);
    return {begin, begin + size};
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
    std::filesystem::path folder = named != nullptr ? named : "../shared/vectors";
    if (std::filesystem::exists(folder / "MANIFEST.tsv"))
        return folder;
    return std::nullopt;
}

std::vector<VectorEntry> codecVectors(const std::filesystem::path &folder, const std::string &codec,
                                      const std::string &prefix)
{
    std::vector<VectorEntry> entries;
    std::ifstream manifest(folder / "MANIFEST.tsv");
    for (std::string line; std::getline(manifest, line);) {
        std::istringstream fields(line);
        std::vector<std::string> columns;
        for (std::string field; std::getline(fields, field, '\t');)
            columns.push_back(field);
        if (columns.size() > 9 && columns[1] == codec && columns[0].starts_with(prefix))
            entries.push_back({.path = columns[0], .profile = columns[2], .features = columns[9]});
    }
    return entries;
}

std::vector<VectorEntry> h264Vectors(const std::filesystem::path &folder, const std::string &prefix)
{
    return codecVectors(folder, "h264", prefix);
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

std::vector<std::byte> readBytes(const std::filesystem::path &file, std::size_t limit)
{
    std::vector<char> bytes(limit);
    std::ifstream stream(file, std::ios::binary);
    stream.read(bytes.data(), static_cast<std::streamsize>(limit));
    return bytesOf(reinterpret_cast<const std::uint8_t *>(bytes.data()),
                   static_cast<std::size_t>(stream.gcount()));
}

std::vector<std::size_t> referenceOrder(const std::filesystem::path &file, std::size_t limit)
{
    std::vector<std::size_t> order;
    const FormatPtr format = openFile(file);
    const int stream = videoStream(format);
    if (stream < 0)
        return order;
    const AVCodecParameters *const parameters = format->streams[stream]->codecpar;
    const CodecPtr codec(avcodec_alloc_context3(avcodec_find_decoder(parameters->codec_id)));
    avcodec_parameters_to_context(codec.get(), parameters);
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
