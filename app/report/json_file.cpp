// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/json_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>

namespace weir
{

namespace
{

struct FileCloser {
    void operator()(std::FILE *file) const { static_cast<void>(std::fclose(file)); }
};

} // namespace

Result<void> writeJson(const std::string &json, const std::string &path)
{
    if (path == "-") {
        if (std::fputs(json.c_str(), stdout) < 0)
            return failErrno(errno, "standard output");
        return {};
    }
    const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "we"));
    if (!file || std::fputs(json.c_str(), file.get()) < 0 || std::fflush(file.get()) != 0)
        return failErrno(errno, path);
    return {};
}

} // namespace weir
