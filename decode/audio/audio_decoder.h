// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "decode/audio/audio_timeline.h"
#include "decode/audio/resampler.h"
#include "decode/demux/packet.h"
#include "decode/demux/track.h"
#include "decode/frame/audio_stream.h"

struct AVCodecContext;
struct AVFrame;

namespace weir
{

struct AvCodecContextDeleter {
    void operator()(AVCodecContext *context) const;
};
struct AvFrameDeleter {
    void operator()(AVFrame *frame) const;
};

// Decodes one audio track into an AudioStream. Encoder delay and padding are cut, gaps filled, so
// that the ring carries one unbroken line. Thread-bound (audio) but for stream(). Never waits:
// when the ring is full the caller polls stream()->spaceFd() and pumps again.
//
//   for each packet: while feed(packet) is Full: wait for spaceFd
//   at the end:      drain(); while pump() is Full: wait for spaceFd
//   after a seek:    flush(serial, position)
class AudioDecoder
{
public:
    // Makes the ring as well: at the track's rate where a sink can take it, else at 48 kHz; about
    // half a second long.
    static Result<std::unique_ptr<AudioDecoder>> create(const AudioTrack &track);
    // The format that a track is decoded to.
    static AudioFormat formatFor(const AudioTrack &track);

    ~AudioDecoder();
    AudioDecoder(const AudioDecoder &) = delete;
    AudioDecoder &operator=(const AudioDecoder &) = delete;
    AudioDecoder(AudioDecoder &&) = delete;
    AudioDecoder &operator=(AudioDecoder &&) = delete;

    // For the sink; may outlive the decoder.
    [[nodiscard]] const std::shared_ptr<AudioStream> &stream() const { return m_stream; }

    enum class Flow : std::uint8_t {
        Done, // all that was decoded is in the ring (feed: the packet was taken)
        Full, // the ring is full (feed: the packet was not taken)
    };
    // Errors: InvalidData = this packet is damaged and was skipped, feeding may go on; every other
    // kind = this track cannot be decoded any further.
    Result<Flow> feed(const Packet &packet);
    // End of input: what is inside comes out by pump(), then the ring is told the end.
    Result<void> drain();
    // Moves on what was decoded already.
    Result<Flow> pump();
    // Seek: drops everything, also in the ring. With `start` the sound of `serial` begins exactly
    // there (exact seek, or the medium's beginning); without, with the first frames that come.
    void flush(Serial serial, std::optional<MediaTime> start);
    // The packets that come belong to `serial`, which goes on where the last one ended (loop);
    // nothing is dropped. Call after drain() and a pump() that is Done.
    void continueWith(Serial serial);

private:
    AudioDecoder(std::shared_ptr<AudioStream> stream,
                 std::unique_ptr<AVCodecContext, AvCodecContextDeleter> context,
                 std::unique_ptr<AVFrame, AvFrameDeleter> frame, AvPacketPtr packet);

    Result<void> send(const Packet &packet);
    Flow writePending();
    Flow writeSilence();
    bool receiveFrame(Result<void> &status);
    Result<void> takeFrame();
    void placePending(std::optional<MediaTime> pts);
    void finish();
    void dropPending();
    void restartCodec();

    enum class State : std::uint8_t { Feeding, Draining, Ended };

    std::shared_ptr<AudioStream> m_stream;
    std::unique_ptr<AVCodecContext, AvCodecContextDeleter> m_context;
    std::unique_ptr<AVFrame, AvFrameDeleter> m_frame;
    AvPacketPtr m_packet;
    Resampler m_resampler;
    AudioTimeline m_timeline;
    State m_state = State::Feeding;
    Serial m_serial = 0;

    // Decoded, not yet in the ring: first the silence, then the samples from m_pendingOffset on.
    std::vector<float> m_pending;
    std::size_t m_pendingOffset = 0; // in samples
    std::uint64_t m_pendingSilenceFrames = 0;
    MediaTime m_pendingPts; // of the first frame of either
};

} // namespace weir
