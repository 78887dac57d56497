// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QString>
#include <QTimer>
#include <QUrl>
#include <deque>
#include <memory>
#include <optional>

#include <QtQml/qqmlregistration.h>

#include "app/cli/options.h"
#include "app/player/playback_state.h"
#include "app/player/player_settings.h"
#include "app/session/session.h"

namespace weir
{

// The player as QML sees it: the only type of playback that the UI knows. Turns clicks into calls
// on the session and its events into properties. Thread-bound (gui).
class PlayerController : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlayerController)
    QML_NAMED_ELEMENT(Player)
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString title READ title NOTIFY mediumChanged)
    Q_PROPERTY(double duration READ duration NOTIFY mediumChanged)
    Q_PROPERTY(bool seekable READ isSeekable NOTIFY mediumChanged)
    Q_PROPERTY(bool hasVideo READ hasVideo NOTIFY mediumChanged)
    Q_PROPERTY(double position READ position NOTIFY positionChanged)
    Q_PROPERTY(bool positionWatched READ isPositionWatched WRITE setPositionWatched NOTIFY
                   positionWatchedChanged)
    Q_PROPERTY(bool sceneEmpty READ isSceneEmpty WRITE setSceneEmpty NOTIFY sceneEmptyChanged)
    Q_PROPERTY(double volume READ volume WRITE setVolume NOTIFY volumeChanged)
    Q_PROPERTY(bool muted READ isMuted WRITE setMuted NOTIFY mutedChanged)
    Q_PROPERTY(QString errorText READ errorText NOTIFY stateChanged)
    Q_PROPERTY(QString path READ path NOTIFY pathChanged)
    Q_PROPERTY(QString pathDetail READ pathDetail NOTIFY pathChanged)
    Q_PROPERTY(bool pathIsBest READ isPathBest NOTIFY pathChanged)

public:
    enum class State { Empty, Opening, Playing, Paused, Ended, Failed };
    Q_ENUM(State)

    explicit PlayerController(Options options, QObject *parent = nullptr);
    ~PlayerController() override;

    [[nodiscard]] State state() const { return static_cast<State>(m_state); }
    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] double duration() const; // seconds; 0: unknown
    [[nodiscard]] bool isSeekable() const;
    [[nodiscard]] bool hasVideo() const;
    [[nodiscard]] double position() const; // seconds
    [[nodiscard]] bool isPositionWatched() const { return m_positionWatched; }
    [[nodiscard]] bool isSceneEmpty() const { return m_sceneEmpty; }
    [[nodiscard]] double volume() const { return m_settings.volume; } // slider, 0 to 1
    [[nodiscard]] bool isMuted() const { return m_settings.muted; }
    [[nodiscard]] QString errorText() const { return m_errorText; }
    [[nodiscard]] QString path() const; // "V4L2 visl · zero copy"
    [[nodiscard]] QString pathDetail() const; // why this way and no other
    [[nodiscard]] bool isPathBest() const; // hardware and no copy

    // positionChanged is sent 4 times a second while somebody looks; otherwise never.
    void setPositionWatched(bool watched);
    // Nothing is drawn but the video: it may lie over the window.
    void setSceneEmpty(bool empty);
    // That is so, and the video is not drawn by the window itself.
    [[nodiscard]] bool isVideoOnTop() const { return m_videoOnTop; }
    void setVolume(double volume);
    void setMuted(bool muted);

    Q_INVOKABLE void open(const QUrl &url);
    Q_INVOKABLE void play();
    Q_INVOKABLE void pause();
    Q_INVOKABLE void togglePlaying();
    Q_INVOKABLE void seekTo(double seconds);
    Q_INVOKABLE void seekBy(double seconds);
    Q_INVOKABLE void close();

    // Where pictures go from now on; nowhere while there is no window. An open medium is opened
    // anew at its place when that is another.
    void setPlaces(VideoPlaces places);
    // Hidden: decoding goes on with the sound, nothing is drawn.
    void setWindowVisible(bool visible);
    // Plays the files of the command line, one after the other.
    void playQueue();
    // The report of the last medium, complete; nothing: none was opened.
    [[nodiscard]] std::optional<Report> report() const;

Q_SIGNALS:
    void stateChanged();
    void mediumChanged();
    void positionChanged();
    void positionWatchedChanged();
    void sceneEmptyChanged();
    void videoOnTopChanged(bool onTop);
    void volumeChanged();
    void mutedChanged();
    void pathChanged();
    // A sentence to be shown for some seconds.
    void noticed(const QString &text);
    // The last file of the command line was played.
    void queueEnded();
    // A file of the command line cannot be played.
    void queueFailed(const QString &text);

private:
    void openFile(const std::string &file, MediaTime start);
    void closeSession();
    void change(PlaybackInput input);
    void failWith(const Error &error);
    void takeEvents();
    void handle(const Opened &opened);
    void handle(DecoderChosen chosen);
    void handle(const FellBack &fellBack);
    void handle(const PathChosen &chosen);
    void handle(const SoundLost &lost);
    void handle(const SeekDone &done);
    void handle(const CloseRequested &request);
    void handle(const SessionEnded &ended);
    void handle(const SessionFailed &failed);
    void updatePositionTimer();
    void updateVideoOnTop();

    Options m_options;
    PlayerSettings m_settings;
    std::deque<std::string> m_queue; // files of the command line that are still to come
    bool m_isFromQueue = false; // the open file is
    VideoPlaces m_places;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<QSocketNotifier> m_notifier; // after m_session: dies before its fd
    std::optional<Report> m_lastReport;
    std::string m_file;
    PlaybackState m_state = PlaybackState::Empty;
    bool m_positionWatched = false;
    bool m_sceneEmpty = false;
    bool m_videoOnTop = false;
    bool m_windowVisible = true;
    QTimer m_positionTimer;
    QString m_title;
    QString m_errorText;
    std::optional<DecoderChosen> m_decoder;
    std::optional<PathChosen> m_path;
    QString m_fallback; // the last thing that did not work, in words
};

} // namespace weir
