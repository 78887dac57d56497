// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "app/report/report.h"
#include "decode/medium/medium.h"
#include "platform/base/wait_set.h"
#include "render/audio/audio_output.h"
#include "render/clock/media_clock.h"
#include "render/presenter/presenter.h"

namespace weir
{

// Everything was shown and heard; a repeating session never ends.
struct SessionEnded {
};
// Playback cannot start or go on.
struct SessionFailed {
    Error error;
};
using SessionEvent = std::variant<Opened, DecoderChosen, FellBack, PathChosen, SoundLost, SeekDone,
                                  CloseRequested, SessionEnded, SessionFailed>;

// One open medium being played: medium, presenter, sound and the clock between them. Thread-bound
// to its owner (gui or main), which watches eventFd() and takes events; nothing blocks but the
// destructor, which joins the threads.
class Session
{
public:
    struct Setup {
        std::string file;
        MediumOptions medium;
        VideoPlaces places; // none: pictures go nowhere (null presenter)
        PresenterForce presenter = PresenterForce::Auto;
        AudioPreference sound = AudioPreference::Auto;
        // Unpaced: pictures are taken as fast as they are decoded, without sound.
        enum class Pace : std::uint8_t { RealTime, Unpaced } pace = Pace::RealTime;
        enum class Begin : std::uint8_t { Playing, Paused } begin = Begin::Playing;
        double volume = 1.0; // 0 to 1
        bool muted = false;
    };
    static Result<std::unique_ptr<Session>> open(Setup setup);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;
    Session(Session &&) = delete;
    Session &operator=(Session &&) = delete;

    void play();
    void pause();
    [[nodiscard]] bool isPlaying() const { return m_playing; }
    void seek(MediaTime position, Medium::SeekMode mode);
    void setVolume(double volume);
    void setMuted(bool muted);
    // While paused: the next picture.
    void step() { m_presenter->step(); }
    // Hidden: nothing is committed.
    void setWindow(PresenterControl::Window window);

    // What is heard or seen now; the target while a seek is under way.
    [[nodiscard]] MediaTime position() const;
    [[nodiscard]] const MediumInfo &info() const { return m_info; } // empty before Opened

    // Nothing: no event waits. eventFd() polls readable while one may wait.
    [[nodiscard]] std::optional<SessionEvent> takeEvent();
    [[nodiscard]] int eventFd() const { return m_waitSet.fd(); }

    // What happened so far.
    [[nodiscard]] Report report() const;

private:
    Session(Setup setup, WaitSet waitSet);
    Result<void> start();
    void collect();
    void handle(MediumEvent event);
    void handle(PresenterEvent event);
    void handle(AudioEvent event);
    void openSound();
    void endWhenAllDone();
    void updateKeepsAwake();

    Setup m_setup;
    WaitSet m_waitSet;
    std::shared_ptr<MediaClock> m_clock;
    std::unique_ptr<Medium> m_medium;
    std::unique_ptr<AudioOutput> m_sound; // null before Opened, and when nothing is paced
    std::unique_ptr<Presenter> m_presenter; // last: uses all above until it is joined

    std::deque<SessionEvent> m_events;
    MediumInfo m_info;
    Serial m_serial = 0; // of the newest seek
    std::optional<MediaTime> m_seekTarget; // a seek is under way
    bool m_playing = false;
    PresenterControl::Window m_window = PresenterControl::Window::Visible;
    PresentPath m_path = PresentPath::Null;
    std::optional<Serial> m_showing; // its first picture was shown, and not yet all of them
    bool m_keepsAwake = false; // as last told to the display
    bool m_picturesDone = false;
    bool m_soundDone = false;
    bool m_ended = false;
    DecoderChosen m_decoder;
    std::vector<FellBack> m_fallbacks;
    std::optional<MonotonicTime> m_firstShown;
    std::optional<MonotonicTime> m_lastShown;
};

} // namespace weir
