// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace weir
{

// What the OpenGL or OpenGL ES of a context can do. Value type.
struct GlFeatures {
    bool isEmbedded = false; // OpenGL ES
    int major = 0;
    int minor = 0;
    bool hasWideTextures = false; // 16 bits a number (desktop, or EXT_texture_norm16)

    [[nodiscard]] bool isAtLeast(int wantedMajor, int wantedMinor) const
    {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
    // Sized formats of one and two numbers, row lengths of uploads, vertex arrays.
    [[nodiscard]] bool isModern() const { return isAtLeast(3, 0); }
    [[nodiscard]] bool hasFences() const { return isEmbedded ? isModern() : isAtLeast(3, 2); }

    // Of the context that is current in this thread.
    static GlFeatures ofCurrentContext();
};

// From what GL_VERSION says: "OpenGL ES 3.1 Mesa …", "4.5 (Compatibility Profile) Mesa …". Pure.
[[nodiscard]] GlFeatures featuresOf(std::string_view version);

} // namespace weir
