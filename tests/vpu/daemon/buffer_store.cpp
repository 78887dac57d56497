// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/daemon/buffer_store.h"

#include <algorithm>
#include <utility>

namespace weir::vpu
{

namespace
{

// More than any client's pool; buffers of a size that is no longer used then go soon.
constexpr std::size_t MaxMappings = 48;

} // namespace

Result<std::shared_ptr<Mapping>> BufferStore::mapping(std::uint64_t memory, std::size_t size)
{
    Buffer &buffer = m_buffers[memory];
    buffer.lastUse = ++m_clock;
    if (!buffer.mapping || buffer.mapping->bytes().size() != size)
        buffer.mapping = TRY(m_device.map(memory, size));
    auto mapping = buffer.mapping;
    dropOldMappings();
    return mapping;
}

void BufferStore::dropOldMappings()
{
    const auto isMapped = [](const auto &entry) { return entry.second.mapping != nullptr; };
    if (std::ranges::count_if(m_buffers, isMapped) <= static_cast<std::ptrdiff_t>(MaxMappings))
        return;
    const auto age = [](const auto &entry) {
        return entry.second.mapping ? entry.second.lastUse : UINT64_MAX;
    };
    // Its picture is kept: it may still be a reference.
    std::ranges::min_element(m_buffers, {}, age)->second.mapping.reset();
}

void BufferStore::setWritten(std::uint64_t memory, DecodedPicture picture)
{
    Buffer &buffer = m_buffers[memory];
    ++buffer.generation;
    buffer.written = std::move(picture);
}

std::uint64_t BufferStore::generation(std::uint64_t memory) const
{
    const auto found = m_buffers.find(memory);
    return found == m_buffers.end() ? 0 : found->second.generation;
}

DecodedPicture BufferStore::written(std::uint64_t memory) const
{
    const auto found = m_buffers.find(memory);
    return found == m_buffers.end() ? DecodedPicture{} : found->second.written;
}

} // namespace weir::vpu
