// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "platform/base/geometry.h"
#include "platform/base/result.h"
#include "platform/wayland/buffer.h"
#include "platform/wayland/commit_queue.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/proxy.h"
#include "platform/wayland/surface_color.h"

namespace weir
{

// Part of a buffer, in pixels after rotation; fractions are allowed by wp_viewport.set_source.
struct SourceRect {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    friend constexpr bool operator==(const SourceRect &, const SourceRect &) = default;
};

// Where the video lies in its area.
struct VideoPlacement {
    Rect destination; // logical pixels from the area's corner; at least 1x1
    std::optional<SourceRect> source; // nothing: the whole buffer
    std::uint16_t rotationDegrees = 0; // clockwise: 0, 90, 180, 270
    friend constexpr bool operator==(const VideoPlacement &, const VideoPlacement &) = default;
};

// The two surfaces that show video beside somebody's window:
//
//   parent (the window) - area (black, 1x1 scaled by its viewport) - video (the pictures)
//
// Both are desynchronised subsurfaces without input and committed by us alone. Only the area's
// place and order relative to the parent are the parent's state: they take effect with the
// parent's next wl_surface.commit. Not thread-safe: the owner locks.
class VideoSurfaces
{
public:
    // Needs wl_subcompositor and wp_viewporter.
    static Result<std::unique_ptr<VideoSurfaces>> create(const Globals &globals);
    ~VideoSurfaces() = default;
    VideoSurfaces(const VideoSurfaces &) = delete;
    VideoSurfaces &operator=(const VideoSurfaces &) = delete;
    VideoSurfaces(VideoSurfaces &&) = delete;
    VideoSurfaces &operator=(VideoSurfaces &&) = delete;

    enum class Stacking { BelowParent, AboveParent };
    // `parent` may be of another queue of the same connection; it must live until detach, or be
    // destroyed by its owner first and then detached. Takes effect with the parent's commit.
    void attachTo(wl_surface *parent, Stacking stacking);
    // Over or under the parent it is attached to; the parent's state.
    void stack(wl_surface *parent, Stacking stacking);
    // Afterwards nothing is shown until the next attachTo; surfaces and buffers stay.
    void detach();
    [[nodiscard]] bool isAttached() const { return m_areaRole != nullptr; }
    // Area's corner relative to the parent's; the parent's state.
    void moveArea(std::int32_t x, std::int32_t y);

    // Synchronised: commits of area and video wait for the parent's next one.
    enum class Commits { Independent, WithParent };
    void setCommits(Commits commits);

    // Pending state of the area; commitArea applies it, and the video's place in it.
    void resizeArea(Size logicalSize);
    void commitArea();

    // Pending state of the video; commitVideo applies all but the place.
    void place(const VideoPlacement &placement);
    void attachBuffer(Buffer &buffer);
    // Of the buffer attached last, and of all later ones.
    void sayColor(const ColorWords &words) { m_color.say(words); }
    void attachNothing();
    void commitVideo();
    // The terms of the video's commits.
    [[nodiscard]] CommitQueue &videoQueue() { return m_videoQueue; }

    // For presentation feedback only.
    [[nodiscard]] wl_surface *video() const { return m_video.get(); }

private:
    explicit VideoSurfaces(const Globals &globals);

    const Globals &m_globals;
    Proxy<wl_buffer> m_black;
    Proxy<wl_surface> m_area;
    Proxy<wl_surface> m_video;
    SurfaceColor m_color;
    std::unique_ptr<ContentHint> m_contentHint; // null: the compositor takes none
    CommitQueue m_videoQueue;
    Proxy<wp_viewport> m_areaViewport;
    Proxy<wp_viewport> m_videoViewport;
    Proxy<wl_subsurface> m_videoRole;
    Proxy<wl_subsurface> m_areaRole;
    bool m_areaMapped = false;
};

} // namespace weir
