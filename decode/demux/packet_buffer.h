// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <variant>

#include "decode/demux/container.h"
#include "decode/demux/packet.h"
#include "decode/demux/seek_mode.h"
#include "platform/base/event_fd.h"

namespace weir
{

// What follows starts anew: by opening, by a seek, or by playing from the start again.
struct TrackStart {
    enum class Cause : std::uint8_t { Open, Seek, Loop };
    Serial serial = 0;
    Cause cause = Cause::Open;
    MediaTime target{}; // with SeekMode::Exact nothing earlier is to come out
    SeekMode mode = SeekMode::Exact;
};

// The last packet of `serial` has been given.
struct TrackEnd {
    Serial serial = 0;
    bool isLast = true; // false: a TrackStart follows (loop)
};

using TrackItem = std::variant<Packet, TrackStart, TrackEnd>;

// The packets on their way from the demuxer to the decoders: two queues with one bound. The
// demuxer reads on while any active track is short, so that a full video queue does not starve
// the sound, up to a total that stops it in any case. Refilling starts when a track is half
// empty: threads wake each other once for many packets. Thread-safe; one producer, one consumer a
// track.
class PacketBuffer
{
public:
    static Result<std::unique_ptr<PacketBuffer>> create();

    // Producer. Tracks that are not active do not count for waitForRoom.
    void setActive(TrackKind track);
    void put(TrackKind track, TrackItem item);
    // Blocks while all is full enough. False: interrupted.
    bool waitForRoom();
    // Blocks until interrupted.
    void waitForInterrupt();

    // Any thread: ends the producer's present or next wait.
    void interrupt();
    // Any thread: drops everything queued.
    void clear();

    // Consumer. Nothing: empty now; the next put makes wakeFd(track) readable.
    std::optional<TrackItem> take(TrackKind track);
    [[nodiscard]] int wakeFd(TrackKind track) const { return queue(track).wake.fd(); }

private:
    struct Queue {
        explicit Queue(EventFd wakeFd)
            : wake(std::move(wakeFd))
        {
        }
        std::deque<TrackItem> items;
        std::size_t bytes = 0;
        std::size_t packets = 0;
        Nanoseconds time{0}; // sum of the durations that are known
        bool isActive = false;
        bool consumerWaits = true;
        bool wakeSet = false;
        EventFd wake;
    };

    PacketBuffer(EventFd videoWake, EventFd audioWake);
    [[nodiscard]] const Queue &queue(TrackKind track) const;
    [[nodiscard]] Queue &queue(TrackKind track);
    [[nodiscard]] bool hasRoom() const;
    [[nodiscard]] bool shouldRefill() const;
    static void count(Queue &queue, const TrackItem &item);
    static void uncount(Queue &queue, const TrackItem &item);

    std::mutex m_mutex; // guards all below but the EventFds
    std::condition_variable m_producer;
    bool m_producerWaits = false;
    bool m_interrupted = false;
    std::array<Queue, 2> m_queues;
};

} // namespace weir
