// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "platform/base/result.h"
#include "platform/wayland/explicit_sync.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/presentation_feedback.h"
#include "platform/wayland/video_surfaces.h"
#include "render/geometry/video_geometry.h"

namespace weir
{

// The black area with the video in it, shared between the thread that owns the window (place and
// size) and the present thread (pictures). Thread-safe: one lock keeps each group of requests
// together; it is never held over a wait, so neither side stops the other.
class VideoStage
{
public:
    // `openSync`: opens what explicit sync is done with where the compositor speaks it.
    static Result<std::unique_ptr<VideoStage>> create(const Globals &globals,
                                                      const ExplicitSync::OpenDevice &openSync);

    // --- The window's side ---

    // Puts the area beside `parent` (below or above). It shows with the parent's next commit,
    // which is the caller's to bring about. `parent` lives until detach.
    void attachTo(wl_surface *parent, VideoSurfaces::Stacking stacking);
    // To be called before the parent's owner destroys it (or at once when it just has).
    void detach();
    [[nodiscard]] bool isAttached() const;
    // Over or under the parent, from the parent's next commit on.
    void stack(VideoSurfaces::Stacking stacking);
    // Makes that commit, for a parent whose owner commits nothing meanwhile. Nothing happens
    // without a parent.
    void commitParent();

    // The area in logical pixels relative to the parent's corner. Size and video follow at once,
    // the corner with the parent's next commit.
    void setArea(const Rect &area);
    // For a size that has to change together with the parent's: between begin and end everything
    // waits for the parent's commit, which must fall between the two. (In Qt: afterRendering,
    // frameSwapped.)
    void beginLayout(const Rect &area);
    void endLayout();
    void setFitMode(FitMode mode);
    // True: the screen does not go off while the user sees the parent.
    void setKeepsAwake(bool awake);

    // --- The present thread's side ---

    struct Content {
        Buffer &buffer;
        VideoShape shape;
        ColorWords color; // nothing: RGB, or the compositor guesses
    };
    // Attaches and commits it, with a request for feedback. While a layout waits for the parent's
    // commit the terms are left out: they would keep the parent waiting.
    void show(const Content &content, PresentationFeedback &feedback, const Commit &commit);
    void showNothing();
    // The compositor is told when it may read a dma-buf, so that one may be given to it while it is
    // still being written.
    [[nodiscard]] bool hasExplicitSync() const;
    // What a reader of that dma-buf has to wait for. Only with explicit sync.
    [[nodiscard]] Result<SyncFile> exportWrites(int dmabufFd);
    // Polls readable when buffers may have been released by explicit sync; -1 without. Then
    // freeReleased frees them (wl_buffer.release frees the others).
    [[nodiscard]] int releaseFd() const;
    void freeReleased();
    // What the compositor can do for the video's commits.
    [[nodiscard]] bool keepsTurns() const;
    [[nodiscard]] bool keepsTimes() const;
    // Place and size were left alone for a while.
    [[nodiscard]] bool isSettled(MonotonicTime now) const;

private:
    explicit VideoStage(const Globals &globals, std::unique_ptr<VideoSurfaces> surfaces);
    void applyKeepsAwake(); // with m_mutex held
    void place(); // with m_mutex held
    void layOut(const Rect &area); // with m_mutex held
    void synchronise(Buffer &buffer, const SyncFile *writes); // with m_mutex held
    void flush() const;

    const Globals &m_globals;
    mutable std::mutex m_mutex; // guards everything below
    std::unique_ptr<VideoSurfaces> m_surfaces;
    std::unique_ptr<ExplicitSync> m_sync; // null: the compositor or the kernel has none
    bool m_syncFailed = false; // and is not used any more
    wl_surface *m_parent = nullptr; // attached to; its owner's
    bool m_keepsAwake = false;
    Proxy<zwp_idle_inhibitor_v1> m_inhibitor; // on m_parent; null: it may go off
    Rect m_area;
    MonotonicTime m_laidOut; // when that was last given
    bool m_isLayingOut = false; // between beginLayout and endLayout
    FitMode m_fitMode = FitMode::Letterbox;
    std::optional<VideoShape> m_shape; // of the picture last committed
    std::optional<VideoPlacement> m_placement; // last given to the compositor
};

} // namespace weir
