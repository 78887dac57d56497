// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/presenter/video_display.h"

namespace weir
{

VideoDisplay::VideoDisplay(std::unique_ptr<Globals> globals)
    : m_globals(std::move(globals))
{
}

VideoDisplay::~VideoDisplay() = default;

Result<std::shared_ptr<VideoDisplay>> VideoDisplay::create(std::shared_ptr<Connection> connection,
                                                           const OpenSync &openSync)
{
    std::unique_ptr<Globals> globals = TRY(Globals::create(std::move(connection)));
    std::shared_ptr<VideoDisplay> display(new VideoDisplay(std::move(globals)));
    display->m_stage = TRY(VideoStage::create(*display->m_globals, openSync));
    return display;
}

Result<std::shared_ptr<VideoDisplay>> VideoDisplay::share(wl_display *display)
{
    return create(TRY(Connection::share(display)));
}

Result<std::shared_ptr<VideoDisplay>> VideoDisplay::openWindow(const std::string &socketName,
                                                               Toplevel::Options options)
{
    return openWindow(TRY(Connection::connect(socketName)), std::move(options));
}

Result<std::shared_ptr<VideoDisplay>>
VideoDisplay::openWindow(std::shared_ptr<Connection> connection, Toplevel::Options options,
                         const OpenSync &openSync)
{
    std::shared_ptr<VideoDisplay> display = TRY(create(std::move(connection), openSync));
    display->m_window = TRY(Toplevel::create(display->globals(), std::move(options)));
    VideoStage &stage = display->stage();
    Toplevel &window = *display->m_window;
    const auto fill = [&stage](Size size) {
        stage.setArea({.x = 0, .y = 0, .width = size.width, .height = size.height});
    };
    stage.attachTo(window.surface(), VideoSurfaces::Stacking::AboveParent);
    fill(window.size());
    window.commit();
    // The display outlives its window and stage; the handlers run while it is alive.
    window.setHandlers({.resized = fill, .closeRequested = [raw = display.get()] {
                            const std::scoped_lock lock(raw->m_mutex);
                            if (raw->m_closeHandler)
                                raw->m_closeHandler();
                        }});
    return display;
}

void VideoDisplay::setCloseHandler(std::function<void()> handler)
{
    const std::scoped_lock lock(m_mutex);
    m_closeHandler = std::move(handler);
}

PresenterOffer VideoDisplay::offer() const
{
    return {.noSurfaces = {},
            .noScene = {},
            .dmabufFormats = m_globals->dmabufFormats(),
            .shmFourccs = m_globals->shmFormats()};
}

PacingInput VideoDisplay::pacingOffer() const
{
    PacingInput offer;
    offer.keepsTurns = m_stage->keepsTurns();
    offer.keepsTimes = m_stage->keepsTimes();
    return offer;
}

std::uint32_t VideoDisplay::picturesAhead() const
{
    return mostUnanswered(bestPacing(pacingOffer())) - mostUnanswered(Pacing::Timer);
}

} // namespace weir
