// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "decode/decoder_factory.h"
#include "decode/frame/video_format.h"
#include "decode/software/libav_types.h"
#include "platform/dmabuf/image_layout.h"

namespace weir
{

// What an AVPixelFormat is in our words. Nothing: we have no word for it.
[[nodiscard]] std::optional<PixelFormat> pixelFormatOf(AVPixelFormat format);

// As ffmpeg spells it.
[[nodiscard]] std::string_view pixelFormatName(AVPixelFormat format);

// The format in which a picture of `format` is given out.
[[nodiscard]] PixelFormat outputFormat(PixelFormat format, PictureForm output);

// Everything about the frame's pool but its memory's size, which is `codedSize`.
[[nodiscard]] VideoFormat videoFormatOf(const AVFrame &frame, PixelFormat format, Size codedSize,
                                        const VideoTrack &track);

// The part of the frame to be shown; the decoder does not crop by itself.
[[nodiscard]] Rect visibleRect(const AVFrame &frame);

// The layout of a picture in memory of ours.
[[nodiscard]] Result<ImageLayout> planPictureLayout(PixelFormat format, Size codedSize);

} // namespace weir
