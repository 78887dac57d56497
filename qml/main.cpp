// SPDX-License-Identifier: GPL-3.0-or-later
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTimer>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/exit_status.h"
#include "app/cli/options.h"
#include "app/player/player_controller.h"
#include "app/player/quit_signals.h"
#include "app/report/json_file.h"
#include "platform/base/log.h"
#include "platform/egl/gpu_plane_reader.h"
#include "render/quick/video_scene.h"
#include "render/quick/video_window.h"

void qml_register_types_Weir_Player(); // made by CMake with the module

namespace
{

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto LongestWait = 5s; // for the window's first frame

// A launcher started us: nobody reads standard error, a sentence has to be on the screen.
bool isStartedByLauncher()
{
    for (const char *name :
         {"XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID", "GIO_LAUNCHED_DESKTOP_FILE"}) {
        if (qEnvironmentVariableIsSet(name))
            return true;
    }
    return false;
}

class Program
{
public:
    explicit Program(weir::Options options)
        : m_options(std::move(options))
        , m_isLaunched(isStartedByLauncher())
        , m_player(m_options)
    {
    }

    int run()
    {
        QQmlApplicationEngine engine;
        engine.setInitialProperties(
            {{u"player"_s, QVariant::fromValue(&m_player)}, {u"kiosk"_s, m_options.kiosk}});
        engine.loadFromModule("Weir", "Main");
        auto *window = engine.rootObjects().isEmpty()
            ? nullptr
            : qobject_cast<QQuickWindow *>(engine.rootObjects().constFirst());
        if (!window)
            return weir::reportFailure(
                {weir::ErrorKind::System,
                 "the window cannot be made, so reinstall Weir with its QML modules"});
        connectTo(*window);
        if (m_options.fullscreen || m_options.kiosk)
            window->showFullScreen();
        else
            window->show();
        const int status = QGuiApplication::exec();
        return m_status == 0 ? status : m_status;
    }

private:
    // Without a place for pictures the sound still plays, and the window says why.
    void showVideoIn(QQuickWindow &window)
    {
        weir::VideoPlaces places;
        places.planeReader = &weir::makeGpuPlaneReader;
        auto scene = weir::VideoScene::create(window);
        if (scene) {
            m_scene = std::move(*scene);
            places.scene = m_scene->stage();
        }
        auto video = weir::VideoWindow::create(window);
        if (video) {
            m_video = std::move(*video);
            places.display = m_video->display();
            followPlayer();
        } else if (scene) {
            weir::log::info("qml", "{}", video.error().message());
        } else {
            const std::string why = video.error().message() + "; and " + scene.error().message();
            weir::log::warning("qml", "{}", why);
            Q_EMIT m_player.noticed(QString::fromStdString(why));
        }
        m_player.setPlaces(std::move(places));
    }

    void followPlayer()
    {
        QObject::connect(m_video.get(), &weir::VideoWindow::visibilityChanged, &m_player,
                         &weir::PlayerController::setWindowVisible);
        QObject::connect(&m_player, &weir::PlayerController::videoOnTopChanged, m_video.get(),
                         &weir::VideoWindow::setSceneEmpty);
        m_video->setSceneEmpty(m_player.isVideoOnTop());
    }

    void connectTo(QQuickWindow &window)
    {
        const weir::QuitSignals *signals = weir::QuitSignals::watch(&window);
        QObject::connect(signals, &weir::QuitSignals::quitRequested, &window, &QWindow::close);
        // Before Qt destroys its surface, which video hangs on.
        QObject::connect(&window, &QQuickWindow::closing, &window, [this] { finish(); });
        QObject::connect(&m_player, &weir::PlayerController::queueFailed, &window,
                         [this, &window](const QString &text) {
                             if (m_isLaunched)
                                 return;
                             m_status = weir::reportFailure(
                                 {weir::ErrorKind::InvalidData, text.toStdString()});
                             window.close();
                         });
        QObject::connect(&m_player, &weir::PlayerController::queueEnded, &window, [this, &window] {
            if (m_options.frames || !m_options.jsonPath.empty())
                window.close();
        });
        // With the first frame the window is on the screen: Weston 14 does not show surfaces that
        // were put under a window before it became full screen. A hidden window has no frames.
        const auto begin = [this, &window] {
            if (std::exchange(m_hasBegun, true))
                return;
            showVideoIn(window);
            m_player.playQueue();
        };
        QObject::connect(
            &window, &QQuickWindow::frameSwapped, &m_player, begin,
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        QTimer::singleShot(LongestWait, &m_player, begin);
    }

    void finish()
    {
        m_player.close();
        m_player.setPlaces({});
        m_video.reset();
        m_scene.reset();
        const auto report = m_player.report();
        if (!report || m_options.jsonPath.empty())
            return;
        if (const auto written = weir::writeJson(weir::reportAsJson(*report), m_options.jsonPath);
            !written)
            m_status = weir::reportFailure(written.error());
    }

    weir::Options m_options;
    bool m_isLaunched;
    weir::PlayerController m_player;
    std::unique_ptr<weir::VideoScene> m_scene; // null: OpenGL does not draw the window, or the end
    std::unique_ptr<weir::VideoWindow> m_video; // null: not under Wayland, or the end
    int m_status = 0;
    bool m_hasBegun = false;
};

} // namespace

int main(int argc, char **argv)
{
    // The linker takes the module from its library because of this; it registers itself.
    [[maybe_unused]] void (*const volatile module)() = &qml_register_types_Weir_Player;
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    auto options = weir::parseOptions(arguments);
    if (!options)
        return weir::reportFailure(options.error());
    if (options->verbose)
        weir::log::setLevel(weir::log::Level::Info);
    weir::QuitSignals::block(); // before any thread is made

    QQuickWindow::setDefaultAlphaBuffer(true); // video shows through from below
    // Under X11 only EGL can import pictures; without a word Qt takes GLX there.
    if (!qEnvironmentVariableIsSet("QT_XCB_GL_INTEGRATION"))
        qputenv("QT_XCB_GL_INTEGRATION", "xcb_egl");
    int qtArgc = 1; // the command line is ours alone
    const QGuiApplication application(qtArgc, argv);
    QGuiApplication::setApplicationName(u"weir"_s);
    QGuiApplication::setApplicationDisplayName(u"Weir"_s);
    QGuiApplication::setDesktopFileName(u"weir"_s);
    QQuickStyle::setStyle(u"Basic"_s);
    Program program(std::move(*options));
    return program.run();
}
