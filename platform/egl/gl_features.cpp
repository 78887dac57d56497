// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/egl/gl_features.h"

#include <charconv>

#include <GLES3/gl3.h>

namespace weir
{

namespace
{

int numberAt(std::string_view text, std::size_t at)
{
    int value = 0;
    if (at < text.size())
        std::from_chars(text.data() + at, text.data() + text.size(), value);
    return value;
}

std::string_view textOf(const GLubyte *text)
{
    return text == nullptr ? "" : reinterpret_cast<const char *>(text);
}

bool hasExtension(std::string_view name)
{
    GLint count = 0;
    glGetIntegerv(GL_NUM_EXTENSIONS, &count);
    for (GLint i = 0; i < count; ++i) {
        if (textOf(glGetStringi(GL_EXTENSIONS, static_cast<GLuint>(i))) == name)
            return true;
    }
    return false;
}

} // namespace

GlFeatures featuresOf(std::string_view version)
{
    GlFeatures features;
    features.isEmbedded = version.contains("OpenGL ES");
    const std::size_t first = version.find_first_of("0123456789");
    features.major = numberAt(version, first);
    features.minor = numberAt(version, version.find('.', first) + 1);
    features.hasWideTextures = !features.isEmbedded && features.isModern();
    return features;
}

GlFeatures GlFeatures::ofCurrentContext()
{
    GlFeatures features = featuresOf(textOf(glGetString(GL_VERSION)));
    if (features.isEmbedded && features.isModern())
        features.hasWideTextures = hasExtension("GL_EXT_texture_norm16");
    return features;
}

} // namespace weir
