// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vectors/libav.h"

namespace weir::test
{

FormatPtr openFile(const std::filesystem::path &file)
{
    av_log_set_level(AV_LOG_QUIET);
    AVFormatContext *context = nullptr;
    if (avformat_open_input(&context, file.c_str(), nullptr, nullptr) < 0)
        return nullptr;
    FormatPtr format(context);
    if (avformat_find_stream_info(context, nullptr) < 0)
        return nullptr;
    return format;
}

int videoStream(const FormatPtr &format)
{
    return format ? av_find_best_stream(format.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0) : -1;
}

void forEachPacket(const FormatPtr &format, int stream, std::size_t limit,
                   const std::function<void(AVPacket &packet, std::size_t index)> &each)
{
    const PacketPtr packet(av_packet_alloc());
    for (std::size_t index = 0; index < limit && av_read_frame(format.get(), packet.get()) >= 0;) {
        if (packet->stream_index == stream)
            each(*packet, index++);
        av_packet_unref(packet.get());
    }
}

} // namespace weir::test
