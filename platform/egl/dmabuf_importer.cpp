// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/egl/dmabuf_importer.h"

#include <algorithm>
#include <string_view>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES2/gl2.h>
#include <GLES2/gl2ext.h>

#include "platform/base/text.h"

namespace weir
{

struct EglImage::Calls {
    PFNEGLCREATEIMAGEKHRPROC create = nullptr;
    PFNEGLDESTROYIMAGEKHRPROC destroy = nullptr;
    PFNGLEGLIMAGETARGETTEXTURE2DOESPROC target = nullptr;
    // With EGL_EXT_image_dma_buf_import_modifiers; else null.
    PFNEGLQUERYDMABUFFORMATSEXTPROC formats = nullptr;
    PFNEGLQUERYDMABUFMODIFIERSEXTPROC modifiers = nullptr;
};

namespace
{

template <typename Function>
Function entryPoint(const char *name)
{
    return reinterpret_cast<Function>(eglGetProcAddress(name));
}

bool has(std::string_view extensions, std::string_view name)
{
    for (std::size_t at = extensions.find(name); at != std::string_view::npos;
         at = extensions.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at == 0 || extensions[at - 1] == ' ')
            && (end == extensions.size() || extensions[end] == ' '))
            return true;
    }
    return false;
}

std::string fourccName(std::uint32_t fourcc)
{
    std::string name;
    for (unsigned i = 0; i < 4; ++i)
        name += static_cast<char>(fourcc >> 8 * i & 0x7fU);
    return name.substr(0, name.find_last_not_of(' ') + 1);
}

} // namespace

EglImage::~EglImage()
{
    if (m_image != nullptr)
        m_calls->destroy(m_display, m_image);
}

void EglImage::attach() const
{
    m_calls->target(GL_TEXTURE_2D, m_image);
}

DmabufImporter::DmabufImporter(void *display, std::shared_ptr<const EglImage::Calls> calls)
    : m_display(display)
    , m_calls(std::move(calls))
{
    EGLint count = 0;
    if (m_calls->formats == nullptr || m_calls->formats(display, 0, nullptr, &count) == EGL_FALSE)
        return;
    m_formats.resize(static_cast<std::size_t>(std::max(count, 0)));
    if (m_calls->formats(display, count, m_formats.data(), &count) == EGL_FALSE)
        count = 0;
    m_formats.resize(static_cast<std::size_t>(std::max(count, 0)));
}

Result<DmabufImporter> DmabufImporter::create()
{
    EGLDisplay display = eglGetCurrentDisplay();
    if (display == EGL_NO_DISPLAY)
        return fail(ErrorKind::Unsupported, "the window's OpenGL does not come from EGL");
    const char *text = eglQueryString(display, EGL_EXTENSIONS);
    const std::string_view extensions = text == nullptr ? "" : text;
    for (const char *needed : {"EGL_KHR_image_base", "EGL_EXT_image_dma_buf_import"}) {
        if (!has(extensions, needed))
            return fail(ErrorKind::Unsupported, formatText("this EGL has no {}", needed));
    }
    auto calls = std::make_shared<EglImage::Calls>();
    calls->create = entryPoint<PFNEGLCREATEIMAGEKHRPROC>("eglCreateImageKHR");
    calls->destroy = entryPoint<PFNEGLDESTROYIMAGEKHRPROC>("eglDestroyImageKHR");
    calls->target = entryPoint<PFNGLEGLIMAGETARGETTEXTURE2DOESPROC>("glEGLImageTargetTexture2DOES");
    if (calls->create == nullptr || calls->destroy == nullptr || calls->target == nullptr)
        return fail(ErrorKind::Unsupported, "this OpenGL makes no textures of EGL images");
    if (has(extensions, "EGL_EXT_image_dma_buf_import_modifiers")) {
        calls->formats = entryPoint<PFNEGLQUERYDMABUFFORMATSEXTPROC>("eglQueryDmaBufFormatsEXT");
        calls->modifiers
            = entryPoint<PFNEGLQUERYDMABUFMODIFIERSEXTPROC>("eglQueryDmaBufModifiersEXT");
    }
    return DmabufImporter(display, std::move(calls));
}

// What the driver says that it takes. One that names no modifiers takes what it made itself.
Result<void> DmabufImporter::checkFormat(std::uint32_t fourcc, std::uint64_t modifier) const
{
    const auto format = static_cast<EGLint>(fourcc);
    if (!m_formats.empty() && !std::ranges::contains(m_formats, format))
        return fail(ErrorKind::Unsupported,
                    formatText("this EGL imports no {} dma-bufs", fourccName(fourcc)));
    EGLint count = 0;
    if (m_calls->modifiers == nullptr || modifier == UnknownModifier
        || m_calls->modifiers(m_display, format, 0, nullptr, nullptr, &count) == EGL_FALSE
        || count <= 0)
        return {};
    std::vector<EGLuint64KHR> modifiers(static_cast<std::size_t>(count));
    std::vector<EGLBoolean> external(modifiers.size());
    m_calls->modifiers(m_display, format, count, modifiers.data(), external.data(), &count);
    for (std::size_t i = 0; i < modifiers.size(); ++i) {
        if (modifiers[i] == modifier && external[i] == EGL_FALSE)
            return {};
    }
    return fail(
        ErrorKind::Unsupported,
        formatText("this EGL imports no {} with modifier {:#x}", fourccName(fourcc), modifier));
}

Result<EglImage> DmabufImporter::import(const BufferImage &image, unsigned index,
                                        const PlaneImage &plane) const
{
    TRY(checkFormat(fourccOf(plane.texel), image.modifier));
    const auto extension
        = m_calls->modifiers == nullptr ? ModifierExtension::Missing : ModifierExtension::There;
    const std::vector<std::int32_t> attributes
        = TRY(planeAttributes(image, index, plane, extension));
    image.lend();
    EGLImageKHR made = m_calls->create(m_display, EGL_NO_CONTEXT, EGL_LINUX_DMA_BUF_EXT, nullptr,
                                       attributes.data());
    if (made == EGL_NO_IMAGE_KHR)
        return fail(
            ErrorKind::Unsupported,
            formatText("eglCreateImageKHR refused a plane of {}x{} {} texels (EGL error {:#x})",
                       plane.size.width, plane.size.height, fourccName(fourccOf(plane.texel)),
                       static_cast<unsigned>(eglGetError())));
    return EglImage(m_display, made, m_calls);
}

} // namespace weir
