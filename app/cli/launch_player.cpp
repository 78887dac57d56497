// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/launch_player.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <unistd.h>

#include "app/cli/exit_status.h"
#include "platform/wayland/connection.h"

namespace weir
{

namespace
{

std::vector<std::filesystem::path> candidates()
{
    std::vector<std::filesystem::path> paths;
    std::error_code ignored; // no /proc: only the installed place is left
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    if (!self.empty())
        paths.push_back(self.parent_path() / "weir-player");
    paths.emplace_back(WEIR_LIBEXEC_DIR "/weir-player");
    return paths;
}

std::string_view environment(const char *name)
{
    const char *value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

// Qt aborts when no compositor answers; a person is owed a sentence. Other platforms of Qt, named
// or found by DISPLAY, speak for themselves.
Result<void> checkCompositor()
{
    const auto platform = environment("QT_QPA_PLATFORM");
    const bool isWayland
        = platform.empty() ? environment("DISPLAY").empty() : platform.starts_with("wayland");
    if (isWayland)
        TRY(Connection::connect({}));
    return {};
}

} // namespace

int launchPlayer(std::span<char *> argv)
{
    if (const auto compositor = checkCompositor(); !compositor)
        return reportFailure(compositor.error());
    std::vector<char *> arguments(argv.begin(), argv.end());
    arguments.push_back(nullptr);
    int lastErrno = ENOENT;
    for (const auto &path : candidates()) {
        ::execv(path.c_str(), arguments.data());
        if (errno != ENOENT)
            lastErrno = errno;
    }
    return reportFailure(
        Error::fromErrno(lastErrno,
                         "weir-player, the window of Weir, cannot be started; install "
                         "the whole package, or use --bench"));
}

} // namespace weir
