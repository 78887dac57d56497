// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <sys/types.h>

#include "platform/base/result.h"
#include "platform/drm/sync_timeline.h"

namespace weir
{

// The kernel's timelines (DRM_IOCTL_SYNCOBJ_*) by a render node: that of `mainDevice` (any node of
// a device), or else the first whose driver has DRM_CAP_SYNCOBJ_TIMELINE. Which one does not
// matter: timelines go from device to device.
// Errors: NotFound when no node has them, PermissionDenied when one could not be opened;
// Unsupported when the kernel tells no eventfd of a point (DRM_IOCTL_SYNCOBJ_EVENTFD, Linux 6.6).
[[nodiscard]] Result<std::unique_ptr<SyncDevice>>
openDrmSyncDevice(std::optional<dev_t> mainDevice);

} // namespace weir
