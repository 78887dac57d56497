// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "decode/demux/file_io.h"
#include "decode/demux/fwht_reader.h"
#include "decode/demux/packet.h"
#include "decode/demux/stream_tracks.h"
#include "decode/demux/track.h"

struct AVFormatContext;

namespace weir
{

enum class TrackKind : std::uint8_t { Video, Audio };

struct AvFormatDeleter {
    void operator()(AVFormatContext *context) const;
};

// An opened file or URL: what is in it, its packets in file order, and seeking. Times are
// nanoseconds from the start of the medium. Thread-bound (demux); blocks in reads until `stop`.
class Container
{
public:
    // `stop` outlives the container. Every error is one sentence for the person who gave `url`.
    static Result<std::unique_ptr<Container>> open(const std::string &url, AudioWanted audio,
                                                   const std::atomic<bool> &stop);

    [[nodiscard]] const MediumInfo &info() const { return m_info; }

    struct Unit {
        TrackKind track = TrackKind::Video;
        AvPacketPtr packet; // pts, dts and duration in nanoseconds
    };
    // The next packet of a chosen track. Nothing: the end, or the rest cannot be read (logged).
    // Errors: Unsupported when the packets are encrypted.
    Result<std::optional<Unit>> read();

    // Goes to the last key frame at or before `target`, or to the start where the container can
    // do no better. Errors: Unsupported when the medium cannot be sought.
    Result<void> seek(MediaTime target);

private:
    Container(std::string url, const std::atomic<bool> &stop)
        : m_url(std::move(url))
        , m_stop(stop)
    {
    }
    Result<void> openInput();
    Result<void> probe();
    Result<void> openFile(const std::string &path);
    Result<void> openUrl();
    Result<void> describe(AudioWanted audio);
    [[nodiscard]] Error notAMedium() const;
    [[nodiscard]] Error nothingToPlay() const;
    [[nodiscard]] Error openFailure(int code) const;

    Result<std::optional<Unit>> readFwht();
    Result<std::optional<Unit>> readUnit();
    void toMediaTime(AVPacket &packet) const;
    [[nodiscard]] bool seekOnce(MediaTime target);
    // Reads ahead into m_pending up to the first key frame; false: it lies behind `target`.
    [[nodiscard]] bool landedAtOrBefore(MediaTime target);

    std::string m_url;
    const std::atomic<bool> &m_stop;
    std::unique_ptr<FileIo> m_file; // null for URLs; outlives m_format
    std::unique_ptr<FwhtReader> m_fwht; // instead of m_format for a file of FWHT
    std::unique_ptr<AVFormatContext, AvFormatDeleter> m_format;
    StreamChoice m_choice;
    bool m_isRaw = false;
    Nanoseconds m_startTime{0};
    Nanoseconds m_frameDuration{0}; // of pictures for which the container has none; 0: unknown
    MediumInfo m_info;
    std::deque<Unit> m_pending; // read while seeking
};

} // namespace weir
