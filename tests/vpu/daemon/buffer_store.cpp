// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/daemon/buffer_store.h"

#include <algorithm>

namespace weir::vpu
{

namespace
{

// More than any client's pool; buffers of a size that is no longer used then go soon.
constexpr std::size_t MaxMappings = 48;

} // namespace

Result<std::shared_ptr<Mapping>> BufferStore::mapping(std::uint64_t memory, std::size_t size)
{
    const auto found = m_mappings.find(memory);
    if (found == m_mappings.end() || found->second.mapping->bytes().size() != size)
        m_mappings[memory].mapping = TRY(m_device.map(memory, size));
    Mapped &mapped = m_mappings[memory];
    mapped.lastUse = ++m_clock;
    auto mapping = mapped.mapping;
    dropOldMappings();
    return mapping;
}

// The pictures are kept: they may still be references.
void BufferStore::dropOldMappings()
{
    const auto lastUse = [](const auto &entry) { return entry.second.lastUse; };
    if (m_mappings.size() > MaxMappings)
        m_mappings.erase(std::ranges::min_element(m_mappings, {}, lastUse));
}

void BufferStore::drop(std::uint64_t memory)
{
    m_mappings.erase(memory);
    forget(memory);
}

} // namespace weir::vpu
