// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/quick/video_layout.h"

#include <utility>

namespace weir
{

VideoLayout::VideoLayout(std::shared_ptr<VideoDisplay> display)
    : m_display(std::move(display))
{
}

Rect VideoLayout::areaOf(QSize content, QPoint offset) const
{
    const QRect inside = m_videoRect.isEmpty() ? QRect(QPoint(0, 0), content) : m_videoRect;
    return {.x = inside.x() + offset.x(),
            .y = inside.y() + offset.y(),
            .width = inside.width(),
            .height = inside.height()};
}

void VideoLayout::setVideoRect(const QRect &rect)
{
    const std::scoped_lock lock(m_mutex);
    m_videoRect = rect;
}

void VideoLayout::start(QSize content, QPoint offset)
{
    Rect area;
    {
        const std::scoped_lock lock(m_mutex);
        area = m_next = areaOf(content, offset);
        // The first frame lays it out once more, together with its commit: Weston 14 does not draw
        // the video of a window that was full screen from the start without.
        m_shown = {};
        m_stacking = m_nextStacking = Stacking::BelowParent; // as attached
    }
    m_display->stage().setArea(area);
}

void VideoLayout::setStacking(Stacking stacking)
{
    const std::scoped_lock lock(m_mutex);
    m_wantedStacking = stacking;
}

bool VideoLayout::isStackingPending() const
{
    const std::scoped_lock lock(m_mutex);
    return m_wantedStacking != m_stacking;
}

void VideoLayout::commitStacking()
{
    std::unique_lock lock(m_mutex);
    m_swapped.wait_for(lock, LongestSwap, [this] { return !m_isSwapping; });
    if (m_wantedStacking == m_stacking)
        return;
    m_stacking = m_nextStacking = m_wantedStacking;
    m_display->stage().stack(m_stacking);
    m_display->stage().commitParent();
}

void VideoLayout::noteFrame(QSize content, QPoint offset)
{
    const std::scoped_lock lock(m_mutex);
    m_next = areaOf(content, offset);
    m_nextStacking = m_wantedStacking;
}

void VideoLayout::begin()
{
    const std::scoped_lock lock(m_mutex);
    m_isSwapping = true;
    if (m_nextStacking != m_stacking) {
        m_stacking = m_nextStacking;
        m_display->stage().stack(m_stacking);
    }
    if (m_next == m_shown || m_next.size().isEmpty())
        return;
    m_shown = m_next;
    m_waitsForSwap = true;
    m_display->stage().beginLayout(m_shown);
}

void VideoLayout::end()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isSwapping = false;
        if (std::exchange(m_waitsForSwap, false))
            m_display->stage().endLayout();
    }
    m_swapped.notify_all();
}

} // namespace weir
