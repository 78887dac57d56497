// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/wayland/buffer_cache.h"

#include <algorithm>

#include "platform/base/log.h"

namespace weir
{

namespace
{

constexpr const char *Category = "platform.wayland";

} // namespace

BufferCache::BufferCache(const Globals &globals, Released released)
    : m_globals(globals)
    , m_released(std::move(released))
{
}

void BufferCache::addPool(std::uint32_t generation, Images images, Size size)
{
    dropRetired();
    Pool &pool = m_pools[generation];
    pool.images = std::move(images);
    pool.size = size;
    pool.slots.resize(pool.images->size());
    if (pool.images->empty()) {
        pool.state = Import::Refused;
        return;
    }
    if (pool.images->front().memory == BufferImage::Memory::SharedMemory) {
        const std::optional<std::int32_t> height = shmHeight(pool.images->front());
        pool.state = height ? Import::Ready : Import::Refused;
        pool.size.height = height.value_or(size.height); // wl_shm leaves out no rows between planes
        return;
    }
    pool.trial = std::make_unique<ImportTrial>(m_globals, pool.images->front(), size,
                                               [this, generation](Proxy<wl_buffer> buffer) {
                                                   finishTrial(generation, std::move(buffer));
                                               });
}

void BufferCache::finishTrial(std::uint32_t generation, Proxy<wl_buffer> buffer)
{
    const auto found = m_pools.find(generation);
    if (found == m_pools.end())
        return;
    Pool &pool = found->second;
    pool.state = buffer ? Import::Ready : Import::Refused;
    if (buffer)
        addBuffer(pool, {.generation = generation, .index = 0}, std::move(buffer));
    pool.trial.reset();
}

void BufferCache::retirePool(std::uint32_t generation)
{
    const auto found = m_pools.find(generation);
    if (found != m_pools.end())
        found->second.retired = true;
    dropRetired();
}

void BufferCache::dropRetired()
{
    std::erase_if(m_pools, [](const auto &entry) {
        const Pool &pool = entry.second;
        return pool.retired && std::ranges::none_of(pool.slots, [](const auto &buffers) {
                   return std::ranges::any_of(buffers,
                                              [](const auto &buffer) { return buffer->isBusy(); });
               });
    });
}

BufferCache::Import BufferCache::stateOf(std::uint32_t generation) const
{
    const auto found = m_pools.find(generation);
    return found == m_pools.end() ? Import::Unknown : found->second.state;
}

Size BufferCache::bufferSize(std::uint32_t generation) const
{
    const auto found = m_pools.find(generation);
    return found == m_pools.end() ? Size{} : found->second.size;
}

Buffer *BufferCache::idleBuffer(BufferKey key)
{
    const auto found = m_pools.find(key.generation);
    if (found == m_pools.end() || found->second.state != Import::Ready
        || key.index >= found->second.slots.size())
        return nullptr;
    Pool &pool = found->second;
    for (const auto &buffer : pool.slots[key.index]) {
        if (!buffer->isBusy())
            return buffer.get();
    }
    return addBuffer(pool, key, import(pool, key.index));
}

Buffer *BufferCache::addBuffer(Pool &pool, BufferKey key, Proxy<wl_buffer> proxy)
{
    if (!proxy)
        return nullptr;
    ++m_buffersMade;
    auto &buffers = pool.slots[key.index];
    buffers.push_back(
        std::make_unique<Buffer>(std::move(proxy), pool.images->at(key.index).memory,
                                 [this, key](const Buffer &buffer) { m_released(key, buffer); }));
    return buffers.back().get();
}

Proxy<wl_buffer> BufferCache::import(const Pool &pool, std::uint16_t index) const
{
    const BufferImage &image = pool.images->at(index);
    if (image.memory == BufferImage::Memory::Dmabuf)
        return importDmabuf(m_globals, image, pool.size);
    Result<Proxy<wl_buffer>> buffer = importSharedMemory(m_globals, image, pool.size);
    if (!buffer) {
        log::error(Category, "{}", buffer.error().message());
        return nullptr;
    }
    return *std::move(buffer);
}

} // namespace weir
