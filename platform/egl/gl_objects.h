// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <GLES3/gl3.h>

#include "platform/base/result.h"
#include "platform/egl/gl_features.h"

namespace weir
{

// What is deleted must be deleted where the context is current, as must all of this be used there.

// A compiled and linked program with `position` at attribute 0 and `pixel` at attribute 1.
class GlProgram
{
public:
    // Errors: Unsupported, with the first lines of what the compiler says.
    static Result<GlProgram> create(const std::string &vertexText, const std::string &fragmentText);
    ~GlProgram();
    GlProgram(const GlProgram &) = delete;
    GlProgram &operator=(const GlProgram &) = delete;
    GlProgram(GlProgram &&other) noexcept
        : m_name(std::exchange(other.m_name, 0))
    {
    }
    GlProgram &operator=(GlProgram &&other) = delete;

    void use() const { glUseProgram(m_name); }
    // -1 where the program does without it: setting it does nothing then.
    [[nodiscard]] GLint uniform(const char *name) const
    {
        return glGetUniformLocation(m_name, name);
    }

private:
    explicit GlProgram(GLuint name)
        : m_name(name)
    {
    }

    GLuint m_name;
};

// Says when the GPU has done all that was asked for before it was made.
class GlFence
{
public:
    // Where there are no fences it waits for that at once.
    explicit GlFence(const GlFeatures &gl);
    ~GlFence();
    GlFence(const GlFence &) = delete;
    GlFence &operator=(const GlFence &) = delete;
    GlFence(GlFence &&) = delete;
    GlFence &operator=(GlFence &&) = delete;

    // Does not wait.
    [[nodiscard]] bool isSignalled() const;

private:
    GLsync m_sync = nullptr; // null: signalled
};

} // namespace weir
