// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/machine.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <sys/utsname.h>

namespace weir
{

namespace
{

// Nothing but the empty text when it cannot be read. Device tree strings end in a NUL, and lists
// have one between their items; files of /sys end in a line feed.
std::string textOf(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::size_t last = text.find_last_not_of(std::string_view("\0\n ", 3));
    text.erase(last == std::string::npos ? 0 : last + 1);
    std::ranges::replace(text, '\0', ' ');
    return text;
}

std::string modelOf(const std::string &root)
{
    const std::string tree = root + "/sys/firmware/devicetree/base/";
    const std::string compatible = textOf(tree + "compatible");
    const std::string dmi = root + "/sys/class/dmi/id/";
    std::string model = textOf(tree + "model");
    if (model.empty() && compatible.empty())
        model = textOf(dmi + "sys_vendor") + " " + textOf(dmi + "product_name");
    if (!compatible.empty())
        model += " (" + compatible + ")";
    const std::size_t first = model.find_first_not_of(' ');
    return first == std::string::npos ? "unknown" : model.substr(first);
}

std::string distributionOf(const std::string &root)
{
    for (const char *path : {"/etc/os-release", "/usr/lib/os-release"}) {
        std::string name = distributionIn(textOf(root + path));
        if (!name.empty())
            return name;
    }
    return "unknown";
}

} // namespace

std::string distributionIn(std::string_view osRelease)
{
    constexpr std::string_view Key = "PRETTY_NAME=";
    std::size_t begin = 0;
    while (begin < osRelease.size()) {
        const std::size_t end = std::min(osRelease.find('\n', begin), osRelease.size());
        std::string_view line = osRelease.substr(begin, end - begin);
        begin = end + 1;
        if (!line.starts_with(Key))
            continue;
        line.remove_prefix(Key.size());
        const bool isQuoted = line.size() >= 2 && (line.front() == '"' || line.front() == '\'')
            && line.back() == line.front();
        return std::string(isQuoted ? line.substr(1, line.size() - 2) : line);
    }
    return {};
}

MachineInfo describeMachine(const std::string &root)
{
    utsname name{};
    const bool known = ::uname(&name) == 0;
    return {.kernel = known ? std::string(name.sysname) + " " + name.release : "unknown",
            .architecture = known ? name.machine : "unknown",
            .model = modelOf(root),
            .distribution = distributionOf(root)};
}

} // namespace weir
