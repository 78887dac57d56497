// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "decode/frame/picture.h"
#include "platform/base/event_fd.h"
#include "platform/base/realtime_lock.h"
#include "platform/base/time.h"

namespace weir
{

struct AudioFormat {
    std::uint32_t sampleRate = 48000; // Hz, never 0
    std::uint16_t channels = 2; // 1 to 8, in ffmpeg's default order for that count
};

// How long `frames` last at `sampleRate`. Exact to the nanosecond for more than a year.
[[nodiscard]] Nanoseconds durationOfFrames(std::uint64_t frames, std::uint32_t sampleRate);

// Sound on its way to the sink: a ring of interleaved float frames, each stretch carrying its
// media time and serial. One producer thread (audio), one consumer thread (the sink's real-time
// thread, which takes no lock, allocates nothing and makes no system call, but for one
// non-blocking eventfd write when the producer waits and half of the ring has become free).
class AudioStream
{
public:
    // `capacityFrames` is rounded up to a power of two.
    static Result<std::shared_ptr<AudioStream>> create(AudioFormat format,
                                                       std::size_t capacityFrames);

    [[nodiscard]] AudioFormat format() const { return m_format; }

    // Producer: appends as many frames as fit and says how many. `pts` is that of the first. A
    // write whose pts does not go on where the last one stopped begins a new stretch.
    std::size_t write(std::span<const float> samples, MediaTime pts, Serial serial);
    // Producer: drops all that is queued; what comes next carries `serial`. Works while the
    // consumer stands still (pause), so that a seek can fill the ring again.
    void flush(Serial serial);
    // Producer: after this the consumer sees `ended` once the ring is empty. A later write takes
    // it back (loop).
    void end(Serial serial);
    // Readable when half of the ring has become free since the last write that did not fit. May
    // be readable without need; write() clears it.
    [[nodiscard]] int spaceFd() const { return m_space.fd(); }

    struct Chunk {
        std::size_t frames = 0; // read into `out`; less than asked: a new stretch begins, so read
                                // again; 0: the ring is dry or a flush is going on
        std::optional<MediaTime> pts{}; // of the first frame read; nothing when none was
        Serial serial = 0; // of the frames, or of the newest ones seen when there are none
        bool ended = false; // nothing follows the frames given so far
    };
    // Consumer: fills `out` (a whole number of frames). A chunk never mixes serials nor stretches.
    Chunk read(std::span<float> out);

    // Any thread: the serial of the newest flush; 0 before the first.
    [[nodiscard]] Serial flushedSerial() const;
    // Any thread: frames that wait to be read; a moment old when it is returned.
    [[nodiscard]] std::size_t queuedFrames() const;
    [[nodiscard]] std::size_t capacityFrames() const { return m_capacity; }

private:
    struct Stretch {
        std::uint64_t start = 0; // index of its first frame since the stream was made
        MediaTime pts{};
        Serial serial = 0;
    };
    static constexpr std::size_t MaximumStretches = 256;
    static constexpr std::uint64_t NoEnd = std::numeric_limits<std::uint64_t>::max();

    AudioStream(AudioFormat format, std::size_t capacity, EventFd space);

    std::size_t writeWhatFits(std::span<const float> samples, MediaTime pts, Serial serial);
    bool beginStretch(MediaTime pts, Serial serial);
    void copyIn(std::uint64_t at, std::span<const float> samples);
    void copyOut(std::uint64_t at, std::span<float> out) const;
    void enterStretches(std::uint64_t at);
    void wakeProducer();

    AudioFormat m_format;
    std::size_t m_capacity; // frames, a power of two
    EventFd m_space;
    std::vector<float> m_samples;
    std::array<Stretch, MaximumStretches> m_stretches;

    // Producer's own.
    std::optional<Stretch> m_writing;

    // Shared. A release store by the side named pairs with the acquire load of the other.
    std::atomic<std::uint64_t> m_written = 0; // producer
    std::atomic<std::uint64_t> m_stretchesWritten = 0; // producer
    std::atomic<std::uint64_t> m_read = 0; // consumer; producer in flush(), under m_reading
    std::atomic<std::uint64_t> m_stretchesTaken = 0; // as m_read
    std::atomic<std::uint64_t> m_end = NoEnd; // producer; frame index after the last one
    std::atomic<Serial> m_endSerial = 0; // producer
    std::atomic<Serial> m_flushed = 0; // producer
    std::atomic<bool> m_producerWaits = false; // set by the producer, taken by the consumer

    RealtimeLock m_reading; // held by read() and flush()
    Stretch m_current; // guarded by m_reading: the one that m_read is in
};

} // namespace weir
