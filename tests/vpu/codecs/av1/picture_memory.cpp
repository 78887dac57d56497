// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/av1/picture_memory.h"

#include <utility>

#include <sys/mman.h>

namespace weir::vpu::av1
{

namespace
{

void unmap(const PictureMemory::Block &block)
{
    munmap(block.bytes, block.size);
}

} // namespace

PictureMemory::~PictureMemory()
{
    for (const auto &block : m_free)
        unmap(*block);
}

std::unique_ptr<PictureMemory::Block> PictureMemory::take(std::size_t size)
{
    const std::scoped_lock lock(m_mutex);
    // Another size: the pictures before it will not come again.
    while (!m_free.empty() && m_free.back()->size != size) {
        unmap(*m_free.back());
        m_free.pop_back();
    }
    if (!m_free.empty()) {
        auto block = std::move(m_free.back());
        m_free.pop_back();
        block->owner = shared_from_this();
        return block;
    }
    void *const bytes = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (bytes == MAP_FAILED)
        return nullptr;
    return std::make_unique<Block>(Block{
        .bytes = static_cast<std::uint8_t *>(bytes), .size = size, .owner = shared_from_this()});
}

void PictureMemory::give(std::unique_ptr<Block> block)
{
    const std::shared_ptr<PictureMemory> owner = std::exchange(block->owner, nullptr);
    const std::scoped_lock lock(owner->m_mutex);
    owner->m_free.push_back(std::move(block));
}

} // namespace weir::vpu::av1
