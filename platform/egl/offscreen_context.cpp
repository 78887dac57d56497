// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/egl/offscreen_context.h"

#include <array>

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include "platform/base/text.h"

namespace weir
{

namespace
{

std::unexpected<Error> failedTo(const char *what)
{
    return fail(ErrorKind::Unsupported,
                formatText("EGL {} (EGL error {:#x})", what, static_cast<unsigned>(eglGetError())));
}

Result<EGLConfig> chooseConfig(EGLDisplay display)
{
    constexpr std::array Wanted{EGL_SURFACE_TYPE, EGL_DONT_CARE, EGL_RENDERABLE_TYPE,
                                EGL_OPENGL_ES3_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (eglChooseConfig(display, Wanted.data(), &config, 1, &count) != EGL_TRUE || count == 0)
        return failedTo("has no configuration for OpenGL ES 3");
    return config;
}

Result<EGLDisplay> openDisplay()
{
    EGLDisplay display
        = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (display == EGL_NO_DISPLAY)
        return failedTo("draws only to windows");
    if (eglInitialize(display, nullptr, nullptr) != EGL_TRUE)
        return failedTo("cannot be initialised without a window");
    return display;
}

} // namespace

Result<std::unique_ptr<OffscreenContext>> OffscreenContext::create()
{
    EGLDisplay display = TRY(openDisplay());
    eglBindAPI(EGL_OPENGL_ES_API);
    EGLConfig config = TRY(chooseConfig(display));
    constexpr std::array Version{EGL_CONTEXT_MAJOR_VERSION, 3, EGL_NONE};
    EGLContext context = eglCreateContext(display, config, EGL_NO_CONTEXT, Version.data());
    if (context == EGL_NO_CONTEXT)
        return failedTo("makes no OpenGL ES 3 context");
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the constructor is private
    std::unique_ptr<OffscreenContext> made(new OffscreenContext(display, context));
    if (eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context) != EGL_TRUE)
        return failedTo("uses no context without a surface");
    return made;
}

OffscreenContext::~OffscreenContext()
{
    eglMakeCurrent(m_display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(m_display, m_context);
    eglReleaseThread();
}

} // namespace weir
