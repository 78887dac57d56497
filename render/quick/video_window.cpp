// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/quick/video_window.h"

#include <QEvent>
#include <QGuiApplication>
#include <QMargins>
#include <QPlatformSurfaceEvent>
#include <QQuickWindow>

#include <QtGui/qguiapplication_platform.h>
#include <qpa/qplatformnativeinterface.h>
#include <qpa/qplatformwindow.h>
#include <qpa/qplatformwindow_p.h>

namespace weir
{

namespace
{

using WaylandApplication = QNativeInterface::QWaylandApplication;
using WaylandWindow = QNativeInterface::Private::QWaylandWindow;

wl_display *displayOfQt()
{
    if (!QGuiApplication::platformName().startsWith(QLatin1StringView("wayland")))
        return nullptr;
    // The interface's revision is matched at run time: null under another Qt than at build time.
    auto *application = qGuiApp->nativeInterface<WaylandApplication>();
    if (application != nullptr)
        return application->display();
    QPlatformNativeInterface *native = QGuiApplication::platformNativeInterface();
    return native == nullptr
        ? nullptr
        : static_cast<wl_display *>(native->nativeResourceForIntegration("wl_display"));
}

// The window's wl_surface; null while it has none (hidden, in Qt up to 6.8).
wl_surface *surfaceOf(QWindow &window)
{
    QPlatformNativeInterface *native = QGuiApplication::platformNativeInterface();
    if (native == nullptr || window.handle() == nullptr)
        return nullptr;
    return static_cast<wl_surface *>(native->nativeResourceForWindow("surface", &window));
}

// Where the content begins in the surface: client-side decorations are drawn in the same one.
QPoint contentOffset(const QWindow &window)
{
    if (window.handle() == nullptr)
        return {};
    const QMargins frame = window.handle()->frameMargins();
    return {frame.left(), frame.top()};
}

} // namespace

VideoWindow::VideoWindow(QQuickWindow &window, std::shared_ptr<VideoDisplay> display)
    : m_window(&window)
    , m_display(std::move(display))
    , m_layout(std::make_shared<VideoLayout>(m_display))
{
    window.installEventFilter(this);
    hookIntoRendering();
    connect(&window, &QWindow::visibleChanged, this, &VideoWindow::checkSurface);
    watchSurface();
    checkSurface();
}

Result<std::unique_ptr<VideoWindow>> VideoWindow::create(QQuickWindow &window)
{
    wl_display *display = displayOfQt();
    if (display == nullptr)
        return fail(
            ErrorKind::Unsupported,
            "surfaces for video are there under Wayland only; this desktop is not, or Qt was "
            "told to use another platform (QT_QPA_PLATFORM)");
    std::shared_ptr<VideoDisplay> video = TRY(VideoDisplay::share(display));
    return std::unique_ptr<VideoWindow>(new VideoWindow(window, std::move(video)));
}

VideoWindow::~VideoWindow()
{
    for (const QMetaObject::Connection &hook : m_hooks)
        disconnect(hook);
    detach();
}

// Direct connections: these run in Qt's render thread.
void VideoWindow::hookIntoRendering()
{
    QQuickWindow *window = m_window;
    m_hooks.push_back(
        connect(window, &QQuickWindow::afterSynchronizing, [window, layout = m_layout] {
            layout->noteFrame(window->size(), contentOffset(*window));
        }));
    m_hooks.push_back(
        connect(window, &QQuickWindow::afterRendering, [layout = m_layout] { layout->begin(); }));
    m_hooks.push_back(
        connect(window, &QQuickWindow::frameSwapped, [layout = m_layout] { layout->end(); }));
}

// Qt says on the platform window when the wl_surface comes and goes.
void VideoWindow::watchSurface()
{
    auto *native = m_window ? m_window->nativeInterface<WaylandWindow>() : nullptr;
    if (native == nullptr)
        return;
    connect(native, &WaylandWindow::surfaceCreated, this, &VideoWindow::checkSurface,
            Qt::UniqueConnection);
    // Comes after the destruction: the pointer is not touched any more.
    connect(native, &WaylandWindow::surfaceDestroyed, this, &VideoWindow::detach,
            Qt::UniqueConnection);
}

bool VideoWindow::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type == QEvent::Close) // Qt destroys its surface before exec() returns
        detach();
    else if (type == QEvent::Expose)
        restack();
    else if (type == QEvent::PlatformSurface)
        followPlatformSurface(*static_cast<QPlatformSurfaceEvent *>(event));
    return QObject::eventFilter(watched, event);
}

void VideoWindow::followPlatformSurface(const QPlatformSurfaceEvent &event)
{
    if (event.surfaceEventType() == QPlatformSurfaceEvent::SurfaceAboutToBeDestroyed)
        detach();
    else
        checkSurface();
}

// Expose events also come for a window that is merely covered: only a missing or other surface
// means something to us.
void VideoWindow::checkSurface()
{
    if (!m_window)
        return;
    watchSurface();
    wl_surface *now = m_window->isVisible() ? surfaceOf(*m_window) : nullptr;
    if (now != m_surface) {
        detach();
        m_surface = now;
        attach();
    }
    const bool visible = now != nullptr;
    if (visible != m_visible) {
        m_visible = visible;
        Q_EMIT visibilityChanged(visible);
    }
}

void VideoWindow::attach()
{
    if (m_surface == nullptr)
        return;
    m_layout->start(m_window->size(), contentOffset(*m_window));
    m_display->stage().attachTo(m_surface, VideoSurfaces::Stacking::BelowParent);
    m_window->update(); // its next commit makes the subsurface visible
}

void VideoWindow::detach()
{
    if (m_surface == nullptr)
        return;
    m_surface = nullptr;
    m_display->stage().detach();
}

void VideoWindow::setSceneEmpty(bool empty)
{
    m_layout->setStacking(empty ? VideoSurfaces::Stacking::AboveParent
                                : VideoSurfaces::Stacking::BelowParent);
    restack();
}

// A window that is covered opaquely gets no frame callbacks, says that it is not exposed some 100
// to 230 ms later, and from then on commits nothing by itself. In between it seems exposed, but
// its frame never comes: the expose event that follows brings us here again.
void VideoWindow::restack()
{
    checkSurface();
    if (m_surface == nullptr || !m_layout->isStackingPending())
        return;
    if (!m_window->isExposed())
        m_layout->commitStacking();
    m_window->update();
}

void VideoWindow::setVideoRect(const QRect &rect)
{
    m_layout->setVideoRect(rect);
    if (m_window)
        m_window->update();
}

} // namespace weir

#include "moc_video_window.cpp" // NOLINT(bugprone-suspicious-include)
