// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QRect>
#include <QSize>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "render/presenter/video_display.h"

namespace weir
{

// Brings the video's place, size and order to the screen together with the window's own commit.
// Shared by the GUI thread and Qt's render thread; outlives whichever of them is last. Thread-safe.
class VideoLayout
{
public:
    using Stacking = VideoSurfaces::Stacking;

    explicit VideoLayout(std::shared_ptr<VideoDisplay> display);

    // GUI thread. Empty: all of the window.
    void setVideoRect(const QRect &rect);
    // GUI thread, for a surface just attached: at once, its first commit is still to come.
    void start(QSize content, QPoint offset);
    // GUI thread: over or under the window. It comes with the frame that is made from what the
    // scene is now, or by commitStacking() when the window makes none.
    void setStacking(Stacking stacking);
    // GUI thread: what was set has not come to the screen yet.
    [[nodiscard]] bool isStackingPending() const;
    // GUI thread, for a window that is covered and therefore draws nothing: commits its surface as
    // it is. Waits for a frame that is being swapped all the same.
    void commitStacking();

    // Render thread, GUI thread blocked (QQuickWindow::afterSynchronizing): what size the frame
    // being made is for. `offset`: of the content in the surface, beside client-side decorations.
    void noteFrame(QSize content, QPoint offset);
    // Render thread, before the swap (afterRendering): what is queued here takes effect with it.
    void begin();
    // Render thread, after the swap (frameSwapped).
    void end();

private:
    // How long swapping a frame may take: Qt waits 100 ms for an answer from the compositor.
    static constexpr std::chrono::milliseconds LongestSwap{250};

    [[nodiscard]] Rect areaOf(QSize content, QPoint offset) const; // with m_mutex held

    const std::shared_ptr<VideoDisplay> m_display;
    mutable std::mutex m_mutex; // guards everything below
    std::condition_variable m_swapped;
    QRect m_videoRect;
    Rect m_shown; // last given to the stage
    Rect m_next; // of the frame being made
    bool m_waitsForSwap = false; // the layout
    bool m_isSwapping = false;
    Stacking m_wantedStacking = Stacking::BelowParent;
    Stacking m_nextStacking = Stacking::BelowParent; // of the frame being made
    Stacking m_stacking = Stacking::BelowParent; // last given to the stage
};

} // namespace weir
