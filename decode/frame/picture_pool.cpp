// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/frame/picture_pool.h"

#include <algorithm>

namespace weir
{

SlotRef::~SlotRef()
{
    if (m_pool)
        m_pool->dropShare(m_index);
}

SlotRef::SlotRef(const SlotRef &other)
    : m_pool(other.m_pool)
    , m_index(other.m_index)
{
    if (m_pool)
        m_pool->addShare(m_index);
}

SlotRef &SlotRef::operator=(const SlotRef &other)
{
    SlotRef copy(other);
    return *this = std::move(copy);
}

SlotRef &SlotRef::operator=(SlotRef &&other) noexcept
{
    const SlotRef dropped(std::move(*this)); // this share goes now, not when `other` dies
    m_pool = std::move(other.m_pool);
    m_index = other.m_index;
    return *this;
}

SlotName SlotRef::name() const
{
    return {.generation = m_pool->generation(), .index = m_index};
}

const BufferImage &SlotRef::image() const
{
    return m_pool->image(m_index);
}

PicturePool::PicturePool(std::uint32_t generation, VideoFormat format,
                         std::vector<BufferImage> images, std::function<void()> slotFreed)
    : m_generation(generation)
    , m_format(format)
    , m_images(std::move(images))
    , m_slotFreed(std::move(slotFreed))
    , m_shares(m_images.size())
{
    for (std::size_t i = 0; i < m_images.size(); ++i)
        m_free.push_back(static_cast<std::uint16_t>(i));
}

std::uint32_t PicturePool::nextGeneration()
{
    static std::atomic<std::uint32_t> last{0}; // relaxed: only uniqueness matters
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

std::shared_ptr<PicturePool> PicturePool::create(std::uint32_t generation, VideoFormat format,
                                                 std::vector<BufferImage> images,
                                                 std::function<void()> slotFreed)
{
    return std::shared_ptr<PicturePool>(
        new PicturePool(generation, format, std::move(images), std::move(slotFreed)));
}

std::optional<SlotRef> PicturePool::acquire(const std::function<bool(const BufferImage &)> &usable)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find_if(
        m_free, [&](std::uint16_t index) { return !usable || usable(m_images[index]); });
    if (found == m_free.end())
        return std::nullopt;
    const std::uint16_t index = *found;
    m_free.erase(found);
    m_shares[index].store(1, std::memory_order_relaxed);
    return SlotRef(shared_from_this(), index);
}

std::size_t PicturePool::freeCount() const
{
    const std::scoped_lock lock(m_mutex);
    return m_free.size();
}

bool PicturePool::isFree(std::uint16_t index) const
{
    const std::scoped_lock lock(m_mutex);
    return std::ranges::contains(m_free, index);
}

void PicturePool::addShare(std::uint16_t index)
{
    m_shares[index].fetch_add(1, std::memory_order_relaxed);
}

void PicturePool::dropShare(std::uint16_t index)
{
    if (m_shares[index].fetch_sub(1, std::memory_order_acq_rel) != 1)
        return;
    {
        const std::scoped_lock lock(m_mutex);
        m_free.push_back(index);
    }
    if (m_slotFreed)
        m_slotFreed();
}

} // namespace weir
