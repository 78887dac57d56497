// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace weir
{

// What somebody who reads a report of a fault wants to know of the machine. Text for people; what
// cannot be found is "unknown".
struct MachineInfo {
    std::string kernel; // "Linux 6.12.17"
    std::string architecture; // "aarch64"
    std::string model; // "Pine64 PineTab2 (pine64,pinetab2 rockchip,rk3566)"
    std::string distribution; // "Debian GNU/Linux 13 (trixie)"
};

// Asks uname(2) and files below `root` (the tests' own, else "/"): the device tree or DMI, and
// os-release(5). Any thread.
[[nodiscard]] MachineInfo describeMachine(const std::string &root = "/");

// PRETTY_NAME of an os-release file, without its quotes; empty: it has none. Pure.
[[nodiscard]] std::string distributionIn(std::string_view osRelease);

} // namespace weir
