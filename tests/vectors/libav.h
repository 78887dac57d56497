// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
}

namespace weir::test
{

template <auto Free>
struct LibavFreer {
    void operator()(auto *object) const { Free(&object); }
};
using FormatPtr = std::unique_ptr<AVFormatContext, LibavFreer<avformat_close_input>>;
using CodecPtr = std::unique_ptr<AVCodecContext, LibavFreer<avcodec_free_context>>;
using PacketPtr = std::unique_ptr<AVPacket, LibavFreer<av_packet_free>>;
using FramePtr = std::unique_ptr<AVFrame, LibavFreer<av_frame_free>>;
using BsfPtr = std::unique_ptr<AVBSFContext, LibavFreer<av_bsf_free>>;

// Null when it cannot be opened. libavutil's log is silent from then on.
FormatPtr openFile(const std::filesystem::path &file);
// Index of the first video stream, or a negative number.
int videoStream(const FormatPtr &format);
// The first `limit` packets of a stream; `index` counts them from 0.
void forEachPacket(const FormatPtr &format, int stream, std::size_t limit,
                   const std::function<void(AVPacket &packet, std::size_t index)> &each);

} // namespace weir::test
