// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session.h"

#include <algorithm>
#include <utility>

#include "app/session/idle_policy.h"

namespace weir
{

namespace
{

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

} // namespace

Session::Session(Setup setup, WaitSet waitSet)
    : m_setup(std::move(setup))
    , m_waitSet(std::move(waitSet))
    , m_clock(std::make_shared<MediaClock>())
{
}

Session::~Session()
{
    m_playing = false;
    updateKeepsAwake();
}

Result<std::unique_ptr<Session>> Session::open(Setup setup)
{
    WaitSet waitSet = TRY(WaitSet::create());
    std::unique_ptr<Session> session(new Session(std::move(setup), std::move(waitSet)));
    TRY(session->start());
    return session;
}

Result<void> Session::start()
{
    const bool unpaced = m_setup.pace == Setup::Pace::Unpaced;
    if (unpaced)
        m_setup.medium.audio = MediumOptions::Audio::Ignore;
    m_medium = TRY(Medium::open(m_setup.file, m_setup.medium));
    TRY(m_waitSet.add(m_medium->eventFd()));
    m_presenter = TRY(Presenter::create({
        .pictures = m_medium->pictures(),
        .clock = unpaced ? nullptr : m_clock,
        .places = m_setup.places,
        .force = m_setup.presenter,
        .importCheck = m_setup.medium.check,
    }));
    TRY(m_waitSet.add(m_presenter->eventFd()));
    if (m_setup.begin == Setup::Begin::Playing)
        play();
    else
        pause();
    return {};
}

void Session::play()
{
    m_playing = true;
    m_presenter->play();
    if (m_sound)
        m_sound->play();
    updateKeepsAwake();
}

void Session::pause()
{
    m_playing = false;
    m_presenter->pause();
    if (m_sound)
        m_sound->pause();
    updateKeepsAwake();
}

void Session::setWindow(PresenterControl::Window window)
{
    m_window = window;
    m_presenter->setWindow(window);
    updateKeepsAwake();
}

// Done in the thread that owns the window: its surface lives while the inhibitor is made.
void Session::updateKeepsAwake()
{
    const bool awake = keepsAwake({.isPlaying = m_playing,
                                   .isVisible = m_window == PresenterControl::Window::Visible,
                                   .isShowing = m_showing && m_path != PresentPath::Null});
    if (m_setup.places.display && std::exchange(m_keepsAwake, awake) != awake)
        m_setup.places.display->stage().setKeepsAwake(awake);
}

void Session::seek(MediaTime position, Medium::SeekMode mode)
{
    const MediaTime end = MediaTime(m_info.duration);
    const MediaTime target
        = m_info.duration.count() > 0 ? std::clamp(position, MediaTime(), end) : position;
    m_seekTarget = std::max(target, MediaTime());
    m_picturesDone = !m_info.video;
    m_soundDone = !m_info.audio;
    m_ended = false;
    m_serial = m_medium->seek(*m_seekTarget, mode);
}

void Session::setVolume(double volume)
{
    m_setup.volume = std::clamp(volume, 0.0, 1.0);
    if (m_sound)
        m_sound->setVolume(m_setup.volume);
}

void Session::setMuted(bool muted)
{
    m_setup.muted = muted;
    if (m_sound)
        m_sound->setMuted(muted);
}

MediaTime Session::position() const
{
    if (m_seekTarget)
        return *m_seekTarget;
    const auto reading = m_clock->read();
    if (!reading)
        return m_setup.medium.start;
    const MediaTime now = reading->mediaTimeAt(MonotonicClock::now());
    const MediaTime end = MediaTime(m_info.duration);
    return m_info.duration.count() > 0 ? std::clamp(now, MediaTime(), end) : now;
}

std::optional<SessionEvent> Session::takeEvent()
{
    if (m_events.empty())
        collect();
    if (m_events.empty())
        return std::nullopt;
    SessionEvent event = std::move(m_events.front());
    m_events.pop_front();
    return event;
}

void Session::collect()
{
    while (auto event = m_medium->takeEvent())
        handle(std::move(*event));
    while (auto event = m_presenter->takeEvent())
        handle(std::move(*event));
    while (m_sound) {
        auto event = m_sound->takeEvent();
        if (!event)
            break;
        handle(std::move(*event));
    }
    endWhenAllDone();
    updateKeepsAwake();
}

void Session::handle(MediumEvent event)
{
    const auto forward = [&](auto &same) { m_events.emplace_back(std::move(same)); };
    std::visit(Overloaded{
                   [&](Opened &opened) {
                       m_info = opened.info;
                       m_picturesDone = !m_info.video;
                       openSound();
                       forward(opened);
                   },
                   [&](DecoderChosen &chosen) {
                       m_decoder = chosen;
                       forward(chosen);
                   },
                   [&](FellBack &fellBack) {
                       m_fallbacks.push_back(fellBack);
                       forward(fellBack);
                   },
                   [&](SeekDone &done) {
                       if (!m_info.video && done.serial >= m_serial)
                           m_seekTarget.reset();
                       forward(done);
                   },
                   [&](MediumEnded &) {},
                   [&](MediumFailed &failed) {
                       m_events.emplace_back(SessionFailed{std::move(failed.error)});
                   },
               },
               event);
}

void Session::handle(PresenterEvent event)
{
    std::visit(
        Overloaded{
            [&](PathChosen &chosen) {
                m_path = chosen.path;
                m_events.emplace_back(std::move(chosen));
            },
            [&](FirstPicture &first) {
                if (!m_firstShown)
                    m_firstShown = first.visible;
                m_showing = first.serial;
                if (first.serial >= m_serial)
                    m_seekTarget.reset();
                if (m_sound)
                    m_sound->pictureShown(first.serial, first.pts, first.clockStart);
            },
            [&](AllShown &shown) {
                m_lastShown = MonotonicClock::now();
                if (m_showing && *m_showing <= shown.serial)
                    m_showing.reset();
                m_picturesDone = shown.serial >= m_serial;
                if (m_setup.medium.maximumPictures) // the sound after them is not wanted
                    m_soundDone = true;
            },
            [&](CannotPresent &cannot) {
                m_events.emplace_back(SessionFailed{std::move(cannot.error)});
            },
            [&](DisplayLost &lost) { m_events.emplace_back(SessionFailed{std::move(lost.error)}); },
            [&](CloseRequested &) { m_events.emplace_back(CloseRequested{}); },
        },
        event);
}

void Session::handle(AudioEvent event)
{
    std::visit(
        Overloaded{
            [&](SoundLost &lost) {
                m_fallbacks.push_back(
                    {.from = "sound", .to = "silence", .reason = lost.reason.message()});
                m_events.emplace_back(std::move(lost));
            },
            [&](SoundEnded &ended) { m_soundDone = m_soundDone || ended.serial >= m_serial; },
        },
        event);
}

// Made without sound too: pictures then drive the clock through the same object.
void Session::openSound()
{
    if (m_setup.pace == Setup::Pace::Unpaced) {
        m_soundDone = true;
        return;
    }
    const auto stream = m_medium->audio();
    m_soundDone = stream == nullptr;
    const AudioOutputOptions options{
        .preference = m_setup.sound,
        .start = m_info.video ? SoundStart::WithPicture : SoundStart::AtOnce,
        .mediaName = m_info.title.empty() ? m_setup.file : m_info.title,
    };
    auto sound = AudioOutput::create(options, m_clock, stream);
    if (!sound) {
        m_events.emplace_back(SessionFailed{std::move(sound).error()});
        return;
    }
    m_sound = std::move(*sound);
    if (const auto added = m_waitSet.add(m_sound->eventFd()); !added)
        m_events.emplace_back(SessionFailed{added.error()});
    m_sound->setVolume(m_setup.volume);
    m_sound->setMuted(m_setup.muted);
    if (m_playing)
        m_sound->play();
}

void Session::endWhenAllDone()
{
    if (m_ended || !m_picturesDone || !m_soundDone || (!m_info.video && !m_info.audio))
        return;
    m_ended = true;
    m_events.emplace_back(SessionEnded{});
}

} // namespace weir
