// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/quick/picture_textures.h"

#include <GLES2/gl2ext.h>

#include "platform/base/text.h"
#include "platform/dmabuf/cpu_access.h"

namespace weir
{

namespace
{

// What glTexImage2D wants to know of a plane.
struct UploadFormat {
    GLint internal;
    GLenum layout;
    GLenum type;
};

UploadFormat uploadFormatOf(const PlanePlan &plane)
{
    const bool isWide = plane.bytesPerComponent == 2;
    const GLenum type = isWide ? GL_UNSIGNED_SHORT : GL_UNSIGNED_BYTE;
    if (plane.components == 2)
        return {.internal = isWide ? GL_RG16_EXT : GL_RG8, .layout = GL_RG, .type = type};
    return {.internal = isWide ? GL_R16_EXT : GL_R8, .layout = GL_RED, .type = type};
}

std::size_t texelBytes(const PlanePlan &plane)
{
    return std::size_t{plane.components} * plane.bytesPerComponent;
}

void makeTextures(std::span<GLuint> names)
{
    glGenTextures(static_cast<GLsizei>(names.size()), names.data());
    for (const GLuint name : names) {
        glBindTexture(GL_TEXTURE_2D, name);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    }
    glBindTexture(GL_TEXTURE_2D, 0);
}

// Of what was done since the last look; the first of several.
GLenum takeGlError()
{
    const GLenum first = glGetError();
    constexpr int Most = 16; // without a context it never ends
    for (int i = 0; i < Most && glGetError() != GL_NO_ERROR; ++i) { }
    return first;
}

Result<void> failOnGlError(const char *what)
{
    const GLenum error = takeGlError();
    if (error == GL_NO_ERROR)
        return {};
    return fail(error == GL_OUT_OF_MEMORY ? ErrorKind::NoMemory : ErrorKind::Unsupported,
                formatText("{} failed (OpenGL error {:#x})", what, error));
}

} // namespace

PictureTextures::PictureTextures(const GlFeatures &gl)
    : m_gl(gl)
{
    makeTextures(m_imported);
    makeTextures(m_uploaded);
}

PictureTextures::~PictureTextures()
{
    glDeleteTextures(MostPlanes, m_imported.data());
    glDeleteTextures(MostPlanes, m_uploaded.data());
}

void PictureTextures::bind() const
{
    for (unsigned i = 0; i < MostPlanes; ++i) {
        glActiveTexture(GL_TEXTURE0 + i);
        glBindTexture(GL_TEXTURE_2D, m_shown == nullptr ? 0 : m_shown->at(i));
    }
    glActiveTexture(GL_TEXTURE0);
}

void PictureTextures::forgetUnused()
{
    std::erase_if(m_slots, [](const auto &slot) { return slot.first.first.expired(); });
}

Result<void> PictureTextures::load(const std::shared_ptr<const TexturePool> &pool,
                                   std::uint16_t index)
{
    if (index >= pool->images->size())
        return fail(ErrorKind::InvalidData, "a picture's slot is not in its pool");
    static_cast<void>(takeGlError());
    glActiveTexture(GL_TEXTURE0);
    Slot &slot = m_slots[{pool, index}];
    Result<void> loaded = pool->source == TextureSource::Imported ? importSlot(*pool, index, slot)
                                                                  : uploadSlot(*pool, index, slot);
    glBindTexture(GL_TEXTURE_2D, 0);
    return loaded;
}

// --- Imports ---

Result<void> PictureTextures::importSlot(const TexturePool &pool, std::uint16_t index, Slot &slot)
{
    const BufferImage &image = pool.images->at(index);
    m_format = pool.format.pixelFormat;
    m_planes = planesOf(m_format, image.size);
    if (slot.images.empty())
        slot.images = TRY(importPlanes(image));
    for (std::size_t i = 0; i < slot.images.size(); ++i) {
        glBindTexture(GL_TEXTURE_2D, m_imported.at(i));
        slot.images[i].attach();
    }
    m_shown = &m_imported;
    return failOnGlError("making a texture of an imported plane");
}

Result<std::vector<EglImage>> PictureTextures::importPlanes(const BufferImage &image)
{
    if (!m_importer)
        m_importer = DmabufImporter::create();
    if (!*m_importer)
        return std::unexpected(m_importer->error());
    if (m_planes.empty() || m_planes.size() != image.planeCount)
        return fail(ErrorKind::Unsupported, "the picture's planes are no textures");
    std::vector<EglImage> images;
    for (unsigned i = 0; i < m_planes.size(); ++i) {
        const PlaneImage plane = planeImageOf(m_planes[i]);
        images.push_back(TRY((*m_importer)->import(image, i, plane)));
    }
    return images;
}

// --- Copies ---

Result<void> PictureTextures::uploadSlot(const TexturePool &pool, std::uint16_t index, Slot &slot)
{
    const BufferImage &image = pool.images->at(index);
    m_format = uploadFormatOf(pool.format.pixelFormat);
    TRY(allocate(planesOf(m_format, image.size)));
    if (!slot.memory)
        slot.memory = TRY(MappedImage::map(image, MappedImage::Access::Read));
    const CpuAccess access = TRY(CpuAccess::begin(image, CpuUse::Read));
    PictureView view{.format = pool.format.pixelFormat,
                     .visible
                     = {.x = 0, .y = 0, .width = image.size.width, .height = image.size.height}};
    for (unsigned i = 0; i < slot.memory->planeCount(); ++i)
        view.planes.at(i)
            = {.bytes = slot.memory->plane(i), .strideBytes = slot.memory->strideBytes(i)};
    m_shown = &m_uploaded;
    if (m_format != pool.format.pixelFormat)
        return copyUnpacked(view);
    for (unsigned i = 0; i < m_planes.size(); ++i)
        TRY(copyPlane(i, view.planes.at(i).bytes, view.planes.at(i).strideBytes));
    return failOnGlError("copying a picture into its textures");
}

Result<void> PictureTextures::allocate(const std::vector<PlanePlan> &planes)
{
    if (!m_gl.isModern())
        return fail(ErrorKind::Unsupported, "this OpenGL has no textures of one number a texel");
    m_planes = planes;
    if (m_allocated == planes)
        return {};
    m_allocated.clear();
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const PlanePlan &plane = planes[i];
        if (plane.bytesPerComponent == 2 && !m_gl.hasWideTextures)
            return fail(ErrorKind::Unsupported, "this OpenGL ES has no textures of 16 bits");
        const UploadFormat format = uploadFormatOf(plane);
        glBindTexture(GL_TEXTURE_2D, m_uploaded.at(i));
        glTexImage2D(GL_TEXTURE_2D, 0, format.internal, plane.size.width, plane.size.height, 0,
                     format.layout, format.type, nullptr);
    }
    TRY(failOnGlError("making the textures for copies"));
    m_allocated = planes;
    return {};
}

Result<void> PictureTextures::copyPlane(unsigned index, std::span<const std::byte> bytes,
                                        std::size_t strideBytes) const
{
    const PlanePlan &plane = m_planes.at(index);
    const auto rows = static_cast<std::size_t>(plane.size.height);
    const std::size_t rowBytes = static_cast<std::size_t>(plane.size.width) * texelBytes(plane);
    if (rowBytes > strideBytes || strideBytes % texelBytes(plane) != 0
        || strideBytes * (rows - 1) + rowBytes > bytes.size())
        return fail(ErrorKind::InvalidData, "a picture reaches beyond its memory; it is not shown");
    const UploadFormat format = uploadFormatOf(plane);
    glBindTexture(GL_TEXTURE_2D, m_uploaded.at(index));
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, static_cast<GLint>(strideBytes / texelBytes(plane)));
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, plane.size.width, plane.size.height, format.layout,
                    format.type, bytes.data());
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4); // as it is by default
    return {};
}

// Samples that do not lie in whole bytes: one component after the other, as words.
Result<void> PictureTextures::copyUnpacked(const PictureView &view)
{
    std::vector<std::byte> packed;
    for (unsigned i = 0; i < m_planes.size(); ++i) {
        const ComponentRows rows = TRY(ComponentRows::of(view, i));
        packed.clear();
        for (int y = 0; y < rows.size().height; ++y) {
            const std::span<const std::byte> row = rows.row(y, m_scratch);
            packed.insert(packed.end(), row.begin(), row.end());
        }
        TRY(copyPlane(i, packed,
                      static_cast<std::size_t>(rows.size().width) * rows.bytesPerSample()));
    }
    return failOnGlError("copying a picture into its textures");
}

} // namespace weir
