// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/launch_player.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include <unistd.h>

#include "app/cli/exit_status.h"

namespace weir {

namespace {

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

} // namespace

int launchPlayer(std::span<char *> argv)
{
    std::vector<char *> arguments(argv.begin(), argv.end());
    arguments.push_back(nullptr);
    int lastErrno = ENOENT;
    for (const auto &path : candidates()) {
        ::execv(path.c_str(), arguments.data());
        if (errno != ENOENT)
            lastErrno = errno;
    }
    return reportFailure(
        Error::fromErrno(lastErrno, "weir-player, the window of Weir, cannot be started; install "
                                    "the whole package, or use --bench"));
}

} // namespace weir
