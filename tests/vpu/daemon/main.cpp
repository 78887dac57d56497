// SPDX-License-Identifier: GPL-3.0-or-later
// weir-vpud: decodes what the virtual VPU's module is asked to.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <print>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/signalfd.h>

#include <malloc.h>

extern "C" {
#include <libavutil/log.h>
}

#include "platform/base/event_fd.h"
#include "platform/base/log.h"
#include "platform/base/poller.h"
#include "platform/base/unique_fd.h"
#include "tests/vpu/daemon/device_server.h"

using namespace weir;
using namespace weir::vpu;

namespace
{

struct Options {
    std::vector<std::string> devices;
    std::optional<std::string> recording;
    DecoderOptions decoder;
    bool isVerbose = false;
};

std::optional<Options> parse(std::span<char *> arguments)
{
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view word = arguments[i];
        if (word == "--verbose")
            options.isVerbose = true;
        else if (word == "--trust-references")
            options.decoder.trustReferences = true;
        else if (word == "--record" && i + 1 < arguments.size())
            options.recording = arguments[++i];
        else if (word.starts_with("-"))
            return std::nullopt;
        else
            options.devices.emplace_back(word);
    }
    return options.devices.empty() ? std::nullopt : std::optional(options);
}

// Pictures come and go thirty times a second, and each page given back to the kernel costs a fault
// when it returns; one is dear in User Mode Linux.
void keepFreedMemory()
{
    constexpr int MiB = 1 << 20;
    ::mallopt(M_MMAP_THRESHOLD, 32 * MiB); // the largest that glibc takes
    ::mallopt(M_TRIM_THRESHOLD, 1024 * MiB);
}

// Blocks the signals that end the program in all threads and reads them from a descriptor.
UniqueFd endingSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return UniqueFd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

// Until a signal comes or the last device is gone.
Result<void> serve(const Options &options)
{
    const UniqueFd signals = endingSignals();
    const EventFd ended = TRY(EventFd::create());
    std::atomic<std::size_t> running = options.devices.size();
    std::unique_ptr<RecordingWriter> recorder;
    if (options.recording)
        recorder = TRY(RecordingWriter::create(*options.recording));

    std::vector<std::unique_ptr<DeviceServer>> servers;
    for (const std::string &device : options.devices) {
        ServerOptions server{.decoder = options.decoder,
                             .number = static_cast<std::uint32_t>(servers.size()),
                             .recorder = recorder.get(),
                             .onEnd = [&] {
                                 if (--running == 0)
                                     ended.signal();
                             }};
        servers.push_back(TRY(DeviceServer::start(device, std::move(server))));
    }
    Poller poller;
    poller.add(signals.get(), Poller::Interest::Readable, 0);
    poller.add(ended.fd(), Poller::Interest::Readable, 1);
    while (TRY(poller.wait(std::nullopt)).empty()) { }
    return {};
}

} // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory ends it
int main(int count, char **arguments)
{
    const auto options = parse(std::span(arguments, static_cast<std::size_t>(count)).subspan(1));
    if (!options) {
        std::println(stderr,
                     "usage: weir-vpud [--record FILE] [--trust-references] [--verbose] DEVICE...");
        return 2;
    }
    keepFreedMemory();
    av_log_set_level(options->isVerbose ? AV_LOG_WARNING : AV_LOG_QUIET);
    log::setLevel(options->isVerbose ? log::Level::Debug : log::Level::Info);
    if (const auto result = serve(*options); !result) {
        log::error("vpu.daemon", "{}", result.error().message());
        return 1;
    }
    return 0;
}
