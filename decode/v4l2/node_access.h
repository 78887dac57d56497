// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace weir
{

// Who may open a device node, in the words of ls(1).
struct NodeAccess {
    std::string path;
    std::string owner; // name, or the number when it has none here
    std::string group;
    unsigned mode = 0; // permission bits
    std::string user; // who asks
};

[[nodiscard]] NodeAccess describeNode(const std::string &path);

// The sentence for a node that may not be opened: what it is and what to do. Pure.
[[nodiscard]] std::string explainDeniedNode(const NodeAccess &node);

} // namespace weir
