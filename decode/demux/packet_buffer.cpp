// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/packet_buffer.h"

#include <algorithm>

namespace weir
{

namespace
{

// A track is full enough with a second and a half, or with this many bytes or packets when the
// durations are unknown; nothing passes the total.
constexpr Nanoseconds EnoughTime = std::chrono::milliseconds(1500);
constexpr std::size_t EnoughBytes = std::size_t{8} << 20U;
constexpr std::size_t EnoughPackets = 256;
constexpr std::size_t MaximumTotalBytes = std::size_t{48} << 20U;
constexpr std::size_t MaximumTotalPackets = 8192;
constexpr Nanoseconds MaximumTime = std::chrono::seconds(20);

} // namespace

Result<std::unique_ptr<PacketBuffer>> PacketBuffer::create()
{
    EventFd videoWake = TRY(EventFd::create());
    EventFd audioWake = TRY(EventFd::create());
    return std::unique_ptr<PacketBuffer>(
        new PacketBuffer(std::move(videoWake), std::move(audioWake)));
}

PacketBuffer::PacketBuffer(EventFd videoWake, EventFd audioWake)
    : m_queues{Queue(std::move(videoWake)), Queue(std::move(audioWake))}
{
}

const PacketBuffer::Queue &PacketBuffer::queue(TrackKind track) const
{
    return m_queues.at(static_cast<std::size_t>(track));
}

PacketBuffer::Queue &PacketBuffer::queue(TrackKind track)
{
    return m_queues.at(static_cast<std::size_t>(track));
}

void PacketBuffer::setActive(TrackKind track)
{
    const std::scoped_lock lock(m_mutex);
    queue(track).isActive = true;
}

void PacketBuffer::put(TrackKind track, TrackItem item)
{
    const std::scoped_lock lock(m_mutex);
    Queue &target = queue(track);
    count(target, item);
    target.items.push_back(std::move(item));
    if (!target.consumerWaits)
        return;
    target.consumerWaits = false;
    target.wakeSet = true;
    target.wake.signal();
}

bool PacketBuffer::waitForRoom()
{
    std::unique_lock lock(m_mutex);
    if (!m_interrupted && !hasRoom()) {
        m_producerWaits = true;
        m_producer.wait(lock, [&] { return m_interrupted || shouldRefill(); });
        m_producerWaits = false;
    }
    return !std::exchange(m_interrupted, false);
}

void PacketBuffer::waitForInterrupt()
{
    std::unique_lock lock(m_mutex);
    m_producer.wait(lock, [&] { return m_interrupted; });
    m_interrupted = false;
}

void PacketBuffer::interrupt()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_interrupted = true;
    }
    m_producer.notify_one();
}

void PacketBuffer::clear()
{
    const std::scoped_lock lock(m_mutex);
    for (Queue &each : m_queues) {
        each.items.clear();
        each.bytes = 0;
        each.packets = 0;
        each.time = Nanoseconds{0};
    }
    m_producer.notify_one();
}

std::optional<TrackItem> PacketBuffer::take(TrackKind track)
{
    const std::scoped_lock lock(m_mutex);
    Queue &source = queue(track);
    if (source.items.empty()) {
        if (source.wakeSet)
            source.wake.clear();
        source.wakeSet = false;
        source.consumerWaits = true;
        return std::nullopt;
    }
    TrackItem item = std::move(source.items.front());
    source.items.pop_front();
    uncount(source, item);
    if (m_producerWaits && shouldRefill())
        m_producer.notify_one();
    return item;
}

bool PacketBuffer::hasRoom() const
{
    std::size_t totalBytes = 0;
    std::size_t totalPackets = 0;
    bool isShort = false;
    for (const Queue &each : m_queues) {
        totalBytes += each.bytes;
        totalPackets += each.packets;
        if (each.time > MaximumTime)
            return false;
        isShort |= each.isActive && each.bytes < EnoughBytes && each.packets < EnoughPackets
            && each.time < EnoughTime;
    }
    return isShort && totalBytes < MaximumTotalBytes && totalPackets < MaximumTotalPackets;
}

bool PacketBuffer::shouldRefill() const
{
    return hasRoom() && std::ranges::any_of(m_queues, [](const Queue &each) {
               return each.isActive && each.bytes < EnoughBytes / 2
                   && each.packets < EnoughPackets / 2 && each.time < EnoughTime / 2;
           });
}

void PacketBuffer::count(Queue &queue, const TrackItem &item)
{
    const auto *packet = std::get_if<Packet>(&item);
    if (packet == nullptr)
        return;
    queue.bytes += packet->data().size();
    queue.packets += 1;
    queue.time += packet->duration();
}

void PacketBuffer::uncount(Queue &queue, const TrackItem &item)
{
    const auto *packet = std::get_if<Packet>(&item);
    if (packet == nullptr)
        return;
    queue.bytes -= packet->data().size();
    queue.packets -= 1;
    queue.time -= packet->duration();
}

} // namespace weir
