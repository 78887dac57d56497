// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/egl/gl_objects.h"

#include <array>

namespace weir
{

namespace
{

constexpr GLsizei LongestComplaint = 400;

Result<GLuint> compile(GLenum kind, const std::string &text)
{
    const GLuint shader = glCreateShader(kind);
    const char *source = text.c_str();
    glShaderSource(shader, 1, &source, nullptr);
    glCompileShader(shader);
    GLint isGood = GL_FALSE;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &isGood);
    if (isGood == GL_TRUE)
        return shader;
    std::array<char, LongestComplaint> complaint{};
    glGetShaderInfoLog(shader, LongestComplaint, nullptr, complaint.data());
    glDeleteShader(shader);
    return fail(ErrorKind::Unsupported,
                std::string("OpenGL does not compile the video's shader: ") + complaint.data());
}

} // namespace

Result<GlProgram> GlProgram::create(const std::string &vertexText, const std::string &fragmentText)
{
    const GLuint vertex = TRY(compile(GL_VERTEX_SHADER, vertexText));
    const Result<GLuint> fragment = compile(GL_FRAGMENT_SHADER, fragmentText);
    if (!fragment) {
        glDeleteShader(vertex);
        return std::unexpected(fragment.error());
    }
    GlProgram program(glCreateProgram());
    glAttachShader(program.m_name, vertex);
    glAttachShader(program.m_name, *fragment);
    glBindAttribLocation(program.m_name, 0, "position");
    glBindAttribLocation(program.m_name, 1, "pixel");
    glLinkProgram(program.m_name);
    glDeleteShader(vertex); // with the program, from now on
    glDeleteShader(*fragment);
    GLint isGood = GL_FALSE;
    glGetProgramiv(program.m_name, GL_LINK_STATUS, &isGood);
    if (isGood == GL_TRUE)
        return program;
    std::array<char, LongestComplaint> complaint{};
    glGetProgramInfoLog(program.m_name, LongestComplaint, nullptr, complaint.data());
    return fail(ErrorKind::Unsupported,
                std::string("OpenGL does not link the video's shader: ") + complaint.data());
}

GlProgram::~GlProgram()
{
    glDeleteProgram(m_name); // 0 is ignored
}

GlFence::GlFence(const GlFeatures &gl)
{
    if (gl.hasFences())
        m_sync = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (m_sync == nullptr)
        glFinish();
}

GlFence::~GlFence()
{
    if (m_sync != nullptr)
        glDeleteSync(m_sync);
}

bool GlFence::isSignalled() const
{
    return m_sync == nullptr
        || glClientWaitSync(m_sync, GL_SYNC_FLUSH_COMMANDS_BIT, 0) != GL_TIMEOUT_EXPIRED;
}

} // namespace weir
