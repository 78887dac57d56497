// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <GLES3/gl3.h>

#include "decode/frame/picture_samples.h"
#include "platform/dmabuf/mapped_image.h"
#include "platform/egl/dmabuf_importer.h"
#include "platform/egl/gl_features.h"
#include "render/texture/plane_plan.h"
#include "render/texture/texture_stage.h"

namespace weir
{

// The planes of the picture that is drawn, as textures: imports of each slot, made once, or one set
// that pictures are copied into. Lives and dies where the context is current.
class PictureTextures
{
public:
    explicit PictureTextures(const GlFeatures &gl);
    ~PictureTextures();
    PictureTextures(const PictureTextures &) = delete;
    PictureTextures &operator=(const PictureTextures &) = delete;
    PictureTextures(PictureTextures &&) = delete;
    PictureTextures &operator=(PictureTextures &&) = delete;

    // Makes the textures show that slot of the pool.
    // Errors: Unsupported, NoMemory, and those of mapping the memory.
    [[nodiscard]] Result<void> load(const std::shared_ptr<const TexturePool> &pool,
                                    std::uint16_t index);
    // Binds them to the texture units from 0 on.
    void bind() const;
    // Of what was loaded last: as its samples lie in the textures.
    [[nodiscard]] PixelFormat format() const { return m_format; }
    [[nodiscard]] const std::vector<PlanePlan> &planes() const { return m_planes; }
    // Drops what belongs to pools that nobody else holds.
    void forgetUnused();

private:
    static constexpr std::size_t MostPlanes = 3;
    struct Slot {
        std::vector<EglImage> images; // by plane
        std::optional<MappedImage> memory;
    };
    using Key = std::pair<std::weak_ptr<const TexturePool>, std::uint16_t>;
    struct Order {
        bool operator()(const Key &one, const Key &other) const
        {
            return one.first.owner_before(other.first)
                || (!other.first.owner_before(one.first) && one.second < other.second);
        }
    };
    [[nodiscard]] Result<void> importSlot(const TexturePool &pool, std::uint16_t index, Slot &slot);
    [[nodiscard]] Result<void> uploadSlot(const TexturePool &pool, std::uint16_t index, Slot &slot);

    [[nodiscard]] Result<std::vector<EglImage>> importPlanes(const BufferImage &image);
    // Gives m_uploaded their storage, unless they have it.
    [[nodiscard]] Result<void> allocate(const std::vector<PlanePlan> &planes);
    [[nodiscard]] Result<void> copyPlane(unsigned index, std::span<const std::byte> bytes,
                                         std::size_t strideBytes) const;
    [[nodiscard]] Result<void> copyUnpacked(const PictureView &view);

    GlFeatures m_gl;
    std::array<GLuint, MostPlanes> m_imported{};
    std::array<GLuint, MostPlanes> m_uploaded{};
    const std::array<GLuint, MostPlanes> *m_shown = nullptr; // one of the two
    PixelFormat m_format = PixelFormat::Nv12;
    std::vector<PlanePlan> m_planes;
    std::vector<PlanePlan> m_allocated; // for which m_uploaded have their storage
    std::optional<Result<DmabufImporter>> m_importer; // made when first needed
    std::map<Key, Slot, Order> m_slots;
    std::vector<std::byte> m_scratch;
};

} // namespace weir
