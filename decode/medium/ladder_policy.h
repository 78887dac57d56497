// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "decode/decoder_factory.h"

namespace weir
{

enum class LadderStep : std::uint8_t {
    Reopen, // the same kind of decoder once more: whatever the device had got into is gone then
    StepDown, // software
    GiveUp,
};

// What is known when a decoder has failed.
struct LadderTrouble {
    ErrorKind kind = ErrorKind::System; // of its error
    bool isSoftware = false;
    DecoderPreference preference = DecoderPreference::Auto; // what the user allows
    std::optional<std::chrono::seconds> sinceReopening{}; // nothing: it was never reopened
};

// A device that fails again within this time after it was reopened will go on failing.
constexpr std::chrono::seconds ReopenRest{30};

// Pure.
[[nodiscard]] LadderStep nextStep(const LadderTrouble &trouble);

} // namespace weir
