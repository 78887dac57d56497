// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "decode/decoder_factory.h"
#include "decode/medium/decoder_ladder.h"
#include "decode/medium/gop_backlog.h"
#include "decode/medium/loop_wake.h"
#include "decode/medium/picture_outlet.h"
#include "decode/medium/picture_times.h"
#include "decode/medium/pipeline_links.h"
#include "platform/base/named_thread.h"
#include "platform/base/poller.h"

namespace weir
{

// Decodes the video track on a thread of its own ("video"): packets in, pictures out. Falls back
// when a decoder fails, drops what an exact seek does not want. wake() and the destructor may be
// called on any other thread; everything else happens on its own.
class VideoPipeline
{
public:
    struct Setup {
        std::shared_ptr<const VideoTrack> track;
        DecoderOptions options; // slotFreed is set here
        std::shared_ptr<PictureStream> pictures;
        DecoderLadder::Chooser choose = &chooseDecoder;
    };
    static Result<std::unique_ptr<VideoPipeline>> start(Setup setup, PipelineLinks links);
    ~VideoPipeline();
    VideoPipeline(const VideoPipeline &) = delete;
    VideoPipeline &operator=(const VideoPipeline &) = delete;
    VideoPipeline(VideoPipeline &&) = delete;
    VideoPipeline &operator=(VideoPipeline &&) = delete;

    // Something happened that the thread should look at (a seek).
    void wake() { m_wake->wake(); }

private:
    VideoPipeline(Setup setup, PipelineLinks links, std::shared_ptr<LoopWake> wake);
    void run();
    bool step();
    void wait();
    void handleReady(const Result<std::span<const Poller::Ready>> &ready);

    bool takeNext();
    enum class Fed : std::uint8_t {
        Taken,
        Full, // the decoder takes nothing now
        Failed, // another decoder takes over; try again
    };
    Fed feed(Packet &packet);
    void begin(const TrackStart &start);
    void end(const TrackEnd &end);
    bool finishDraining();
    bool takePictures();
    bool progress(VideoDecoder &decoder);
    void emit(const DecodedPicture &picture);
    void send(const DecodedPicture &picture, MediaTime pts);
    void decoderFailed(const Error &error);
    void endWhenEnough();
    void fail(const Error &error);
    [[nodiscard]] bool isOver() const
    {
        return m_state == State::Failed || m_state == State::Complete;
    }
    [[nodiscard]] bool isStale() const { return m_links.newestSeek() > m_serial; }

    const std::shared_ptr<const VideoTrack> m_track;
    const PipelineLinks m_links;
    const std::shared_ptr<LoopWake> m_wake; // shared with the decoder's slotFreed
    std::atomic<bool> m_stop{false}; // relaxed: the wake orders the rest
    PictureOutlet m_outlet;
    DecoderLadder m_ladder;

    // Complete: as many pictures were sent as were asked for; nothing more is decoded.
    enum class State : std::uint8_t { Decoding, Draining, Ended, Complete, Failed };
    State m_state = State::Decoding;
    std::deque<Packet> m_replay; // for a decoder that takes over; fed before anything else
    std::optional<TrackItem> m_item; // taken from the buffer, not yet done with
    bool m_needKeyframe = false;
    bool m_deviceReady = false; // its wait target was ready
    GopBacklog m_backlog;

    Serial m_serial = 0;
    std::uint64_t m_sentPictures = 0;
    MediaTime m_dropBefore; // exact seek: nothing earlier is sent
    TrackEnd m_end; // while draining
    PictureTimes m_times;
    std::vector<MediaTime> m_discarded; // times of pictures outside the edit list
    std::optional<DecodedPicture> m_lastDropped; // the target may fall into its time
    std::optional<MediaTime> m_lastSent; // in this serial
    std::optional<MediaTime> m_resumeAfter; // a new decoder repeats pictures up to this one

    Poller m_poller;
    NamedThread m_thread; // last: it uses all of the above
};

} // namespace weir
