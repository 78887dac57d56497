// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"

namespace weir
{

// A device number as the kernel prints it, major:minor.
struct DeviceNumber {
    unsigned major = 0;
    unsigned minor = 0;
    friend constexpr bool operator==(const DeviceNumber &, const DeviceNumber &) = default;
};

struct DeviceNode {
    std::string path; // "/dev/media0"
    DeviceNumber number;
};

// The kernel's character devices as user space knows them. Numbers in names change with the probe
// order, so nothing may be concluded from a name: ask here. Thread-bound.
class DeviceTree
{
public:
    virtual ~DeviceTree() = default;

    // All nodes of `subsystem` ("media", "video4linux"), sorted by path. None is not an error.
    virtual Result<std::vector<DeviceNode>> nodes(std::string_view subsystem) = 0;
    // The node of a device number; nothing: the device has no node here (a sandbox, for instance).
    virtual std::optional<std::string> nodeOf(DeviceNumber number) = 0;

    // By libudev; by /sys alone where udev has no answer.
    static std::unique_ptr<DeviceTree> create();
};

} // namespace weir
