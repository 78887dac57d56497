// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded into a program (LD_PRELOAD): links it once and then forks it for each run. Linking
// takes the lab a second, most of what a short run costs, for the players have a hundred libraries.
//
// WEIR_FORK_SERVER="FD": a stream socket. A run is asked for by the file of its output and its
// arguments, each ended by a zero byte, after their length in 4 bytes. The answers are the
// process's number and then its status as waitpid() tells it, in 4 bytes each.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace
{

using Main = int (*)(int, char **, char **);

Main realMain = nullptr; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

bool readAll(int fd, char *target, std::size_t length)
{
    while (length > 0) {
        const ssize_t count = ::read(fd, target, length);
        if (count <= 0)
            return false;
        target += count;
        length -= static_cast<std::size_t>(count);
    }
    return true;
}

void answer(int fd, std::int32_t number)
{
    if (::write(fd, &number, sizeof number) != sizeof number)
        std::_Exit(EXIT_FAILURE);
}

// What GStreamer's runs begin with: reading its list of plug-ins, and loading `plugins`,
// "NAME:NAME". Nothing in programs without GStreamer.
void warmUpGStreamer(std::string_view plugins)
{
    using Init = void (*)(int *, char ***);
    using Load = void *(*)(const char *);
    const auto init = reinterpret_cast<Init>(::dlsym(RTLD_DEFAULT, "gst_init"));
    const auto load = reinterpret_cast<Load>(::dlsym(RTLD_DEFAULT, "gst_plugin_load_by_name"));
    if (init == nullptr || load == nullptr)
        return;
    init(nullptr, nullptr);
    while (!plugins.empty()) {
        const std::string name(plugins.substr(0, plugins.find(':')));
        load(name.c_str());
        plugins.remove_prefix(std::min(plugins.size(), name.size() + 1));
    }
}

int runMain(const std::vector<char *> &words, char **environment)
{
    const int output = ::open(words[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    std::vector<char *> arguments(words.begin() + 1, words.end());
    arguments.push_back(nullptr);
    return realMain(static_cast<int>(arguments.size()) - 1, arguments.data(), environment);
}

// Returns in the children, and in the server when nobody asks any more.
int serve(int fd, char **environment)
{
    for (std::uint32_t length = 0; readAll(fd, reinterpret_cast<char *>(&length), sizeof length);) {
        std::vector<char> text(length);
        if (!readAll(fd, text.data(), length))
            break;
        std::vector<char *> words;
        for (std::size_t at = 0; at < length; at += std::strlen(text.data() + at) + 1)
            words.push_back(text.data() + at);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(fd);
            return runMain(words, environment);
        }
        answer(fd, child);
        int status = -1;
        ::waitpid(child, &status, 0);
        answer(fd, status);
    }
    return EXIT_SUCCESS;
}

int serverMain(int count, char **arguments, char **environment)
{
    const char *const socket = std::getenv("WEIR_FORK_SERVER");
    if (socket == nullptr)
        return realMain(count, arguments, environment);
    const int fd = std::atoi(socket);
    const char *const listed = std::getenv("WEIR_FORK_SERVER_PLUGINS");
    const std::string plugins = listed == nullptr ? "" : listed;
    // Before anything is started that would become a server, too.
    for (const char *name :
         {"WEIR_FORK_SERVER", "WEIR_FORK_SERVER_PLUGINS", "LD_PRELOAD", "LD_BIND_NOW"})
        ::unsetenv(name);
    warmUpGStreamer(plugins);
    return serve(fd, environ);
}

} // namespace

// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-function-size): glibc's
extern "C" int __libc_start_main(Main program, int count, char **arguments, void (*init)(),
                                 void (*fini)(), void (*linkerFini)(), void *stackEnd)
{
    using Start = int (*)(Main, int, char **, void (*)(), void (*)(), void (*)(), void *);
    realMain = program;
    const auto start = reinterpret_cast<Start>(::dlsym(RTLD_NEXT, "__libc_start_main"));
    return start(serverMain, count, arguments, init, fini, linkerFini, stackEnd);
}
