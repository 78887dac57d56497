// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/bench.h"

#include <cerrno>
#include <csignal>
#include <cstdio>

#include <sys/signalfd.h>

#include "app/cli/exit_status.h"
#include "app/report/json_file.h"
#include "app/session/session_setup.h"
#include "platform/base/poller.h"
#include "render/presenter/video_display.h"

namespace weir
{

namespace
{

// Blocks the signals that end a run in this thread, and so in all it starts, and makes them
// readable.
Result<UniqueFd> watchSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (const int error = pthread_sigmask(SIG_BLOCK, &signals, nullptr); error != 0)
        return failErrno(error, "pthread_sigmask");
    UniqueFd fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd.isValid())
        return failErrno(errno, "signalfd");
    return fd;
}

enum class Outcome : std::uint8_t { Going, Over };

Result<Outcome> handleEvents(Session &session)
{
    while (auto event = session.takeEvent()) {
        if (const auto *failed = std::get_if<SessionFailed>(&*event))
            return std::unexpected(failed->error);
        if (std::holds_alternative<SessionEnded>(*event)
            || std::holds_alternative<CloseRequested>(*event))
            return Outcome::Over;
    }
    return Outcome::Going;
}

Result<void> runToTheEnd(Session &session, int signalFd)
{
    enum Token : std::uint32_t { Events, Signal };
    Poller poller;
    poller.add(session.eventFd(), Poller::Interest::Readable, Events);
    poller.add(signalFd, Poller::Interest::Readable, Signal);
    while (TRY(handleEvents(session)) == Outcome::Going) {
        for (const Poller::Ready &ready : TRY(poller.wait(std::nullopt))) {
            if (ready.token == Signal)
                return {};
        }
    }
    return {};
}

Result<std::shared_ptr<VideoDisplay>> openDisplay(const Options &options)
{
    static constexpr Size WindowSize{.width = 1280, .height = 720};
    if (options.presenter == PresenterPreference::Null)
        return nullptr;
    auto display = VideoDisplay::openWindow(
        "",
        {.title = "Weir",
         .size = WindowSize,
         .mode = options.fullscreen ? Toplevel::Mode::Fullscreen : Toplevel::Mode::Window});
    if (!display)
        return std::unexpected(std::move(display).error().withContext(
            "no window can be opened, so use --presenter null or start a Wayland compositor"));
    return display;
}

Result<void> benchFile(const Options &options, const std::string &file, int signalFd)
{
    Session::Setup setup = sessionSetup(options, file, {.display = TRY(openDisplay(options))});
    if (!setup.places.display)
        setup.pace = Session::Setup::Pace::Unpaced;
    const auto session = TRY(Session::open(std::move(setup)));
    TRY(runToTheEnd(*session, signalFd));
    const Report report = session->report();
    if (options.jsonPath != "-" && std::fputs(reportAsText(report).c_str(), stdout) < 0)
        return failErrno(errno, "standard output");
    return options.jsonPath.empty() ? Result<void>{}
                                    : writeJson(reportAsJson(report), options.jsonPath);
}

} // namespace

int runBench(const Options &options)
{
    const auto signalFd = watchSignals();
    if (!signalFd)
        return reportFailure(signalFd.error());
    int status = ExitPlayed;
    for (const std::string &file : options.files) {
        if (auto done = benchFile(options, file, signalFd->get()); !done)
            status = reportFailure(done.error());
    }
    return status;
}

} // namespace weir
