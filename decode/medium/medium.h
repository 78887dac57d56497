// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "decode/decoder_factory.h"
#include "decode/demux/seek_mode.h"
#include "decode/demux/track.h"
#include "decode/frame/audio_stream.h"
#include "decode/frame/picture_stream.h"
#include "decode/video_decoder.h"

namespace weir
{

struct MediumOptions {
    DecoderPreference decoder = DecoderPreference::Auto;
    std::string device; // path or driver name; empty: any
    enum class Audio : std::uint8_t { Play, Ignore } audio = Audio::Play;
    enum class Repeat : std::uint8_t { Once, Forever } repeat = Repeat::Once;
    MediaTime start{}; // first picture is the one whose time includes it
    std::optional<std::uint64_t> maximumPictures; // the medium ends after that many
    using Output = PictureForm;
    Output output = Output::Presentable;
    // SharedMemory: for a presenter that cannot show dma-bufs; only the software decoder obeys.
    PictureStorage storage = PictureStorage::Dmabuf;
    PictureCheck check = PictureCheck::First; // of what devices say of their pictures
    // Pictures that the presenter may give the display in advance, besides those it always holds.
    std::uint32_t shownAhead = 0;
};

// What the opened medium turned out to be.
struct Opened {
    MediumInfo info;
};
// Which decoder runs, and why it and no other ("V4L2: /dev/video0 (visl) takes H.264 High").
struct DecoderChosen {
    DecoderDescription description;
    std::string reason;
};
// A rung was left: said once each time, in the words the user is shown.
struct FellBack {
    std::string from;
    std::string to;
    std::string reason;
};
// The first picture and sound of `serial` are about to come, by a seek or because the medium
// starts again (Repeat::Forever; no Flushed then: what is queued is still to be shown).
struct SeekDone {
    Serial serial = 0;
    MediaTime position;
};
struct MediumEnded {
    Serial serial = 0;
};
// Playback cannot start or go on. Message: what, why, what to do.
struct MediumFailed {
    Error error;
};
using MediumEvent
    = std::variant<Opened, DecoderChosen, FellBack, SeekDone, MediumEnded, MediumFailed>;

// Counts since the start; read at any time from any thread.
struct MediumCounters {
    std::uint64_t packets = 0;
    std::uint64_t decoded = 0;
    std::uint64_t corrupt = 0;
    std::uint64_t unwritten = 0; // said to be decoded, but their memory showed none; left out
    std::uint64_t skippedPackets = 0;
};

// One open medium: demuxer, video and audio decoders, each on a thread of its own. Its face to
// the rest is made of messages so that all of it can move into a sandboxed process: values in,
// values out, pictures as slot numbers whose descriptors were passed once. All functions may be
// called from any thread and never block; the destructor joins the threads.
class Medium
{
public:
    // Starts opening `url` (a path or anything libavformat takes) in the background. The answer is
    // an Opened or MediumFailed event.
    static Result<std::unique_ptr<Medium>> open(std::string url, MediumOptions options);
    virtual ~Medium() = default;

    // Drops everything queued and goes on at `position`. Past the end: the last picture.
    using SeekMode = weir::SeekMode;
    virtual Serial seek(MediaTime position, SeekMode mode) = 0;

    // Nothing: no event waits. eventFd() polls readable while one may wait.
    virtual std::optional<MediumEvent> takeEvent() = 0;
    [[nodiscard]] virtual int eventFd() const = 0;

    // For the presenter.
    [[nodiscard]] virtual std::shared_ptr<PictureStream> pictures() const = 0;
    // For the audio sink; null until Opened, or when there is no sound.
    [[nodiscard]] virtual std::shared_ptr<AudioStream> audio() const = 0;
    [[nodiscard]] virtual MediumCounters counters() const = 0;
};

} // namespace weir
