// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/video_surfaces.h"

#include <limits>

#include <wayland-client.h>

#include "platform/wayland/black_buffer.h"
#include "viewporter-client.h"

namespace weir
{

namespace
{

constexpr std::int32_t Everything = std::numeric_limits<std::int32_t>::max();

// Regions are copied by the request, so that they can go at once.
struct Region {
    explicit Region(wl_compositor *compositor)
        : proxy(wl_compositor_create_region(compositor))
    {
    }
    ~Region() { wl_region_destroy(proxy); }
    Region(const Region &) = delete;
    Region &operator=(const Region &) = delete;
    Region(Region &&) = delete;
    Region &operator=(Region &&) = delete;
    wl_region *proxy;
};

// Input goes to the window beside; and what lies below need not be drawn.
void makeOpaqueWithoutInput(wl_compositor *compositor, wl_surface *surface)
{
    const Region none(compositor);
    wl_surface_set_input_region(surface, none.proxy);
    const Region all(compositor);
    wl_region_add(all.proxy, 0, 0, Everything, Everything);
    wl_surface_set_opaque_region(surface, all.proxy);
}

} // namespace

VideoSurfaces::VideoSurfaces(const Globals &globals)
    : m_globals(globals)
    , m_area(wl_compositor_create_surface(globals.compositor()))
    , m_video(wl_compositor_create_surface(globals.compositor()))
    , m_color(m_video.get(), globals.colorRepresentation(), globals.colorManager())
    , m_videoQueue(globals, m_video.get())
    , m_areaViewport(wp_viewporter_get_viewport(globals.viewporter(), m_area.get()))
    , m_videoViewport(wp_viewporter_get_viewport(globals.viewporter(), m_video.get()))
    , m_videoRole(
          wl_subcompositor_get_subsurface(globals.subcompositor(), m_video.get(), m_area.get()))
{
    wl_subsurface_set_desync(m_videoRole.get());
    makeOpaqueWithoutInput(globals.compositor(), m_area.get());
    makeOpaqueWithoutInput(globals.compositor(), m_video.get());
    if (globals.contentTypes() != nullptr)
        m_contentHint = globals.contentTypes()->markAsVideo(m_video.get());
}

Result<std::unique_ptr<VideoSurfaces>> VideoSurfaces::create(const Globals &globals)
{
    if (globals.subcompositor() == nullptr)
        return fail(ErrorKind::Unsupported, "the compositor has no subsurfaces (wl_subcompositor)");
    if (globals.viewporter() == nullptr)
        return fail(ErrorKind::Unsupported, "the compositor cannot scale (no wp_viewporter)");
    Proxy<wl_buffer> black = TRY(createBlackBuffer(globals));
    std::unique_ptr<VideoSurfaces> surfaces(new VideoSurfaces(globals));
    surfaces->m_black = std::move(black);
    return surfaces;
}

void VideoSurfaces::attachTo(wl_surface *parent, Stacking stacking)
{
    detach();
    m_areaRole.reset(
        wl_subcompositor_get_subsurface(m_globals.subcompositor(), m_area.get(), parent));
    wl_subsurface_set_desync(m_areaRole.get());
    if (stacking == Stacking::BelowParent)
        stack(parent, stacking); // a new one is on top
}

void VideoSurfaces::stack(wl_surface *parent, Stacking stacking)
{
    if (!m_areaRole)
        return;
    if (stacking == Stacking::BelowParent)
        wl_subsurface_place_below(m_areaRole.get(), parent);
    else
        wl_subsurface_place_above(m_areaRole.get(), parent);
}

void VideoSurfaces::detach()
{
    m_areaRole.reset();
}

void VideoSurfaces::moveArea(std::int32_t x, std::int32_t y)
{
    if (m_areaRole)
        wl_subsurface_set_position(m_areaRole.get(), x, y);
}

// The video would wait for the parent by area's mode alone. But wlroots (0.18) applies with a
// parent's commit only what its own children hold back by their own mode: the video kept its old
// size there until its next picture.
void VideoSurfaces::setCommits(Commits commits)
{
    if (!m_areaRole)
        return;
    for (wl_subsurface *role : {m_areaRole.get(), m_videoRole.get()}) {
        if (commits == Commits::WithParent)
            wl_subsurface_set_sync(role);
        else
            wl_subsurface_set_desync(role);
    }
}

void VideoSurfaces::resizeArea(Size logicalSize)
{
    if (logicalSize.isEmpty())
        return; // wp_viewport.set_destination: a fatal error
    wp_viewport_set_destination(m_areaViewport.get(), logicalSize.width, logicalSize.height);
    if (m_areaMapped)
        return;
    m_areaMapped = true;
    wl_surface_attach(m_area.get(), m_black.get(), 0, 0);
    wl_surface_damage_buffer(m_area.get(), 0, 0, Everything, Everything);
}

void VideoSurfaces::commitArea()
{
    wl_surface_commit(m_area.get());
}

void VideoSurfaces::place(const VideoPlacement &placement)
{
    constexpr int DegreesPerStep = 90; // wl_output.transform counts quarter turns from 0 to 3
    const Rect &to = placement.destination;
    if (to.size().isEmpty())
        return;
    wl_surface_set_buffer_transform(m_video.get(), placement.rotationDegrees / DegreesPerStep);
    const SourceRect whole{.x = -1, .y = -1, .width = -1, .height = -1}; // unset, by the protocol
    const SourceRect from = placement.source.value_or(whole);
    wp_viewport_set_source(m_videoViewport.get(), wl_fixed_from_double(from.x),
                           wl_fixed_from_double(from.y), wl_fixed_from_double(from.width),
                           wl_fixed_from_double(from.height));
    wp_viewport_set_destination(m_videoViewport.get(), to.width, to.height);
    wl_subsurface_set_position(m_videoRole.get(), to.x, to.y);
}

void VideoSurfaces::attachBuffer(Buffer &buffer)
{
    buffer.markBusy(Buffer::FreedBy::Event);
    wl_surface_attach(m_video.get(), buffer.proxy(), 0, 0);
    wl_surface_damage_buffer(m_video.get(), 0, 0, Everything, Everything);
}

void VideoSurfaces::attachNothing()
{
    wl_surface_attach(m_video.get(), nullptr, 0, 0);
}

void VideoSurfaces::commitVideo()
{
    wl_surface_commit(m_video.get());
}

} // namespace weir
