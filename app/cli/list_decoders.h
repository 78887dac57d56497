// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "decode/v4l2/device_survey.h"

namespace weir
{

// `weir --list-decoders`: prints what was found and what it takes. Returns the exit status.
[[nodiscard]] int printDecoders();

// The table for people. Pure.
[[nodiscard]] std::string decoderTable(const DeviceSurvey &survey);

} // namespace weir
