// SPDX-License-Identifier: GPL-3.0-or-later
// A plugin that Qt loads into the unchanged player (QT_QPA_GENERIC_PLUGINS=drive:FIFO) and that
// does what a user would, whatever the compositor: each line written to FIFO is a command, "key
// NAME" (as QKeySequence spells it) or "resize WIDTH HEIGHT". Commands wait until there is a window
// on the screen. All in the gui thread.
#include <QFocusEvent>
#include <QGenericPlugin>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QKeySequence>
#include <QSocketNotifier>
#include <QTimer>
#include <QWindow>
#include <array>
#include <chrono>

#include <fcntl.h>
#include <unistd.h>

namespace
{

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// Left open to the end of the process, as Qt keeps its plugins.
class Driver : public QObject
{
public:
    explicit Driver(const QString &fifo)
        : m_fd(open(fifo.toLocal8Bit().constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC))
        , m_ready(m_fd, QSocketNotifier::Read)
    {
        if (m_fd < 0)
            qFatal("drive: cannot open %s", qPrintable(fifo));
        connect(&m_ready, &QSocketNotifier::activated, this, [this] { take(); });
        connect(&m_retry, &QTimer::timeout, this, [this] { run(); });
    }

private:
    void take()
    {
        std::array<char, 256> bytes{};
        const ssize_t count = read(m_fd, bytes.data(), bytes.size());
        if (count > 0)
            m_text += QString::fromUtf8(bytes.data(), count);
        run();
    }

    void run()
    {
        m_retry.stop();
        while (m_text.contains(u'\n')) {
            QWindow *window = shownWindow();
            if (!window) {
                m_retry.start(20ms);
                return;
            }
            const auto end = m_text.indexOf(u'\n');
            execute(*window, m_text.left(end).split(u' '));
            m_text.remove(0, end + 1);
        }
    }

    // A window that the video covers is visible, but not exposed.
    static QWindow *shownWindow()
    {
        static bool wasExposed = false;
        for (QWindow *window : QGuiApplication::topLevelWindows()) {
            wasExposed = wasExposed || window->isExposed();
            if (window->isVisible() && wasExposed)
                return window;
        }
        return nullptr;
    }

    static void execute(QWindow &window, const QStringList &words)
    {
        if (words.size() == 3 && words[0] == u"resize") {
            window.resize(words[1].toInt(), words[2].toInt());
        } else if (words.size() == 2 && words[0] == u"key") {
            press(window, words[1]);
        } else {
            qFatal("drive: no such command: %s", qPrintable(words.join(u' ')));
        }
    }

    // A compositor without a keyboard gives no window the focus, and keys would reach nothing in
    // it.
    static void press(QWindow &window, const QString &name)
    {
        QGuiApplication::postEvent(&window, new QFocusEvent(QEvent::FocusIn));
        const int key = QKeySequence(name)[0].key();
        const auto text = name.size() == 1 ? name.toLower() : QString();
        for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease})
            QGuiApplication::postEvent(&window, new QKeyEvent(type, key, Qt::NoModifier, text));
    }

    int m_fd;
    QSocketNotifier m_ready;
    QTimer m_retry;
    QString m_text;
};

} // namespace

class DrivePlugin : public QGenericPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "drive_player.json")

public:
    QObject *create(const QString &, const QString &fifo) override { return new Driver(fifo); }
};

#include "drive_player.moc"
