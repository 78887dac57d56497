// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "platform/egl/plane_reader.h"

namespace weir
{

// By the GPU, as a compositor samples it: in an OpenGL ES 3 context of this thread's own that
// shows nothing (EGL_MESA_platform_surfaceless), on the display's default device.
// Errors: Unsupported without such a context, or one that imports dma-bufs.
[[nodiscard]] Result<std::unique_ptr<PlaneReader>> makeGpuPlaneReader();

} // namespace weir
