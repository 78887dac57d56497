// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "platform/base/time.h"
#include "platform/dmabuf/sync_file.h"

namespace weir
{

// When the compositor may apply a commit; by default at once. Value type.
struct CommitTerms {
    enum class Order : std::uint8_t {
        Free, // it may replace what was committed before it
        InTurn, // what was committed before it is shown for one refresh at least, and so is this
    } order = Order::Free;
    std::optional<MonotonicTime> notBefore; // it is not shown earlier
    friend constexpr bool operator==(const CommitTerms &, const CommitTerms &) = default;
};

// One commit: what its feedback is known by, and its terms. Value type.
struct Commit {
    std::uint64_t id = 0; // grows
    CommitTerms terms;
    // Writes to the buffer that are not over yet, for the compositor to wait for; borrowed for the
    // call. Null: there are none.
    const SyncFile *writes = nullptr;
};

} // namespace weir
