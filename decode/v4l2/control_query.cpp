// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/control_query.h"

#include <algorithm>

#include "decode/v4l2/ioctls.h"

namespace weir
{

std::optional<ControlInfo> queryControl(KernelIo &io, int fd, std::uint32_t id)
{
    v4l2_query_ext_ctrl query{};
    query.id = id;
    if (io.tryIoctl(fd, ioctls::QueryControl.number, &query) != 0)
        return std::nullopt;
    if ((query.flags & V4L2_CTRL_FLAG_DISABLED) != 0)
        return std::nullopt;
    return ControlInfo{.elementSizeBytes = query.elem_size,
                       .elements = query.elems,
                       .isDynamicArray = (query.flags & V4L2_CTRL_FLAG_DYNAMIC_ARRAY) != 0,
                       .minimum = query.minimum,
                       .maximum = query.maximum,
                       .defaultValue = query.default_value};
}

std::optional<MenuItems> queryMenu(KernelIo &io, int fd, std::uint32_t id)
{
    const auto control = queryControl(io, fd, id);
    if (!control)
        return std::nullopt;
    MenuItems items{.bits = 0, .defaultValue = control->defaultValue};
    const auto first
        = static_cast<std::uint32_t>(std::clamp<std::int64_t>(control->minimum, 0, 63));
    const auto last = static_cast<std::uint32_t>(std::clamp<std::int64_t>(control->maximum, 0, 63));
    for (std::uint32_t item = first; item <= last; ++item) {
        v4l2_querymenu menu{};
        menu.id = id;
        menu.index = item;
        if (io.tryIoctl(fd, ioctls::QueryMenu.number, &menu) == 0)
            items.bits |= std::uint64_t{1} << item;
    }
    return items;
}

} // namespace weir
