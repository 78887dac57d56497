// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "decode/codec/mpeg2/header_reader.h"
#include "decode/codec/mpeg2/syntax.h"

namespace weir::mpeg2
{

// 6.3.11: 64 values, none of them 0.
[[nodiscard]] QuantMatrix readQuantMatrix(HeaderReader &reader, std::string_view name);

} // namespace weir::mpeg2
