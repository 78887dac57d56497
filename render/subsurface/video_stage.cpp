// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/subsurface/video_stage.h"

#include <vector>

#include <wayland-client.h>

#include "platform/base/log.h"
#include "platform/wayland/idle_inhibitor.h"

namespace weir
{

namespace
{

// A window that is being resized gives a new size with every frame of its own.
constexpr Nanoseconds SettlingTime = std::chrono::milliseconds(500);

constexpr const char *Category = "render.subsurface";

} // namespace

VideoStage::VideoStage(const Globals &globals, std::unique_ptr<VideoSurfaces> surfaces)
    : m_globals(globals)
    , m_surfaces(std::move(surfaces))
{
}

Result<std::unique_ptr<VideoStage>> VideoStage::create(const Globals &globals,
                                                       const ExplicitSync::OpenDevice &openSync)
{
    std::unique_ptr<VideoSurfaces> surfaces = TRY(VideoSurfaces::create(globals));
    std::unique_ptr<VideoStage> stage(new VideoStage(globals, std::move(surfaces)));
    if (globals.syncobjManager() == nullptr)
        return stage;
    auto sync = ExplicitSync::create(globals, stage->m_surfaces->video(), openSync);
    if (sync)
        stage->m_sync = *std::move(sync);
    else
        log::info(Category, "no explicit sync: {}", sync.error().message());
    return stage;
}

void VideoStage::flush() const
{
    // A full socket or a lost compositor is noticed and dealt with by the present thread.
    static_cast<void>(m_globals.connection().flush());
}

void VideoStage::attachTo(wl_surface *parent, VideoSurfaces::Stacking stacking)
{
    const std::scoped_lock lock(m_mutex);
    m_inhibitor.reset();
    m_parent = parent;
    m_surfaces->attachTo(parent, stacking);
    m_surfaces->moveArea(m_area.x, m_area.y);
    applyKeepsAwake();
    flush();
}

void VideoStage::detach()
{
    const std::scoped_lock lock(m_mutex);
    m_parent = nullptr;
    m_inhibitor.reset();
    m_surfaces->detach();
    flush();
}

void VideoStage::stack(VideoSurfaces::Stacking stacking)
{
    const std::scoped_lock lock(m_mutex);
    if (m_parent != nullptr)
        m_surfaces->stack(m_parent, stacking);
}

void VideoStage::commitParent()
{
    const std::scoped_lock lock(m_mutex);
    if (m_parent == nullptr)
        return;
    wl_surface_commit(m_parent);
    flush();
}

bool VideoStage::isAttached() const
{
    const std::scoped_lock lock(m_mutex);
    return m_surfaces->isAttached();
}

// Pending state for area and video. The video's own commit comes before the area's, which makes
// the video's place in it current.
void VideoStage::layOut(const Rect &area)
{
    m_area = area;
    m_laidOut = MonotonicClock::now();
    m_surfaces->moveArea(area.x, area.y);
    m_surfaces->resizeArea(area.size());
    if (m_shape) {
        place();
        m_surfaces->commitVideo();
    }
    m_surfaces->commitArea();
}

void VideoStage::setArea(const Rect &area)
{
    const std::scoped_lock lock(m_mutex);
    if (area == m_area)
        return;
    layOut(area);
    flush();
}

void VideoStage::beginLayout(const Rect &area)
{
    const std::scoped_lock lock(m_mutex);
    m_surfaces->setCommits(VideoSurfaces::Commits::WithParent);
    m_isLayingOut = true;
    layOut(area);
}

void VideoStage::endLayout()
{
    const std::scoped_lock lock(m_mutex);
    m_surfaces->setCommits(VideoSurfaces::Commits::Independent);
    m_isLayingOut = false;
    flush();
}

void VideoStage::setFitMode(FitMode mode)
{
    const std::scoped_lock lock(m_mutex);
    m_fitMode = mode;
    layOut(m_area);
    flush();
}

void VideoStage::place()
{
    const VideoPlacement placement = placeVideo(*m_shape, m_area.size(), m_fitMode);
    if (m_placement == placement)
        return;
    m_placement = placement;
    m_surfaces->place(placement);
}

void VideoStage::show(const Content &content, PresentationFeedback &feedback, const Commit &commit)
{
    const std::scoped_lock lock(m_mutex);
    const bool moved = m_shape != content.shape;
    m_shape = content.shape;
    m_surfaces->sayColor(content.color);
    m_surfaces->attachBuffer(content.buffer);
    if (m_sync && !m_syncFailed)
        synchronise(content.buffer, commit.writes);
    if (moved)
        place();
    if (!m_isLayingOut)
        m_surfaces->videoQueue().set(commit.terms);
    feedback.request(m_surfaces->video(), commit.id);
    m_surfaces->commitVideo();
    if (moved)
        m_surfaces->commitArea();
}

bool VideoStage::keepsTurns() const
{
    const std::scoped_lock lock(m_mutex);
    return m_surfaces->videoQueue().keepsTurns();
}

bool VideoStage::keepsTimes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_surfaces->videoQueue().keepsTimes();
}

bool VideoStage::isSettled(MonotonicTime now) const
{
    const std::scoped_lock lock(m_mutex);
    return !m_isLayingOut && now - m_laidOut > SettlingTime;
}

// Where it fails the surface goes on without: the dma-buf's own fences are obeyed then.
void VideoStage::synchronise(Buffer &buffer, const SyncFile *writes)
{
    const Result<void> attached = m_sync->attach(buffer, writes);
    if (attached)
        return;
    log::warning(Category, "explicit sync is given up: {}", attached.error().message());
    m_sync->leave();
    m_syncFailed = true;
}

bool VideoStage::hasExplicitSync() const
{
    const std::scoped_lock lock(m_mutex);
    return m_sync != nullptr && !m_syncFailed;
}

Result<SyncFile> VideoStage::exportWrites(int dmabufFd)
{
    const std::scoped_lock lock(m_mutex);
    return m_sync->exportWrites(dmabufFd);
}

int VideoStage::releaseFd() const
{
    const std::scoped_lock lock(m_mutex);
    return m_sync != nullptr ? m_sync->releaseFd() : -1;
}

void VideoStage::freeReleased()
{
    std::vector<Buffer *> released;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_sync)
            released = m_sync->takeReleased();
    }
    for (Buffer *buffer : released) // buffers live in this thread: none goes meanwhile
        buffer->free();
}

void VideoStage::showNothing()
{
    const std::scoped_lock lock(m_mutex);
    m_surfaces->attachNothing();
    m_surfaces->commitVideo();
    flush();
}

void VideoStage::setKeepsAwake(bool awake)
{
    const std::scoped_lock lock(m_mutex);
    m_keepsAwake = awake;
    applyKeepsAwake();
    flush();
}

void VideoStage::applyKeepsAwake()
{
    if (!m_keepsAwake || m_parent == nullptr)
        m_inhibitor.reset();
    else if (!m_inhibitor)
        m_inhibitor = inhibitIdle(m_globals, m_parent);
}

} // namespace weir
