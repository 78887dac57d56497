// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "decode/audio/audio_decoder.h"
#include "decode/medium/loop_wake.h"
#include "decode/medium/pipeline_links.h"
#include "platform/base/named_thread.h"
#include "platform/base/poller.h"

namespace weir
{

// Decodes the audio track on a thread of its own ("audio") into an AudioStream. wake() and the
// destructor may be called on any other thread.
class AudioPipeline
{
public:
    // What it says by itself: nothing (the video does), or SeekDone and failures when there is no
    // video.
    enum class Role : std::uint8_t { Accompanies, Alone };

    // Without a decoder (its codec is unknown) the packets are dropped.
    static Result<std::unique_ptr<AudioPipeline>> start(std::unique_ptr<AudioDecoder> decoder,
                                                        Role role, PipelineLinks links);
    ~AudioPipeline();
    AudioPipeline(const AudioPipeline &) = delete;
    AudioPipeline &operator=(const AudioPipeline &) = delete;
    AudioPipeline(AudioPipeline &&) = delete;
    AudioPipeline &operator=(AudioPipeline &&) = delete;

    // Something happened that the thread should look at (a seek).
    void wake() { m_wake.wake(); }

private:
    AudioPipeline(std::unique_ptr<AudioDecoder> decoder, Role role, PipelineLinks links,
                  EventFd wake);
    void run();
    bool step();
    void wait();
    bool feed(const Packet &packet);
    void begin(const TrackStart &start);
    void end(const TrackEnd &end);
    bool finishDraining();
    void decoderFailed(const Error &error);
    [[nodiscard]] bool isStale() const { return m_links.newestSeek() > m_serial; }

    const Role m_role;
    const PipelineLinks m_links;
    LoopWake m_wake;
    std::atomic<bool> m_stop{false}; // relaxed: the wake orders the rest
    std::unique_ptr<AudioDecoder> m_decoder; // null: packets are dropped
    std::optional<TrackItem> m_item; // taken from the buffer, not yet done with
    std::optional<TrackEnd> m_end; // while draining
    Serial m_serial = 0;
    Poller m_poller;
    NamedThread m_thread; // last: it uses all of the above
};

} // namespace weir
