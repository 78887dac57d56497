// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "platform/base/poller.h"
#include "platform/base/time.h"
#include "render/presenter/video_display.h"
#include "render/texture/texture_stage.h"

namespace weir
{

// The one place where the present thread sleeps, and from where the display's events are
// dispatched. Thread-bound (present).
class PresentWait
{
public:
    struct Sources {
        int mailboxFd;
        int streamFd;
        VideoDisplay *display; // null: none
        TextureStage *scene; // null: none
    };
    explicit PresentWait(const Sources &sources);

    // For what is to wake it besides, under FirstFreeToken or above.
    static constexpr std::uint32_t FirstFreeToken = 16;
    [[nodiscard]] Poller &poller() { return m_poller; }

    struct Woken {
        bool byMailbox = false;
        bool byStream = false;
    };
    // Until something happens or it is `until` (nothing: for ever), then dispatches what the
    // display and the scene said. Error: the display is lost, or poll failed.
    Result<Woken> sleep(std::optional<MonotonicTime> until);
    // The same, but what the compositor says meanwhile does not wake it and is read in one go.
    Result<Woken> sleepDeaf(MonotonicTime until);
    // From now on it is left alone.
    void displayLost();

private:
    struct Ready {
        Woken woken;
        bool display = false;
        bool scene = false;
        bool releases = false;
    };
    Result<Ready> wait(std::optional<MonotonicTime> until);
    Result<Ready> waitAndRead(std::optional<MonotonicTime> until);
    Result<Woken> dispatch(const Ready &ready);

    VideoDisplay *m_display;
    TextureStage *m_scene;
    Poller m_poller;
};

} // namespace weir
