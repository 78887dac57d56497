// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/egl/gpu_plane_reader.h"

#include <array>

#include <GLES3/gl3.h>

#include "platform/base/text.h"
#include "platform/egl/dmabuf_importer.h"
#include "platform/egl/gl_objects.h"
#include "platform/egl/offscreen_context.h"

namespace weir
{

namespace
{

constexpr GLsizei RowTexels = PlaneReader::MostTexels;

constexpr const char *WholeTarget = R"(#version 300 es
void main()
{
    vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    gl_Position = vec4(corner, 0.0, 1.0);
}
)";

constexpr const char *TexelByTexel = R"(#version 300 es
precision highp float;
precision highp int;
uniform highp sampler2D plane;
uniform ivec2 origin;
out vec4 color;
void main()
{
    color = texelFetch(plane, origin + ivec2(gl_FragCoord.xy), 0);
}
)";

class GpuPlaneReader final : public PlaneReader
{
public:
    GpuPlaneReader(std::unique_ptr<OffscreenContext> context, DmabufImporter importer,
                   GlProgram program);
    ~GpuPlaneReader() override;
    GpuPlaneReader(const GpuPlaneReader &) = delete;
    GpuPlaneReader &operator=(const GpuPlaneReader &) = delete;
    GpuPlaneReader(GpuPlaneReader &&) = delete;
    GpuPlaneReader &operator=(GpuPlaneReader &&) = delete;

    Result<std::vector<std::uint8_t>> read(const BufferImage &image, unsigned index,
                                           const PlaneImage &plane,
                                           std::span<const TexelRun> runs) override;
    [[nodiscard]] std::string name() const override
    {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): GL's strings are unsigned
        const auto *text = reinterpret_cast<const char *>(glGetString(GL_RENDERER));
        return text == nullptr ? "OpenGL ES" : text;
    }

private:
    void readRun(const TexelRun &run, unsigned components, std::vector<std::uint8_t> &content);

    std::unique_ptr<OffscreenContext> m_context; // outlives what is made in it
    DmabufImporter m_importer;
    GlProgram m_program;
    GLuint m_plane = 0; // texture
    GLuint m_pixels = 0; // renderbuffer, RGBA8
    GLuint m_target = 0; // framebuffer
};

GpuPlaneReader::GpuPlaneReader(std::unique_ptr<OffscreenContext> context, DmabufImporter importer,
                               GlProgram program)
    : m_context(std::move(context))
    , m_importer(std::move(importer))
    , m_program(std::move(program))
{
    glGenTextures(1, &m_plane);
    glBindTexture(GL_TEXTURE_2D, m_plane);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glGenRenderbuffers(1, &m_pixels);
    glBindRenderbuffer(GL_RENDERBUFFER, m_pixels);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, RowTexels, 1);
    glGenFramebuffers(1, &m_target);
    glBindFramebuffer(GL_FRAMEBUFFER, m_target);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, m_pixels);
    glViewport(0, 0, RowTexels, 1);
    m_program.use();
}

GpuPlaneReader::~GpuPlaneReader()
{
    glDeleteFramebuffers(1, &m_target);
    glDeleteRenderbuffers(1, &m_pixels);
    glDeleteTextures(1, &m_plane);
}

void GpuPlaneReader::readRun(const TexelRun &run, unsigned components,
                             std::vector<std::uint8_t> &content)
{
    constexpr std::size_t NumbersPerTexel = 4;
    glUniform2i(m_program.uniform("origin"), run.x, run.y);
    glDrawArrays(GL_TRIANGLES, 0, 3);
    std::array<std::uint8_t, NumbersPerTexel * RowTexels> texels{};
    glReadPixels(0, 0, RowTexels, 1, GL_RGBA, GL_UNSIGNED_BYTE, texels.data());
    for (std::size_t texel = 0; texel < static_cast<std::size_t>(run.count); ++texel)
        for (std::size_t number = 0; number < components; ++number)
            content.push_back(texels.at(texel * NumbersPerTexel + number));
}

Result<std::vector<std::uint8_t>> GpuPlaneReader::read(const BufferImage &image, unsigned index,
                                                       const PlaneImage &plane,
                                                       std::span<const TexelRun> runs)
{
    const EglImage imported = TRY(m_importer.import(image, index, plane));
    glBindTexture(GL_TEXTURE_2D, m_plane);
    imported.attach();
    const bool isPair = plane.texel == Texel::Rg8 || plane.texel == Texel::Rg16;
    std::vector<std::uint8_t> content;
    for (const TexelRun &run : runs)
        readRun(run, isPair ? 2 : 1, content);
    if (const GLenum error = glGetError(); error != GL_NO_ERROR)
        return fail(ErrorKind::Unsupported,
                    formatText("the GPU does not read the plane (OpenGL error {:#x})", error));
    return content;
}

} // namespace

Result<std::unique_ptr<PlaneReader>> makeGpuPlaneReader()
{
    std::unique_ptr<OffscreenContext> context = TRY(OffscreenContext::create());
    DmabufImporter importer = TRY(DmabufImporter::create());
    GlProgram program = TRY(GlProgram::create(WholeTarget, TexelByTexel));
    return std::make_unique<GpuPlaneReader>(std::move(context), std::move(importer),
                                            std::move(program));
}

} // namespace weir
