// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/node_access.h"

#include <array>

#include <sys/stat.h>
#include <unistd.h>

#include <grp.h>
#include <pwd.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

std::string userName(uid_t id)
{
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    if (::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return entry.pw_name;
    return std::to_string(id);
}

std::string groupName(gid_t id)
{
    std::array<char, 4096> buffer{};
    group entry{};
    group *found = nullptr;
    if (::getgrgid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return entry.gr_name;
    return std::to_string(id);
}

} // namespace

NodeAccess describeNode(const std::string &path)
{
    NodeAccess node{
        .path = path, .owner = {}, .group = {}, .mode = 0, .user = userName(::getuid())};
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0)
        return node;
    node.owner = userName(status.st_uid);
    node.group = groupName(status.st_gid);
    node.mode = status.st_mode & 07777U;
    return node;
}

std::string explainDeniedNode(const NodeAccess &node)
{
    if (node.owner.empty())
        return formatText("{} may not be opened by {}", node.path, node.user);
    constexpr unsigned GroupMayUse = 0060;
    if ((node.mode & GroupMayUse) != GroupMayUse)
        return formatText(
            "{} belongs to {}:{} with mode {:04o}, which lets only {} use it, and may "
            "not be opened by {}: add a udev rule that gives it GROUP=\"video\" and "
            "MODE=\"0660\"",
            node.path, node.owner, node.group, node.mode, node.owner, node.user);
    return formatText("{} belongs to {}:{} with mode {:04o} and may not be opened by {}: add the "
                      "user to the group {} and log in again, or pass the node into the sandbox",
                      node.path, node.owner, node.group, node.mode, node.user, node.group);
}

} // namespace weir
