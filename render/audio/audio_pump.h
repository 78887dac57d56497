// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "decode/frame/audio_stream.h"
#include "platform/base/event_fd.h"
#include "platform/base/realtime_lock.h"
#include "render/clock/clock_filter.h"
#include "render/clock/media_clock.h"

namespace weir
{

// When the sound of a seek, or of the beginning, may be heard.
enum class SoundStart : std::uint8_t {
    AtOnce, // nothing to see
    WithPicture, // once startSerial() said that its first picture is on the screen
};

// The sink's half of the sound: takes frames from the ring for the device and publishes the clock
// from what is heard when. The one writer of the clock while there is sound. fill() is for a
// real-time thread; the other functions are for any other thread.
class AudioPump
{
public:
    // `wake` is signalled when takeEnded() has news.
    AudioPump(std::shared_ptr<AudioStream> stream, std::shared_ptr<MediaClock> clock,
              SoundStart start, std::shared_ptr<const EventFd> wake);

    struct Timing {
        MonotonicTime now;
        MonotonicTime heardAt; // when the first frame of `out` will be heard
    };
    // Fills `out` and says how many frames of it are sound; the rest is silence. No lock, no
    // allocation; writes one eventfd when the stream ends or its producer waits.
    std::size_t fill(std::span<float> out, const Timing &timing) noexcept;

    void pause();
    void resume();
    // Opens the gate of SoundStart::WithPicture for `serial`. It opens by itself after a second of
    // waiting with sound at hand, so that a hidden window does not silence a film.
    void startSerial(Serial serial);

    // When the next frame of the ring is due by the clock; for a sink that takes over from another
    // or from a pause. `now` when the clock has not started.
    [[nodiscard]] MonotonicTime nextDueAt(MonotonicTime now);

    [[nodiscard]] AudioFormat format() const { return m_stream->format(); }
    // The serial whose last frame was handed on; nothing: none since the last call.
    [[nodiscard]] std::optional<Serial> takeEnded();

private:
    [[nodiscard]] bool isGateOpen(MonotonicTime now);
    std::size_t takeFrames(std::span<float> out, const Timing &timing);
    void handleEnd(Serial serial, MonotonicTime now);

    std::shared_ptr<AudioStream> m_stream;
    std::shared_ptr<MediaClock> m_clock;
    std::shared_ptr<const EventFd> m_wake;

    RealtimeLock m_lock; // guards the members down to the blank line, and writing the clock
    ClockFilter m_filter;
    std::optional<MediaTime> m_lastMedia; // end of what was handed on
    std::optional<MonotonicTime> m_gateSince;
    bool m_isPaused = true;
    bool m_hasEnded = false; // of m_endedSerial; until other sound comes

    static constexpr std::uint64_t None = std::uint64_t{1} << 32; // no Serial has this value
    static constexpr std::uint64_t Any = None + 1;
    std::atomic<std::uint64_t> m_open; // the serial that the gate is open for
    std::atomic<std::uint64_t> m_ended = None; // written by fill(), taken by takeEnded()
};

} // namespace weir
