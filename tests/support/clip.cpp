// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clip.h"

#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include "platform/base/text.h"

namespace weir::test
{

namespace
{

const std::string &temporaryFolder()
{
    struct Folder {
        Folder()
            : path(formatText("{}/weir-test-{}", std::filesystem::temp_directory_path().string(),
                              ::getpid()))
        {
            std::filesystem::create_directories(path);
        }
        ~Folder()
        {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
        Folder(const Folder &) = delete;
        Folder &operator=(const Folder &) = delete;
        std::string path;
    };
    static const Folder folder;
    return folder.path;
}

} // namespace

std::string makeClip(const std::string &name, const std::string &arguments)
{
    std::string path = temporaryFolder() + "/" + name;
    if (std::filesystem::exists(path))
        return path;
    const std::string command
        = formatText("ffmpeg -nostdin -v error -y {} {} </dev/null", arguments, path);
    return std::system(command.c_str()) == 0 ? path : std::string();
}

} // namespace weir::test
