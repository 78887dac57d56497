// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "decode/frame/picture_stream.h"
#include "platform/base/named_thread.h"
#include "platform/base/result.h"
#include "render/check/import_check.h"
#include "render/clock/clock_reader.h"
#include "render/presenter/presenter_event.h"
#include "render/presenter/presenter_mailbox.h"
#include "render/presenter/presenter_policy.h"
#include "render/presenter/presenter_report.h"
#include "render/presenter/video_display.h"
#include "render/texture/texture_stage.h"

namespace weir
{

// Where pictures can be seen. Value type.
struct VideoPlaces {
    std::shared_ptr<VideoDisplay> display{}; // null: there are no surfaces for them
    std::shared_ptr<TextureStage> scene{}; // null: no window draws them as part of its scene
    MakePlaneReader planeReader = nullptr; // null: nobody can read as an importer does
    friend bool operator==(const VideoPlaces &, const VideoPlaces &) = default;
};

// Shows the pictures of one medium at their time, on a thread of its own ("present"). All
// functions may be called from any thread and never wait for it; the destructor joins it. Every
// picture taken from the stream is released exactly once, at the latest by the destructor.
class Presenter
{
public:
    struct Setup {
        std::shared_ptr<PictureStream> pictures; // this is its consumer
        std::shared_ptr<const ClockReader> clock; // null: pictures follow each other at once
        VideoPlaces places; // none: nothing can be shown, the null presenter takes the pictures
        PresenterForce force = PresenterForce::Auto;
        PictureCheck importCheck = PictureCheck::First;
    };
    static Result<std::unique_ptr<Presenter>> create(Setup setup);
    ~Presenter();
    Presenter(const Presenter &) = delete;
    Presenter &operator=(const Presenter &) = delete;
    Presenter(Presenter &&) = delete;
    Presenter &operator=(Presenter &&) = delete;

    void play() { m_mailbox->setRun(PresenterControl::Run::Playing); }
    // The picture on screen stays. After a seek the first new picture is shown, then none.
    void pause() { m_mailbox->setRun(PresenterControl::Run::Paused); }
    // While paused: shows the next picture.
    void step() { m_mailbox->step(); }
    // Hidden: nothing is committed, pictures whose time passes are dropped.
    void setWindow(PresenterControl::Window window) { m_mailbox->setWindow(window); }

    // Nothing: no event waits. eventFd() polls readable while one may wait.
    [[nodiscard]] std::optional<PresenterEvent> takeEvent() { return m_mailbox->takeEvent(); }
    [[nodiscard]] int eventFd() const { return m_mailbox->eventFd(); }
    [[nodiscard]] PresenterReport report() const { return m_mailbox->report(); }

private:
    Presenter(Setup setup, std::unique_ptr<PresenterMailbox> mailbox);

    Setup m_setup;
    std::unique_ptr<PresenterMailbox> m_mailbox;
    NamedThread m_thread;
};

} // namespace weir
