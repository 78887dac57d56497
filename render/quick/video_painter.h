// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "platform/egl/gl_objects.h"
#include "render/geometry/video_geometry.h"
#include "render/quick/picture_textures.h"
#include "render/texture/shader_values.h"
#include "render/texture/texture_quad.h"

namespace weir
{

// Draws pictures with OpenGL into what is bound as the framebuffer. Made, used and destroyed where
// one context is current. Leaves blending, depth and scissor tests off, and nothing bound.
class VideoPainter
{
public:
    VideoPainter();
    ~VideoPainter();
    VideoPainter(const VideoPainter &) = delete;
    VideoPainter &operator=(const VideoPainter &) = delete;
    VideoPainter(VideoPainter &&) = delete;
    VideoPainter &operator=(VideoPainter &&) = delete;

    // Whether pictures of the pool can be drawn: does with the first slot all but the drawing.
    // Forgets what was loaded.
    [[nodiscard]] Result<void> tryPool(const std::shared_ptr<const TexturePool> &pool);
    // Errors: as tryPool. Nothing is loaded then.
    [[nodiscard]] Result<void> load(const TexturePicture &picture);
    void forgetUnused() { m_textures.forgetUnused(); }

    // Where the video goes. `area` is black where the picture leaves it.
    struct Target {
        Size pixels; // of the framebuffer
        Rect area; // logical pixels from its upper left corner
        double pixelsPerUnit = 1; // of logical pixels
        FitMode fitMode = FitMode::Letterbox;
    };
    // What was loaded last.
    void draw(const Target &target);
    [[nodiscard]] const GlFeatures &gl() const { return m_gl; }

private:
    using ProgramKey = std::pair<TextureLayout, ToneCurve>;
    [[nodiscard]] Result<const GlProgram *> program(const ShaderValues &values);
    void setUniforms(const GlProgram &program) const;
    void drawQuad(const Target &target) const;

    struct Loaded {
        TexturePicture picture;
        ShaderValues values;
        const GlProgram *program = nullptr;
    };
    GlFeatures m_gl;
    PictureTextures m_textures;
    std::map<ProgramKey, GlProgram> m_programs; // made when first used
    GLuint m_vertices = 0; // buffer
    GLuint m_vertexArray = 0; // 0: this OpenGL has none
    std::optional<Loaded> m_loaded;
};

} // namespace weir
