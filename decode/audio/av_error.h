// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <expected>
#include <string_view>

#include "platform/base/result.h"

namespace weir
{

// "what: libav's words", with the kind that follows from the AVERROR code `status` (negative).
[[nodiscard]] std::unexpected<Error> failAv(int status, std::string_view what);

} // namespace weir
