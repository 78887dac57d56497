// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "decode/v4l2/decoder_list.h"

namespace weir
{

// `weir --list-decoders`: prints what was found and what it takes. Returns the exit status.
[[nodiscard]] int printDecoders();

// For people: one table a device. Pure.
[[nodiscard]] std::string decoderTable(const DecoderList &list);

} // namespace weir
