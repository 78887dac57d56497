// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "decode/v4l2/kernel_io.h"

namespace weir
{

// What VIDIOC_QUERY_EXT_CTRL says of one control.
struct ControlInfo {
    std::uint32_t elementSizeBytes = 0;
    std::uint32_t elements = 0; // now allocated; a dynamic array starts with 1
    bool isDynamicArray = false;
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;
    std::int64_t defaultValue = 0;
};

// The items of a menu control that the driver really has (menus have holes), as bits.
struct MenuItems {
    std::uint64_t bits = 0;
    std::int64_t defaultValue = 0;
    [[nodiscard]] bool has(std::uint32_t item) const
    {
        return item < 64 && (bits >> item & 1U) != 0;
    }
};

// Nothing: the driver does not know the control.
[[nodiscard]] std::optional<ControlInfo> queryControl(KernelIo &io, int fd, std::uint32_t id);
// Asks VIDIOC_QUERYMENU for each index. Nothing: no such control, which means unknown, not refused.
[[nodiscard]] std::optional<MenuItems> queryMenu(KernelIo &io, int fd, std::uint32_t id);

} // namespace weir
