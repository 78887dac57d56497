// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"
#include "tests/vpu/codecs/field_table.h"
#include "tests/vpu/replay/recording.h"

namespace weir::vpu
{

class JobPlayer;

// A change to one field of a control: NAME[INDEX]=VALUE[@JOB] sets it, NAME[INDEX]^=VALUE flips
// bits, NAME[INDEX]+=VALUE adds, NAME[INDEX]<>=OTHER swaps two elements. The value of a flag is
// that of its bits, moved down: 0, 1. Or to memory: reuse=REFERENCE@JOB, the buffer of that
// reference of that job was used again too early, for the picture before.
struct Mutation {
    enum class Kind { Set, Add, Flip, Swap, Reuse };

    FoundField what; // not for Reuse
    std::size_t index = 0;
    Kind kind = Kind::Set;
    std::int64_t value = 0;
    std::optional<std::uint64_t> job; // counted from 0 over the decoded jobs; nothing: all

    static Result<Mutation> parse(std::string_view text);
    // Changes the job's control, or the memory that `player` is about to decode it from; false
    // when the job is not meant or lacks it. Without a player no memory is changed.
    bool apply(RecordedJob &recorded, std::uint64_t number, JobPlayer *player = nullptr) const;

private:
    // Bytes from the control's begin to this element.
    [[nodiscard]] std::size_t offsetOf(std::size_t element) const;
};

} // namespace weir::vpu
