// SPDX-License-Identifier: GPL-3.0-or-later
// fake-compositor: the test compositor for programs. Runs a command as its client and writes down
// which picture was on screen from which refresh on.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "fake_compositor.h"
#include "platform/drm/drm_sync_device.h"

namespace weir::fake
{
namespace
{

constexpr const char *Usage
    = "usage: fake-compositor [--refresh HZ] [--release-delay A..B] [--seed N] [--contents "
      "read|read-early|ignore]\n"
      "  [--size WxH] [--without INTERFACE[,…]] [--with INTERFACE[,…]] --log FILE -- COMMAND "
      "[ARGUMENTS]\n"
      "Runs COMMAND as a client of a compositor that draws nothing. FILE gets a line for each "
      "picture that became\n"
      "visible (refresh, md5 of its pixels or -, inode, size), then one with the counts. Status: "
      "COMMAND's.\n";

constexpr std::uint32_t Nv12 = 0x3231564e;
constexpr std::uint32_t P010 = 0x30313050;
constexpr std::uint32_t Yu12 = 0x32315559;

struct Arguments {
    Options options;
    std::string log;
    std::vector<char *> command; // ends with null
};

void addInterfaces(std::vector<std::string> &names, const std::string &list)
{
    std::size_t from = 0;
    while (from <= list.size()) {
        const std::size_t to = std::min(list.find(',', from), list.size());
        names.push_back(list.substr(from, to - from));
        from = to + 1;
    }
}

bool readContents(Options &options, const std::string &word)
{
    using Contents = Options::Contents;
    static const std::map<std::string, Contents> words{{"read", Contents::Read},
                                                       {"read-early", Contents::ReadEarly},
                                                       {"ignore", Contents::Ignore}};
    const auto found = words.find(word);
    if (found == words.end())
        return false;
    options.contents = found->second;
    return true;
}

// False: not an option of ours, or no value for it.
bool apply(Arguments &arguments, const std::string &name, const char *value)
{
    Options &options = arguments.options;
    if (name == "--refresh") {
        const double hertz = std::atof(value);
        options.refresh = Nanoseconds(static_cast<std::int64_t>(1e9 / std::max(hertz, 1.0)));
        return hertz >= 1;
    }
    if (name == "--release-delay")
        return std::sscanf(value, "%d..%d", &options.releaseDelay, &options.releaseDelayMost) == 2;
    if (name == "--seed")
        return std::sscanf(value, "%u", &options.seed) == 1;
    if (name == "--size")
        return std::sscanf(value, "%dx%d", &options.outputSize.width, &options.outputSize.height)
            == 2;
    if (name == "--contents")
        return readContents(options, value);
    if (name == "--without")
        addInterfaces(options.without, value);
    else if (name == "--with")
        addInterfaces(options.with, value);
    else if (name == "--log")
        arguments.log = value;
    else
        return false;
    return true;
}

std::optional<Arguments> parse(int argc, char **argv)
{
    Arguments arguments;
    arguments.options.drive = Options::Drive::Timer;
    arguments.options.socketName = "fake-" + std::to_string(getpid());
    for (const std::uint32_t fourcc : {Nv12, P010, Yu12})
        arguments.options.dmabufFormats.push_back({.fourcc = fourcc, .modifier = 0});
    int at = 1;
    for (; at < argc && std::string(argv[at]) != "--"; at += 2) {
        if (at + 1 >= argc || !apply(arguments, argv[at], argv[at + 1]))
            return std::nullopt;
    }
    for (++at; at < argc; ++at)
        arguments.command.push_back(argv[at]);
    if (arguments.command.empty() || arguments.log.empty())
        return std::nullopt;
    arguments.command.push_back(nullptr);
    return arguments;
}

int runClient(const Arguments &arguments)
{
    const pid_t child = fork();
    if (child == 0) {
        setenv("WAYLAND_DISPLAY", arguments.options.socketName.c_str(), 1);
        execvp(arguments.command.front(), arguments.command.data());
        std::perror(arguments.command.front());
        _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

unsigned long long explicitCommits(const FakeCompositor &server)
{
    const auto steps = server.syncSteps();
    return static_cast<unsigned long long>(
        std::ranges::count(steps, SyncStep::Kind::Committed, &SyncStep::kind));
}

bool writeLog(const FakeCompositor &server, const std::string &path)
{
    std::FILE *file = std::fopen(path.c_str(), "w");
    if (file == nullptr) {
        std::perror(path.c_str());
        return false;
    }
    for (const Shot &shot : server.shots())
        std::fprintf(file, "shot %llu %s %llu %dx%d %lld\n",
                     static_cast<unsigned long long>(shot.refresh),
                     shot.content.empty() ? "-" : shot.content.c_str(),
                     static_cast<unsigned long long>(shot.inode), shot.size.width, shot.size.height,
                     static_cast<long long>(shot.shownAt.count()));
    const Counts counts = server.counts();
    std::fprintf(
        file,
        "counts commits %llu releases %llu buffers %llu attached-busy %llu changed-held %llu "
        "replaced %llu in-turn %llu timed %llu explicit %llu\n",
        static_cast<unsigned long long>(counts.commits),
        static_cast<unsigned long long>(counts.releases),
        static_cast<unsigned long long>(counts.buffersMade),
        static_cast<unsigned long long>(counts.attachedWhileBusy),
        static_cast<unsigned long long>(counts.changedWhileHeld),
        static_cast<unsigned long long>(counts.replaced),
        static_cast<unsigned long long>(counts.inTurn),
        static_cast<unsigned long long>(counts.timed), explicitCommits(server));
    return std::fclose(file) == 0;
}

} // namespace
} // namespace weir::fake

int main(int argc, char **argv)
{
    const auto arguments = weir::fake::parse(argc, argv);
    if (!arguments) {
        std::fputs(weir::fake::Usage, stderr);
        return 2;
    }
    weir::fake::Options options = arguments->options;
    if (std::ranges::contains(options.with, "wp_linux_drm_syncobj_manager_v1")) {
        auto device = weir::openDrmSyncDevice(std::nullopt);
        if (!device) {
            std::fprintf(stderr, "fake-compositor: %s\n", device.error().message().c_str());
            return 1;
        }
        options.syncDevice = *std::move(device);
    }
    const weir::fake::FakeCompositor server(options);
    const int status = weir::fake::runClient(*arguments);
    return weir::fake::writeLog(server, arguments->log) ? status : 1;
}
