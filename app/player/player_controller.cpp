// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/player/player_controller.h"

#include <QFileInfo>
#include <algorithm>
#include <chrono>
#include <utility>

#include "app/player/path_words.h"
#include "app/session/session_setup.h"

namespace weir
{

namespace
{

using namespace std::chrono_literals;

constexpr auto PositionInterval = 250ms;

double toSeconds(Nanoseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

MediaTime fromSeconds(double seconds)
{
    constexpr double Longest = 1e9; // beyond that a double of nanoseconds does not fit
    const double bounded = std::clamp(seconds, 0.0, Longest);
    return MediaTime(
        std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(bounded)));
}

std::string fileOf(const QUrl &url)
{
    return url.isLocalFile() ? url.toLocalFile().toStdString() : url.toString().toStdString();
}

QString titleOf(const MediumInfo &info, const std::string &file)
{
    if (!info.title.empty())
        return QString::fromStdString(info.title);
    const QString name = QString::fromStdString(file);
    const QString last = QFileInfo(name).fileName();
    return last.isEmpty() ? name : last;
}

} // namespace

PlayerController::PlayerController(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_settings(loadSettings())
    , m_queue(m_options.files.begin(), m_options.files.end())
    , m_state(m_queue.empty() ? PlaybackState::Empty : PlaybackState::Opening)
{
    m_positionTimer.setInterval(PositionInterval);
    m_positionTimer.setTimerType(Qt::CoarseTimer);
    connect(&m_positionTimer, &QTimer::timeout, this, &PlayerController::positionChanged);
}

PlayerController::~PlayerController()
{
    saveSettings(m_settings);
}

double PlayerController::duration() const
{
    return m_session ? toSeconds(m_session->info().duration) : 0.0;
}

bool PlayerController::isSeekable() const
{
    return m_session && m_session->info().seekable;
}

bool PlayerController::hasVideo() const
{
    return m_session && m_session->info().video != nullptr;
}

double PlayerController::position() const
{
    return m_session ? toSeconds(m_session->position().time_since_epoch()) : 0.0;
}

QString PlayerController::path() const
{
    return pathInShort(m_decoder, m_path);
}

QString PlayerController::pathDetail() const
{
    return pathInFull(m_decoder, m_path, m_fallback);
}

bool PlayerController::isPathBest() const
{
    return pathIsBest(m_decoder, m_path);
}

void PlayerController::setPositionWatched(bool watched)
{
    if (std::exchange(m_positionWatched, watched) == watched)
        return;
    Q_EMIT positionWatchedChanged();
    if (watched)
        Q_EMIT positionChanged();
    updatePositionTimer();
}

void PlayerController::setSceneEmpty(bool empty)
{
    if (std::exchange(m_sceneEmpty, empty) == empty)
        return;
    Q_EMIT sceneEmptyChanged();
    updateVideoOnTop();
}

void PlayerController::updateVideoOnTop()
{
    const bool onTop = m_sceneEmpty && !(m_path && isInScene(m_path->path));
    if (std::exchange(m_videoOnTop, onTop) != onTop)
        Q_EMIT videoOnTopChanged(onTop);
}

void PlayerController::updatePositionTimer()
{
    if (m_positionWatched && m_state == PlaybackState::Playing)
        m_positionTimer.start();
    else
        m_positionTimer.stop();
}

void PlayerController::setVolume(double volume)
{
    const double bounded = std::clamp(volume, 0.0, 1.0);
    if (std::exchange(m_settings.volume, bounded) == bounded)
        return;
    if (m_session)
        m_session->setVolume(bounded);
    Q_EMIT volumeChanged();
}

void PlayerController::setMuted(bool muted)
{
    if (std::exchange(m_settings.muted, muted) == muted)
        return;
    if (m_session)
        m_session->setMuted(muted);
    Q_EMIT mutedChanged();
}

void PlayerController::open(const QUrl &url)
{
    m_queue.clear();
    m_isFromQueue = false;
    m_options.paused = false; // these were meant for the command line's files
    m_options.frames.reset();
    openFile(fileOf(url), MediaTime{});
}

void PlayerController::playQueue()
{
    if (m_queue.empty())
        return;
    const std::string file = std::move(m_queue.front());
    m_queue.pop_front();
    m_isFromQueue = true;
    openFile(file, m_options.start);
}

void PlayerController::openFile(const std::string &file, MediaTime start)
{
    closeSession();
    m_file = file;
    m_title = titleOf({}, file);
    change(PlaybackInput::Open);
    Q_EMIT mediumChanged();

    Session::Setup setup = sessionSetup(m_options, file, m_places);
    setup.medium.start = start;
    setup.volume = m_settings.volume;
    setup.muted = m_settings.muted;
    auto session = Session::open(std::move(setup));
    if (!session) {
        failWith(session.error());
        return;
    }
    m_session = std::move(*session);
    setWindowVisible(m_windowVisible);
    m_notifier = std::make_unique<QSocketNotifier>(m_session->eventFd(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &PlayerController::takeEvents);
}

void PlayerController::closeSession()
{
    m_notifier.reset();
    if (m_session)
        m_lastReport = m_session->report();
    m_session.reset();
    m_decoder.reset();
    m_path.reset();
    m_fallback.clear();
    m_errorText.clear();
    Q_EMIT pathChanged();
}

void PlayerController::close()
{
    closeSession();
    m_title.clear();
    change(PlaybackInput::Close);
    Q_EMIT mediumChanged();
}

void PlayerController::play()
{
    if (!m_session)
        return;
    if (m_state == PlaybackState::Ended)
        m_session->seek(MediaTime{}, Medium::SeekMode::Exact);
    m_session->play();
    change(PlaybackInput::Play);
}

void PlayerController::pause()
{
    if (!m_session || m_state != PlaybackState::Playing)
        return;
    m_session->pause();
    change(PlaybackInput::Pause);
    Q_EMIT positionChanged();
}

void PlayerController::togglePlaying()
{
    if (m_state == PlaybackState::Playing)
        pause();
    else
        play();
}

void PlayerController::seekTo(double seconds)
{
    if (!isSeekable())
        return;
    m_session->seek(fromSeconds(seconds), Medium::SeekMode::Exact);
    if (m_state == PlaybackState::Ended)
        m_session->play();
    change(PlaybackInput::Seek);
    Q_EMIT positionChanged();
}

void PlayerController::seekBy(double seconds)
{
    seekTo(position() + seconds);
}

void PlayerController::setPlaces(VideoPlaces places)
{
    if (m_places == places)
        return;
    m_places = std::move(places);
    if (!m_session || m_state == PlaybackState::Failed)
        return;
    const bool wasPaused = std::exchange(
        m_options.paused, m_state == PlaybackState::Paused || m_state == PlaybackState::Ended);
    const std::string file = m_file;
    openFile(file, m_session->position());
    m_options.paused = wasPaused;
}

void PlayerController::setWindowVisible(bool visible)
{
    m_windowVisible = visible;
    if (m_session)
        m_session->setWindow(visible ? PresenterControl::Window::Visible
                                     : PresenterControl::Window::Hidden);
}

std::optional<Report> PlayerController::report() const
{
    return m_session ? m_session->report() : m_lastReport;
}

void PlayerController::change(PlaybackInput input)
{
    const PlaybackState next = nextState(m_state, input);
    if (std::exchange(m_state, next) == next)
        return;
    updatePositionTimer();
    Q_EMIT stateChanged();
}

void PlayerController::failWith(const Error &error)
{
    m_errorText = QString::fromStdString(error.message());
    change(PlaybackInput::Fail);
    Q_EMIT mediumChanged();
    if (m_isFromQueue)
        Q_EMIT queueFailed(m_errorText);
}

// A handler may close the session, which ends the loop.
void PlayerController::takeEvents()
{
    while (m_session) {
        auto event = m_session->takeEvent();
        if (!event)
            return;
        std::visit([this](auto &what) { handle(what); }, *event);
    }
}

void PlayerController::handle(const Opened &opened)
{
    m_title = titleOf(opened.info, m_file);
    change(m_session->isPlaying() ? PlaybackInput::OpenedPlaying : PlaybackInput::OpenedPaused);
    Q_EMIT mediumChanged();
    Q_EMIT positionChanged();
}

void PlayerController::handle(DecoderChosen chosen)
{
    m_decoder = std::move(chosen);
    Q_EMIT pathChanged();
}

void PlayerController::handle(const FellBack &fellBack)
{
    m_fallback = fallbackInWords(fellBack);
    Q_EMIT pathChanged();
    Q_EMIT noticed(m_fallback);
}

void PlayerController::handle(const PathChosen &chosen)
{
    m_path = chosen;
    Q_EMIT pathChanged();
    updateVideoOnTop();
}

void PlayerController::handle(const SoundLost &lost)
{
    Q_EMIT noticed(
        tr("Playing without sound: %1").arg(QString::fromStdString(lost.reason.message())));
}

void PlayerController::handle(const SeekDone &)
{
    Q_EMIT positionChanged();
}

void PlayerController::handle(const CloseRequested &) { }

void PlayerController::handle(const SessionEnded &)
{
    change(PlaybackInput::End);
    Q_EMIT positionChanged();
    if (!m_isFromQueue)
        return;
    if (m_queue.empty())
        Q_EMIT queueEnded();
    else
        QTimer::singleShot(0, this, &PlayerController::playQueue); // not within its own event
}

void PlayerController::handle(const SessionFailed &failed)
{
    failWith(failed.error);
}

} // namespace weir

#include "moc_player_controller.cpp" // NOLINT(bugprone-suspicious-include)
