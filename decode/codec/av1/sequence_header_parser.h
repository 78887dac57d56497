// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include "decode/codec/av1/syntax.h"
#include "platform/base/result.h"

namespace weir::av1
{

// 5.5. Errors: InvalidData; Unsupported for a profile that the specification does not have.
[[nodiscard]] Result<SequenceHeader> parseSequenceHeader(std::span<const std::byte> payload);

} // namespace weir::av1
