// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>

#include "platform/base/result.h"

namespace weir
{

// Names a buffer independently of the descriptor number, which is reused: device and inode of the
// file behind it (dma-bufs have an inode each since Linux 5.3). Equal ids mean the same memory as
// long as somebody holds the buffer.
struct DmabufId {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    friend constexpr auto operator<=>(const DmabufId &, const DmabufId &) = default;

    static Result<DmabufId> of(int fd);
};

} // namespace weir
