// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "decode/demux/track.h"

struct AVFormatContext;
struct AVStream;

namespace weir
{

// Which streams of an opened container are played; -1: none.
struct StreamChoice {
    int video = -1;
    int audio = -1;
};

enum class AudioWanted : std::uint8_t { Yes, No };

// The first stream of moving pictures (no cover art, no text art) and the sound that goes with it.
// Pure.
[[nodiscard]] StreamChoice chooseStreams(AVFormatContext &container, AudioWanted audio);

// True when the container gives no usable time stamps: times follow from counting pictures.
[[nodiscard]] bool isRawStream(const AVFormatContext &container);

// True when each packet is a whole frame with its time and key flag for all sound and pictures, by
// the container's own rules: libavformat need not parse them once more.
[[nodiscard]] bool givesWholeFrames(const AVFormatContext &container);

// True when the stream's bytes are encrypted (Common Encryption).
[[nodiscard]] bool isEncrypted(const AVStream &stream);

[[nodiscard]] std::shared_ptr<const VideoTrack> describeVideo(AVFormatContext &container,
                                                              AVStream &stream);
[[nodiscard]] std::shared_ptr<const AudioTrack> describeAudio(const AVStream &stream);

} // namespace weir
