// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QRect>
#include <memory>
#include <vector>

#include "platform/base/result.h"
#include "render/presenter/video_display.h"
#include "render/quick/video_layout.h"

class QPlatformSurfaceEvent;
class QQuickWindow;

namespace weir
{

// Puts the video's surfaces under a QQuickWindow whose scene is transparent where video is to be
// seen, and keeps them in step with the window: shown, hidden, resized, closed. Lives in the GUI
// thread. The window has to be made with an
// alpha channel (QQuickWindow::setDefaultAlphaBuffer) and `color: "transparent"`.
class VideoWindow : public QObject
{
    Q_OBJECT

public:
    // Errors: Unsupported outside of Wayland or when the compositor lacks what surfaces need.
    static Result<std::unique_ptr<VideoWindow>> create(QQuickWindow &window);
    ~VideoWindow() override;

    // For Presenter::Setup.
    [[nodiscard]] std::shared_ptr<VideoDisplay> display() const { return m_display; }
    // The area of the window that the video gets, in logical pixels of the content; an empty one
    // (the default): all of it.
    void setVideoRect(const QRect &rect);
    // Nothing of the scene is to be seen: the video goes over the window, where a compositor may
    // hand it to the display as it is, and the window, covered, costs nothing. False: it goes under
    // the scene again before that is drawn next.
    void setSceneEmpty(bool empty);

Q_SIGNALS:
    // The window can (not) be seen: for Presenter::setWindow.
    void visibilityChanged(bool visible);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    VideoWindow(QQuickWindow &window, std::shared_ptr<VideoDisplay> display);
    void hookIntoRendering();
    void watchSurface();
    void followPlatformSurface(const QPlatformSurfaceEvent &event);
    void attach();
    void detach();
    void checkSurface();
    void restack();

    QPointer<QQuickWindow> m_window;
    std::shared_ptr<VideoDisplay> m_display;
    // Shared with the hooks of the render thread, one of which may still run when this goes.
    std::shared_ptr<VideoLayout> m_layout;
    std::vector<QMetaObject::Connection> m_hooks;
    wl_surface *m_surface = nullptr; // attached to; Qt's
    bool m_visible = false;
};

} // namespace weir
