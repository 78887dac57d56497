// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl3.h>
#include <gtest/gtest.h>

#include "platform/base/geometry.h"

namespace weir
{

// OpenGL of the wanted kind by software, and a picture of its own to draw into. Current in this
// thread while it lives.
class GlContext
{
public:
    enum class Api : std::uint8_t { OpenGl, OpenGlEs };
    explicit GlContext(Api api, Size size)
        : m_size(size)
    {
        setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
        m_display
            = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
        eglInitialize(m_display, nullptr, nullptr);
        eglBindAPI(api == Api::OpenGl ? EGL_OPENGL_API : EGL_OPENGL_ES_API);
        const EGLint attributes[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_NONE};
        m_context = eglCreateContext(m_display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, attributes);
        eglMakeCurrent(m_display, EGL_NO_SURFACE, EGL_NO_SURFACE, m_context);
        glGenFramebuffers(1, &m_framebuffer);
        glGenTextures(1, &m_texture);
        glBindTexture(GL_TEXTURE_2D, m_texture);
        glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, size.width, size.height);
        glBindTexture(GL_TEXTURE_2D, 0);
        glBindFramebuffer(GL_FRAMEBUFFER, m_framebuffer);
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, m_texture, 0);
    }
    ~GlContext()
    {
        glDeleteFramebuffers(1, &m_framebuffer);
        glDeleteTextures(1, &m_texture);
        eglMakeCurrent(m_display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        eglDestroyContext(m_display, m_context);
        eglTerminate(m_display);
    }
    GlContext(const GlContext &) = delete;
    GlContext &operator=(const GlContext &) = delete;
    GlContext(GlContext &&) = delete;
    GlContext &operator=(GlContext &&) = delete;

    [[nodiscard]] bool isComplete() const
    {
        return m_context != EGL_NO_CONTEXT
            && glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
    }
    // Rows from the top, XRGB words as convertToXrgb makes them.
    [[nodiscard]] std::vector<std::uint32_t> pixels() const
    {
        const auto width = static_cast<std::size_t>(m_size.width);
        const auto height = static_cast<std::size_t>(m_size.height);
        std::vector<std::array<std::uint8_t, 4>> read(width * height);
        glReadPixels(0, 0, m_size.width, m_size.height, GL_RGBA, GL_UNSIGNED_BYTE, read.data());
        std::vector<std::uint32_t> words;
        for (std::size_t y = height; y-- > 0;) {
            for (std::size_t x = 0; x < width; ++x) {
                const auto &[red, green, blue, alpha] = read[y * width + x];
                words.push_back(static_cast<std::uint32_t>(alpha) << 24U
                                | static_cast<std::uint32_t>(red) << 16U
                                | static_cast<std::uint32_t>(green) << 8U | blue);
            }
        }
        return words;
    }

private:
    Size m_size;
    EGLDisplay m_display = EGL_NO_DISPLAY;
    EGLContext m_context = EGL_NO_CONTEXT;
    GLuint m_framebuffer = 0;
    GLuint m_texture = 0;
};

} // namespace weir
