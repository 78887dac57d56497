// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "decode/frame/video_format.h"
#include "platform/base/time.h"

struct AVCodecParameters;

namespace weir
{

// Codecs that a stateless device may take; everything else is Other and goes to software.
enum class VideoCodec : std::uint8_t { H264, Hevc, Vp8, Vp9, Av1, Mpeg2, Fwht, Other };

// The video track as the container describes it. Immutable value; shared between threads.
struct VideoTrack {
    VideoCodec codec = VideoCodec::Other;
    std::string codecName; // as ffmpeg spells it, for reports
    std::string profileName; // empty: unknown
    Size size; // visible size by the container or the first headers; may be wrong
    Rational frameRate; // 0/1: unknown
    Rational sampleAspectRatio{.numerator = 1, .denominator = 1};
    std::uint16_t rotationDegrees = 0; // clockwise
    ColorInfo color;
    LightInfo light;
    std::vector<std::byte> extradata; // avcC, hvcC, ... or Annex B headers; may be empty
    std::shared_ptr<const AVCodecParameters> parameters; // for the software decoder
};

struct AudioTrack {
    std::string codecName;
    std::uint32_t sampleRate = 0;
    std::uint16_t channels = 0;
    std::string language; // ISO 639, may be empty
    std::shared_ptr<const AVCodecParameters> parameters;
};

struct MediumInfo {
    std::string container; // libavformat's name
    std::string title; // metadata, may be empty
    Nanoseconds duration{0}; // 0: unknown or endless
    bool seekable = false;
    std::shared_ptr<const VideoTrack> video; // null: none
    std::shared_ptr<const AudioTrack> audio; // null: none, or not wanted
};

} // namespace weir
