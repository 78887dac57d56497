// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "platform/drm/drm_sync_device.h"
#include "platform/wayland/globals.h"
#include "platform/wayland/toplevel.h"
#include "render/presenter/presenter_policy.h"
#include "render/schedule/pacing.h"
#include "render/subsurface/video_stage.h"

namespace weir
{

// A connection with the surfaces that video is shown on; outlives the presenters (one a medium,
// one at a time) that draw on it. The presenter's thread dispatches it.
class VideoDisplay
{
public:
    using OpenSync = ExplicitSync::OpenDevice; // called when the compositor has explicit sync

    // A connection and a plain window of our own (`weir --bench`).
    static Result<std::shared_ptr<VideoDisplay>> openWindow(const std::string &socketName,
                                                            Toplevel::Options options);
    // The same over a connection that exists already.
    static Result<std::shared_ptr<VideoDisplay>>
    openWindow(std::shared_ptr<Connection> connection, Toplevel::Options options,
               const OpenSync &openSync = openDrmSyncDevice);
    // Surfaces to be put beside somebody's window: stage().attachTo.
    static Result<std::shared_ptr<VideoDisplay>>
    create(std::shared_ptr<Connection> connection, const OpenSync &openSync = openDrmSyncDevice);
    // Queues on `display` (Qt's), which outlives it. Two round trips in the calling thread.
    static Result<std::shared_ptr<VideoDisplay>> share(wl_display *display);
    ~VideoDisplay();
    VideoDisplay(const VideoDisplay &) = delete;
    VideoDisplay &operator=(const VideoDisplay &) = delete;
    VideoDisplay(VideoDisplay &&) = delete;
    VideoDisplay &operator=(VideoDisplay &&) = delete;

    [[nodiscard]] const Globals &globals() const { return *m_globals; }
    [[nodiscard]] VideoStage &stage() { return *m_stage; }
    [[nodiscard]] const VideoStage &stage() const { return *m_stage; }
    [[nodiscard]] Connection &connection() const { return m_globals->connection(); }
    // What the compositor takes, for the policy.
    [[nodiscard]] PresenterOffer offer() const;
    [[nodiscard]] PacingInput pacingOffer() const;
    // How many pictures more than usual it may be given in advance.
    [[nodiscard]] std::uint32_t picturesAhead() const;

    // Called in the present thread when the user closes our own window. Thread-safe.
    void setCloseHandler(std::function<void()> handler);

private:
    explicit VideoDisplay(std::unique_ptr<Globals> globals);

    std::unique_ptr<Globals> m_globals; // first: outlives the rest
    std::unique_ptr<Toplevel> m_window; // null on somebody's window
    std::unique_ptr<VideoStage> m_stage;
    std::mutex m_mutex; // guards m_closeHandler
    std::function<void()> m_closeHandler;
};

} // namespace weir
