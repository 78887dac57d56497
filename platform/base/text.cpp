// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/base/text.h"

namespace weir
{

std::string formatErased(std::string_view format, std::format_args arguments)
{
    return std::vformat(format, arguments);
}

} // namespace weir
