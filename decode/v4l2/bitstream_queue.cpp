// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/bitstream_queue.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace weir
{

namespace
{

// Hardware fetches ahead of the end; zeroes there are no start code.
constexpr std::size_t PaddingBytes = 64;

} // namespace

BitstreamBuffer::~BitstreamBuffer()
{
    if (m_queue != nullptr)
        m_queue->giveBack(m_index);
}

BitstreamBuffer::BitstreamBuffer(BitstreamBuffer &&other) noexcept
    : m_queue(std::exchange(other.m_queue, nullptr))
    , m_index(other.m_index)
    , m_memory(other.m_memory)
    , m_used(other.m_used)
{
}

void BitstreamBuffer::append(std::span<const std::byte> bytes)
{
    assert(bytes.size() <= space());
    std::memcpy(m_memory.data() + m_used, bytes.data(), bytes.size());
    m_used += bytes.size();
}

void BitstreamBuffer::padEnd()
{
    std::memset(m_memory.data() + m_used, 0, std::min(space(), PaddingBytes));
}

Result<BitstreamQueue> BitstreamQueue::create(const VideoDevice &device, std::uint32_t count)
{
    const BufferGrant grant = TRY(device.requestBuffers(Queue::Bitstream, count));
    if (grant.count == 0)
        return fail(ErrorKind::NoMemory, "the driver granted no bitstream buffer");
    BitstreamQueue queue(grant.capabilities);
    for (std::uint32_t index = 0; index < grant.count; ++index)
        TRY(queue.mapBuffer(device, index));
    return queue;
}

Result<void> BitstreamQueue::mapBuffer(const VideoDevice &device, std::uint32_t index)
{
    const auto planes = TRY(device.queryBuffer(Queue::Bitstream, index));
    if (planes.size() != 1 || planes[0].lengthBytes == 0 || index != m_maps.size())
        return fail(ErrorKind::Unsupported, "the driver's bitstream buffers are of no known shape");
    m_maps.push_back(TRY(device.io().map(device.fd(), planes[0].lengthBytes, planes[0].mapOffset)));
    m_free.reserve(m_maps.size());
    m_free.push_back(index);
    return {};
}

std::optional<BitstreamBuffer> BitstreamQueue::acquire(std::size_t bytes)
{
    auto best = m_free.end();
    for (auto it = m_free.begin(); it != m_free.end(); ++it) {
        const std::size_t size = m_maps[*it].bytes().size();
        if (size >= bytes && (best == m_free.end() || size < m_maps[*best].bytes().size()))
            best = it;
    }
    if (best == m_free.end())
        return std::nullopt;
    const std::uint32_t index = *best;
    m_free.erase(best);
    return BitstreamBuffer(*this, index, m_maps[index].bytes());
}

bool BitstreamQueue::canHold(std::size_t bytes) const
{
    return std::ranges::any_of(
        m_maps, [&](const MappedMemory &map) { return map.bytes().size() >= bytes; });
}

Result<void> BitstreamQueue::grow(const VideoDevice &device, std::size_t bytes)
{
    QueueFormat format = TRY(device.format(Queue::Bitstream));
    format.planes[0].sizeBytes = static_cast<std::uint32_t>(bytes);
    const std::uint32_t index = TRY(device.createBuffer(Queue::Bitstream, format));
    TRY(mapBuffer(device, index));
    if (!canHold(bytes))
        return fail(ErrorKind::NoMemory, "the driver made no larger bitstream buffer");
    return {};
}

void BitstreamQueue::giveBack(std::uint32_t index)
{
    assert(index < m_maps.size() && !std::ranges::contains(m_free, index));
    m_free.push_back(index);
}

void BitstreamQueue::giveBackAll()
{
    m_free.clear();
    for (std::uint32_t index = 0; index < m_maps.size(); ++index)
        m_free.push_back(index);
}

} // namespace weir
