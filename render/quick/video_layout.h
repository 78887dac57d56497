// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>
#include <memory>
#include <mutex>

#include "render/presenter/video_display.h"

namespace weir
{

// Brings the video's place and size to the screen together with the window's own commit. Shared
// by the GUI thread and Qt's render thread; outlives whichever of them is last. Thread-safe.
class VideoLayout
{
public:
    explicit VideoLayout(std::shared_ptr<VideoDisplay> display);

    // GUI thread. Empty: all of the window.
    void setVideoRect(const QRect &rect);
    // GUI thread, for a surface just attached: at once, its first commit is still to come.
    void start(QSize content, QPoint offset);

    // Render thread, GUI thread blocked (QQuickWindow::afterSynchronizing): what size the frame
    // being made is for. `offset`: of the content in the surface, beside client-side decorations.
    void noteFrame(QSize content, QPoint offset);
    // Render thread, before the swap (afterRendering): what is queued here takes effect with it.
    void begin();
    // Render thread, after the swap (frameSwapped).
    void end();

private:
    [[nodiscard]] Rect areaOf(QSize content, QPoint offset) const; // with m_mutex held

    const std::shared_ptr<VideoDisplay> m_display;
    std::mutex m_mutex; // guards everything below
    QRect m_videoRect;
    Rect m_shown; // last given to the stage
    Rect m_next; // of the frame being made
    bool m_waitsForSwap = false;
};

} // namespace weir
