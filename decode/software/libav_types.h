// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
}

namespace weir
{

struct LibavCodecDeleter {
    void operator()(AVCodecContext *context) const { avcodec_free_context(&context); }
};
using LibavCodecPtr = std::unique_ptr<AVCodecContext, LibavCodecDeleter>;

struct LibavFrameDeleter {
    void operator()(AVFrame *frame) const { av_frame_free(&frame); }
};
using LibavFramePtr = std::unique_ptr<AVFrame, LibavFrameDeleter>;

} // namespace weir
