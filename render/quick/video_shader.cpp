// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/quick/video_shader.h"

namespace weir
{

namespace
{

constexpr const char *VertexText = R"(
INPUT vec2 position;
INPUT vec2 pixel;
OUTPUT vec2 place;

void main()
{
    place = pixel;
    gl_Position = vec4(position, 0.0, 1.0);
}
)";

// Ranges: first and last pixel that may be sampled of a plane.
constexpr const char *SamplesText = R"(
INPUT vec2 place;
uniform sampler2D plane0;
uniform sampler2D plane1;
uniform sampler2D plane2;
uniform vec4 lumaRange;
uniform vec4 chromaRange;
uniform vec2 lumaScale;
uniform vec2 chromaScale;
uniform vec2 chromaOffset;
uniform float texelScale;
uniform vec3 codeOffset;
uniform mat3 codeMatrix;

vec4 luma(sampler2D plane)
{
    return LOOK(plane, clamp(place, lumaRange.xy, lumaRange.zw) * lumaScale);
}

vec4 chroma(sampler2D plane)
{
    return LOOK(plane, clamp(place + chromaOffset, chromaRange.xy, chromaRange.zw) * chromaScale);
}
)";

constexpr const char *GrayText = R"(
vec3 codes() { return vec3(luma(plane0).r * texelScale, codeOffset.yz); }
)";
constexpr const char *SemiPlanarText = R"(
vec3 codes() { return vec3(luma(plane0).r, chroma(plane1).rg) * texelScale; }
)";
constexpr const char *PlanarText = R"(
vec3 codes() { return vec3(luma(plane0).r, chroma(plane1).r, chroma(plane2).r) * texelScale; }
)";

// SMPTE ST 2084, as a share of 10000 cd/m2.
constexpr const char *PqCurve = R"(
const float M1 = 0.1593017578125;
const float M2 = 78.84375;
const float C1 = 0.8359375;
const float C2 = 18.8515625;
const float C3 = 18.6875;

vec3 lightOfPq(vec3 code)
{
    vec3 p = pow(clamp(code, 0.0, 1.0), vec3(1.0 / M2));
    return pow(max(p - C1, 0.0) / (C2 - C3 * p), vec3(1.0 / M1));
}

float pqOfLight(float light)
{
    float p = pow(max(light, 0.0), M1);
    return pow((C1 + C2 * p) / (1.0 + C3 * p), M2);
}
)";

// ARIB STD-B67 and the system gamma of ITU-R BT.2100 for a display of 1000 cd/m2.
constexpr const char *HlgCurve = R"(
vec3 lightOfHlg(vec3 code)
{
    vec3 e = clamp(code, 0.0, 1.0);
    vec3 high = (exp((e - 0.55991073) / 0.17883277) + 0.28466892) / 12.0;
    vec3 scene = mix(e * e / 3.0, high, step(0.5, e));
    float bright = dot(scene, vec3(0.2627, 0.6780, 0.0593));
    return scene * pow(max(bright, 0.000001), 0.2) * 0.1;
}
)";

// The curve of ITU-R BT.2390 (5.4) from 1000 cd/m2 to the 203 of a white page, on the brightest of
// the three so that hues stay; then BT.2020 in the primaries of BT.709, and the display's 2.2.
constexpr const char *ToneMapping = R"(
const float PEAK = 0.7518271;
const float WHITE = 0.7723702;
const float KNEE = 0.6585554;

float squeezed(float pq)
{
    float e = min(pq / PEAK, 1.0);
    float t = max((e - KNEE) / (1.0 - KNEE), 0.0);
    float t2 = t * t;
    float t3 = t2 * t;
    float bent = (2.0 * t3 - 3.0 * t2 + 1.0) * KNEE + (t3 - 2.0 * t2 + t) * (1.0 - KNEE)
        + (3.0 * t2 - 2.0 * t3) * WHITE;
    return PEAK * (e < KNEE ? e : bent);
}

vec3 standardRange(vec3 light)
{
    float top = max(max(light.r, light.g), max(light.b, 0.0000001));
    float factor = lightOfPq(vec3(squeezed(pqOfLight(top)))).r / top * 10000.0 / 203.0;
    mat3 primaries = mat3(1.6605, -0.1246, -0.0182, -0.5876, 1.1329, -0.1006, -0.0728, -0.0083, 1.1187);
    return pow(clamp(primaries * light * factor, 0.0, 1.0), vec3(1.0 / 2.2));
}
)";

constexpr const char *PqMain = R"(
vec3 shown(vec3 rgb) { return standardRange(lightOfPq(rgb)); }
)";
constexpr const char *HlgMain = R"(
vec3 shown(vec3 rgb) { return standardRange(lightOfHlg(rgb)); }
)";
constexpr const char *PlainMain = R"(
vec3 shown(vec3 rgb) { return rgb; }
)";

constexpr const char *FragmentText = R"(
void main()
{
    COLOR = vec4(shown(codeMatrix * (codes() - codeOffset)), 1.0);
}
)";

enum class Stage : std::uint8_t { Vertex, Fragment };

std::string headerFor(const GlFeatures &gl, Stage stage)
{
    const bool isVertex = stage == Stage::Vertex;
    std::string text;
    if (gl.isEmbedded && gl.isModern())
        text = "#version 300 es\n";
    else if (gl.isEmbedded)
        text = "#version 100\n";
    else
        text = gl.isAtLeast(3, 2) ? "#version 150\n" : "#version 120\n";
    if (gl.isEmbedded)
        text += "#ifdef GL_FRAGMENT_PRECISION_HIGH\nprecision highp float;\n#else\n"
                "precision mediump float;\n#endif\n";
    const bool hasInOut = gl.isEmbedded ? gl.isModern() : gl.isAtLeast(3, 2);
    if (!hasInOut)
        return text
            + (isVertex ? "#define INPUT attribute\n#define OUTPUT varying\n"
                        : "#define INPUT varying\n#define COLOR gl_FragColor\n"
                          "#define LOOK texture2D\n");
    return text
        + (isVertex ? "#define INPUT in\n#define OUTPUT out\n"
                    : "#define INPUT in\n#define LOOK texture\nout vec4 color;\n"
                      "#define COLOR color\n");
}

const char *codesOf(TextureLayout layout)
{
    switch (layout) {
    case TextureLayout::Gray:
        return GrayText;
    case TextureLayout::Planar:
        return PlanarText;
    case TextureLayout::SemiPlanar:
        break;
    }
    return SemiPlanarText;
}

} // namespace

std::string vertexShaderText(const GlFeatures &gl)
{
    return headerFor(gl, Stage::Vertex) + VertexText;
}

std::string fragmentShaderText(const GlFeatures &gl, TextureLayout layout, ToneCurve curve)
{
    std::string text = headerFor(gl, Stage::Fragment) + SamplesText + codesOf(layout);
    if (curve != ToneCurve::None)
        text += PqCurve;
    if (curve == ToneCurve::Hlg)
        text += HlgCurve;
    if (curve != ToneCurve::None)
        text += ToneMapping;
    switch (curve) {
    case ToneCurve::Pq:
        text += PqMain;
        break;
    case ToneCurve::Hlg:
        text += HlgMain;
        break;
    case ToneCurve::None:
        text += PlainMain;
        break;
    }
    return text + FragmentText;
}

} // namespace weir
