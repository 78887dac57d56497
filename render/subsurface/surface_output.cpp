// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/subsurface/surface_output.h"

#include <utility>

namespace weir
{

SurfaceOutput::SurfaceOutput(const Globals &globals, VideoStage &stage, Listener &listener)
    : m_stage(stage)
    , m_listener(listener)
    , m_cache(globals, [this](BufferKey, const Buffer &buffer) { bufferReleased(buffer); })
    , m_feedback(
          globals,
          [this](std::uint64_t id, std::optional<Presented> result) {
              m_listener.commitAnswered(id, result);
          },
          [this](std::uint64_t id) { m_listener.commitTaken(id); })
    , m_colorTeller(globals)
{
}

SurfaceOutput::~SurfaceOutput()
{
    releaseAll();
}

void SurfaceOutput::addPool(std::uint32_t generation, const VideoFormat &format, PoolImages images)
{
    m_pools[generation] = {.format = format, .color = m_colorTeller.begin(format)};
    const Size coded = images->empty() ? format.codedSize : images->front().size;
    if (!images->empty())
        m_memory = images->front().memory;
    m_cache.addPool(generation, std::move(images), bufferSizeFor(coded, format.visible));
}

void SurfaceOutput::retirePool(std::uint32_t generation)
{
    m_cache.retirePool(generation);
    m_pools.erase(generation);
}

PictureOutput::PoolState SurfaceOutput::poolState(std::uint32_t generation) const
{
    switch (m_cache.stateOf(generation)) {
    case BufferCache::Import::Pending:
        return PoolState::Pending;
    case BufferCache::Import::Ready: {
        const auto pool = m_pools.find(generation);
        return pool != m_pools.end() && ColorTeller::isPending(pool->second.color)
            ? PoolState::Pending
            : PoolState::Ready;
    }
    case BufferCache::Import::Refused:
    case BufferCache::Import::Unknown:
        break;
    }
    return PoolState::Refused;
}

PictureOutput::Shown SurfaceOutput::show(const Picture &picture, const Commit &commit)
{
    const auto current = m_uses.find(m_current);
    if (current != m_uses.end() && current->second.slot == picture.slot) {
        ++current->second.pictures;
        return Shown::Repeated;
    }
    const std::uint32_t generation = picture.slot.generation;
    Buffer *buffer = m_cache.idleBuffer({.generation = generation, .index = picture.slot.index});
    const auto pool = m_pools.find(generation);
    if (buffer == nullptr || pool == m_pools.end()) {
        m_listener.slotReleased(picture.slot);
        return Shown::Failed;
    }
    m_uses[buffer] = {.slot = picture.slot, .pictures = 1};
    m_current = buffer;
    const VideoFormat &format = pool->second.format;
    const VideoShape shape{.buffer = m_cache.bufferSize(generation),
                           .visible = picture.visible,
                           .sampleAspectRatio = format.sampleAspectRatio,
                           .rotationDegrees = format.rotationDegrees};
    m_stage.show(
        {.buffer = *buffer, .shape = shape, .color = ColorTeller::wordsOf(pool->second.color)},
        m_feedback, commit);
    reportColor(generation, pool->second);
    return Shown::Committed;
}

void SurfaceOutput::reportColor(std::uint32_t generation, const Pool &pool)
{
    if (std::exchange(m_shownPool, generation) != generation)
        m_listener.colorShown(m_colorTeller.report(pool.color, pool.format));
}

void SurfaceOutput::bufferReleased(const Buffer &buffer)
{
    const auto found = m_uses.find(&buffer);
    if (found == m_uses.end())
        return;
    const Use use = found->second;
    m_uses.erase(found);
    if (m_current == &buffer)
        m_current = nullptr;
    for (std::uint32_t i = 0; i < use.pictures; ++i)
        m_listener.slotReleased(use.slot);
}

FenceRegime SurfaceOutput::fenceRegime() const
{
    if (m_memory != BufferImage::Memory::Dmabuf)
        return FenceRegime::None;
    return m_stage.hasExplicitSync() ? FenceRegime::Explicit : FenceRegime::Implicit;
}

void SurfaceOutput::releaseAll()
{
    while (!m_uses.empty())
        bufferReleased(*m_uses.begin()->first);
}

} // namespace weir
