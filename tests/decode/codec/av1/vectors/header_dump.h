// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "decode/codec/av1/syntax.h"

namespace weir::av1::test
{

// Syntax elements by libavcodec's names. Elements that a stream leaves out are here with their
// inferred value.
using Elements = std::map<std::string, std::int64_t>;

[[nodiscard]] Elements dump(const SequenceHeader &sequence);
[[nodiscard]] Elements dump(const FrameHeader &header);

} // namespace weir::av1::test
