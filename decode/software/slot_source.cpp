// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/software/slot_source.h"

#include <algorithm>

#include "decode/software/frame_format.h"
#include "platform/base/log.h"

namespace weir
{

namespace
{

// Far beyond what any codec refers to: a stream that asks for more is damaged or hostile.
constexpr std::size_t MaximumSlots = 128;

} // namespace

SlotSource::SlotSource(std::shared_ptr<const PictureMemory> memory, std::function<void()> slotFreed)
    : m_memory(std::move(memory))
    , m_slotFreed(std::move(slotFreed))
{
}

Result<MappedSlot> SlotSource::acquire(const VideoFormat &format, std::size_t firstPoolSize)
{
    const std::scoped_lock lock(m_mutex);
    if (m_format != format) {
        m_pools.clear();
        m_format = format;
    }
    for (int attempt = 0; attempt < 2; ++attempt) {
        for (const auto &mapped : m_pools) {
            if (auto slot = mapped->pool->acquire())
                return MappedSlot{.slot = std::move(*slot), .mapped = mapped};
        }
        constexpr std::size_t GrowBy = 4;
        TRY(grow(format, m_pools.empty() ? firstPoolSize : GrowBy));
    }
    return fail(ErrorKind::NoMemory, "no picture buffer is free");
}

Result<void> SlotSource::grow(const VideoFormat &format, std::size_t count)
{
    std::size_t total = count;
    for (const auto &mapped : m_pools)
        total += mapped->pool->size();
    if (total > MaximumSlots)
        return fail(ErrorKind::NoMemory, "the stream holds more pictures than any codec allows");
    const ImageLayout layout = TRY(planPictureLayout(format.pixelFormat, format.codedSize));
    auto made = std::make_shared<MappedPool>();
    std::vector<BufferImage> images;
    for (std::size_t i = 0; i < count; ++i) {
        images.push_back(TRY(allocateImage(*m_memory, layout)));
        made->mappings.push_back(
            TRY(MappedImage::map(images.back(), MappedImage::Access::ReadWrite)));
    }
    made->pool = PicturePool::create(PicturePool::nextGeneration(), format, std::move(images),
                                     m_slotFreed);
    log::info("decode.software", "{} buffers of {}x{} {} in {} ({} in all)", count,
              format.codedSize.width, format.codedSize.height, infoOf(format.pixelFormat).name,
              m_memory->name(), total);
    m_pools.push_back(std::move(made));
    return {};
}

SlotSource::Usage SlotSource::usage() const
{
    const std::scoped_lock lock(m_mutex);
    Usage usage;
    for (const auto &mapped : m_pools) {
        const std::size_t freeSlots = mapped->pool->freeCount();
        usage.free += freeSlots;
        usage.held += mapped->pool->size() - freeSlots;
    }
    return usage;
}

} // namespace weir
