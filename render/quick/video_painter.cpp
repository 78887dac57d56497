// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/quick/video_painter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "render/quick/video_shader.h"

namespace weir
{

namespace
{

struct Corner {
    std::array<float, 2> position{}; // clip space
    TexturePoint pixel;
};

// Pixels of the framebuffer from its upper left corner.
struct Box {
    int left;
    int top;
    int right;
    int bottom;
};

Box inPixels(const Rect &rect, double pixelsPerUnit)
{
    const auto scaled = [pixelsPerUnit](int value) {
        return static_cast<int>(std::lround(value * pixelsPerUnit));
    };
    return {.left = scaled(rect.x),
            .top = scaled(rect.y),
            .right = scaled(rect.x + rect.width),
            .bottom = scaled(rect.y + rect.height)};
}

void blacken(const Box &box, Size framebuffer)
{
    glEnable(GL_SCISSOR_TEST);
    glScissor(box.left, framebuffer.height - box.bottom, box.right - box.left,
              box.bottom - box.top);
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_SCISSOR_TEST);
}

void setPlainState(Size framebuffer)
{
    glViewport(0, 0, framebuffer.width, framebuffer.height);
    glDisable(GL_BLEND);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_STENCIL_TEST);
    glDisable(GL_CULL_FACE);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

std::array<Corner, 4> verticesFor(const Box &box, Size framebuffer, const TextureQuad &quad)
{
    const auto across = [&](int x) {
        return 2.0F * static_cast<float>(x) / static_cast<float>(framebuffer.width) - 1.0F;
    };
    const auto up = [&](int y) {
        return 1.0F - 2.0F * static_cast<float>(y) / static_cast<float>(framebuffer.height);
    };
    return {Corner{.position = {across(box.left), up(box.top)}, .pixel = quad[0]},
            Corner{.position = {across(box.right), up(box.top)}, .pixel = quad[1]},
            Corner{.position = {across(box.left), up(box.bottom)}, .pixel = quad[2]},
            Corner{.position = {across(box.right), up(box.bottom)}, .pixel = quad[3]}};
}

VideoShape shapeOf(const TexturePicture &picture)
{
    const VideoFormat &format = picture.pool->format;
    return {.buffer = picture.pool->images->at(picture.index).size,
            .visible = picture.visible,
            .sampleAspectRatio = format.sampleAspectRatio,
            .rotationDegrees = format.rotationDegrees};
}

// Of a visible part that makes no sense: all of it.
Rect visibleOf(const TexturePicture &picture)
{
    const Size coded = picture.pool->images->at(picture.index).size;
    const Rect &part = picture.visible;
    if (part.size().isEmpty() || part.x < 0 || part.y < 0 || part.x >= coded.width
        || part.y >= coded.height)
        return {.x = 0, .y = 0, .width = coded.width, .height = coded.height};
    return {.x = part.x,
            .y = part.y,
            .width = std::min(part.width, coded.width - part.x),
            .height = std::min(part.height, coded.height - part.y)};
}

void setBounds(const GlProgram &program, const char *range, const char *scale,
               const TextureBounds &bounds)
{
    glUniform4f(program.uniform(range), bounds.first.x, bounds.first.y, bounds.last.x,
                bounds.last.y);
    glUniform2f(program.uniform(scale), bounds.scale.x, bounds.scale.y);
}

} // namespace

VideoPainter::VideoPainter()
    : m_gl(GlFeatures::ofCurrentContext())
    , m_textures(m_gl)
{
    glGenBuffers(1, &m_vertices);
    if (m_gl.isModern())
        glGenVertexArrays(1, &m_vertexArray);
}

VideoPainter::~VideoPainter()
{
    glDeleteBuffers(1, &m_vertices);
    if (m_vertexArray != 0)
        glDeleteVertexArrays(1, &m_vertexArray);
}

Result<const GlProgram *> VideoPainter::program(const ShaderValues &values)
{
    const ProgramKey key{values.layout, values.curve};
    auto found = m_programs.find(key);
    if (found == m_programs.end())
        found
            = m_programs
                  .emplace(
                      key,
                      TRY(GlProgram::create(vertexShaderText(m_gl),
                                            fragmentShaderText(m_gl, values.layout, values.curve))))
                  .first;
    return &found->second;
}

Result<void> VideoPainter::load(const TexturePicture &picture)
{
    m_loaded.reset();
    TRY(m_textures.load(picture.pool, picture.index));
    const ShaderValues values
        = shaderValuesFor(m_textures.format(), picture.pool->format.color, picture.visible.height);
    m_loaded = {.picture = picture, .values = values, .program = TRY(program(values))};
    return {};
}

Result<void> VideoPainter::tryPool(const std::shared_ptr<const TexturePool> &pool)
{
    const Result<void> loaded
        = load({.ticket = 0, .pool = pool, .index = 0, .visible = pool->format.visible});
    m_loaded.reset();
    return loaded;
}

void VideoPainter::setUniforms(const GlProgram &program) const
{
    const ShaderValues &values = m_loaded->values;
    const std::vector<PlanePlan> &planes = m_textures.planes();
    const PixelFormatInfo &info = infoOf(m_textures.format());
    const Rect visible = visibleOf(m_loaded->picture);
    glUniform1i(program.uniform("plane0"), 0);
    glUniform1i(program.uniform("plane1"), 1);
    glUniform1i(program.uniform("plane2"), 2);
    setBounds(program, "lumaRange", "lumaScale", textureBounds(visible, planes.front().size, 0, 0));
    if (planes.size() > 1) {
        setBounds(program, "chromaRange", "chromaScale",
                  textureBounds(visible, planes[1].size, info.chromaShiftX, info.chromaShiftY));
        const TexturePoint offset
            = chromaOffset(m_loaded->picture.pool->format.color.chromaLocation, info.chromaShiftX,
                           info.chromaShiftY);
        glUniform2f(program.uniform("chromaOffset"), offset.x, offset.y);
    }
    glUniform1f(program.uniform("texelScale"), values.scale);
    glUniform3fv(program.uniform("codeOffset"), 1, values.offset.data());
    glUniformMatrix3fv(program.uniform("codeMatrix"), 1, GL_FALSE, values.matrix.data());
}

void VideoPainter::draw(const Target &target)
{
    if (!m_loaded || target.pixels.isEmpty() || target.area.size().isEmpty())
        return;
    setPlainState(target.pixels);
    blacken(inPixels(target.area, target.pixelsPerUnit), target.pixels);
    m_loaded->program->use();
    m_textures.bind();
    setUniforms(*m_loaded->program);
    drawQuad(target);
    glUseProgram(0);
}

void VideoPainter::drawQuad(const Target &target) const
{
    const VideoShape shape = shapeOf(m_loaded->picture);
    const VideoPlacement placement = placeVideo(shape, target.area.size(), target.fitMode);
    Rect destination = placement.destination;
    destination.x += target.area.x;
    destination.y += target.area.y;
    const auto vertices = verticesFor(inPixels(destination, target.pixelsPerUnit), target.pixels,
                                      textureQuad(shape, placement));
    GLint previous = 0; // the scene's own
    if (m_vertexArray != 0) {
        glGetIntegerv(GL_VERTEX_ARRAY_BINDING, &previous);
        glBindVertexArray(m_vertexArray);
    }
    glBindBuffer(GL_ARRAY_BUFFER, m_vertices);
    glBufferData(GL_ARRAY_BUFFER, sizeof(vertices), vertices.data(), GL_STREAM_DRAW);
    for (const GLuint attribute : {0U, 1U}) {
        const std::size_t offset = attribute == 0 ? 0 : offsetof(Corner, pixel);
        glEnableVertexAttribArray(attribute);
        glVertexAttribPointer(attribute, 2, GL_FLOAT, GL_FALSE, sizeof(Corner),
                              // NOLINTNEXTLINE(performance-no-int-to-ptr): OpenGL wants it so
                              reinterpret_cast<const void *>(offset));
    }
    glDrawArrays(GL_TRIANGLE_STRIP, 0, static_cast<GLsizei>(vertices.size()));
    glDisableVertexAttribArray(0);
    glDisableVertexAttribArray(1);
    glBindBuffer(GL_ARRAY_BUFFER, 0);
    if (m_vertexArray != 0)
        glBindVertexArray(static_cast<GLuint>(previous));
}

} // namespace weir
