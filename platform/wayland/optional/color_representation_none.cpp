// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/color_representation.h"

namespace weir
{

std::unique_ptr<ColorRepresentation> bindColorRepresentation(wl_registry *, std::uint32_t)
{
    return nullptr;
}

} // namespace weir
