// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "render/audio/audio_pump.h"
#include "render/audio/audio_sink.h"
#include "render/clock/picture_clock.h"

namespace weir
{

class PipeWireSink;

enum class AudioPreference : std::uint8_t { Auto, PipeWire, Silent };
enum class AudioKind : std::uint8_t { PipeWire, Silent, NoSound };
[[nodiscard]] std::string_view nameOf(AudioKind kind); // "pipewire", "silent", "none"

struct AudioOutputOptions {
    AudioPreference preference = AudioPreference::Auto;
    SoundStart start = SoundStart::WithPicture;
    std::string mediaName{}; // for mixers; may be empty
};

// The sound cannot be heard any more (or never could); time goes on without it. Said once.
struct SoundLost {
    Error reason;
};
// The last frame of `serial` went to the device; some tens of milliseconds are still to be heard.
struct SoundEnded {
    Serial serial = 0;
};
using AudioEvent = std::variant<SoundLost, SoundEnded>;

// The sound side of one medium, whatever there is: PipeWire, a silent sink when there is no daemon
// or it goes away, or no sound at all. In each case it drives the session's clock. Paused when
// made. Thread-bound to its owner, but for pictureShown().
class AudioOutput
{
public:
    // `stream` null: the medium has no sound, pictures drive the clock. Fails only when the
    // process is out of descriptors, or when PipeWire was asked for by name and is not there.
    static Result<std::unique_ptr<AudioOutput>> create(const AudioOutputOptions &options,
                                                       std::shared_ptr<MediaClock> clock,
                                                       std::shared_ptr<AudioStream> stream);
    ~AudioOutput();
    AudioOutput(const AudioOutput &) = delete;
    AudioOutput &operator=(const AudioOutput &) = delete;
    AudioOutput(AudioOutput &&) = delete;
    AudioOutput &operator=(AudioOutput &&) = delete;

    void play();
    void pause();
    // The slider's position, 0 to 1; loudness follows its cube.
    void setVolume(double volume);
    void setMuted(bool muted);

    // A picture of `serial` is on the screen. The first of each serial lets its sound begin
    // (SoundStart::WithPicture) or starts the clock, which passes `media` at `time` (no sound);
    // others cost a comparison. Any thread.
    void pictureShown(Serial serial, MediaTime media, MonotonicTime time);

    [[nodiscard]] AudioKind kind() const;
    // Nothing: no event waits. Handles the loss of the daemon on the way.
    [[nodiscard]] std::optional<AudioEvent> takeEvent();
    // Readable while takeEvent() may have something.
    [[nodiscard]] int eventFd() const { return m_wake->fd(); }

private:
    AudioOutput(std::shared_ptr<MediaClock> clock, std::shared_ptr<const EventFd> wake);
    Result<void> openSink(const AudioOutputOptions &options);
    Result<void> becomeSilent();
    void applyVolume();

    std::shared_ptr<const EventFd> m_wake;
    PictureClock m_pictureClock; // used when there is no sound
    std::unique_ptr<AudioPump> m_pump; // null: the medium has no sound
    std::unique_ptr<AudioSink> m_sink; // null as m_pump
    PipeWireSink *m_pipeWire = nullptr; // m_sink when it is one
    std::optional<Error> m_loss; // not yet told
    std::atomic<std::uint64_t> m_shown; // serial of the newest picture told; for pictureShown
    float m_gain = 1.0F;
    bool m_isMuted = false;
    bool m_isPlaying = false;
};

} // namespace weir
