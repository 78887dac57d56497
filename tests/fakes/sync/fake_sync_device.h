// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "platform/drm/sync_timeline.h"

namespace weir::fake
{

// Timelines without a kernel that has them, for both ends of a connection within one process. A
// descriptor stands for its timeline by its inode. As fence anything will do that polls readable
// when it is over; so exportFence gives the dma-buf itself. All of it is thread-safe.
[[nodiscard]] std::unique_ptr<SyncDevice> makeSyncDevice();

} // namespace weir::fake
