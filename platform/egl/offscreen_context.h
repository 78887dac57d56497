// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "platform/base/result.h"

namespace weir
{

// An OpenGL ES 3 context without a window, current in the thread that made it, until it is
// destroyed there.
class OffscreenContext
{
public:
    // Errors: Unsupported, with the step that failed.
    static Result<std::unique_ptr<OffscreenContext>> create();
    ~OffscreenContext();
    OffscreenContext(const OffscreenContext &) = delete;
    OffscreenContext &operator=(const OffscreenContext &) = delete;
    OffscreenContext(OffscreenContext &&) = delete;
    OffscreenContext &operator=(OffscreenContext &&) = delete;

private:
    OffscreenContext(void *display, void *context)
        : m_display(display)
        , m_context(context)
    {
    }

    void *m_display; // EGLDisplay; not terminated: it is one for the whole process
    void *m_context; // EGLContext
};

} // namespace weir
