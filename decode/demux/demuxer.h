// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "decode/demux/container.h"
#include "decode/demux/packet_buffer.h"
#include "platform/base/named_thread.h"

namespace weir
{

struct DemuxerOptions {
    AudioWanted audio = AudioWanted::Yes;
    enum class Repeat : std::uint8_t { Once, Forever } repeat = Repeat::Once;
    MediaTime start{}; // where to begin, exactly
};

// Reads a medium on a thread of its own ("demux") and fills a PacketBuffer. Each track begins with
// a TrackStart and ends with a TrackEnd. Thread-safe; stop() and the destructor end the thread, at
// once even when a read hangs.
class Demuxer
{
public:
    // Called on the demux thread, without a lock; they must not call the demuxer.
    struct Handlers {
        // Before the first packet; after an error nothing more comes.
        std::function<void(const Result<MediumInfo> &)> opened;
        // Reading cannot go on (encrypted packets); the tracks end after it.
        std::function<void(const Error &)> failed;
    };

    static Result<std::unique_ptr<Demuxer>> create(std::string url, DemuxerOptions options,
                                                   Handlers handlers);
    ~Demuxer();
    Demuxer(const Demuxer &) = delete;
    Demuxer &operator=(const Demuxer &) = delete;
    Demuxer(Demuxer &&) = delete;
    Demuxer &operator=(Demuxer &&) = delete;

    // Both by the owner; the handlers are called only in between.
    void start();
    void stop();

    [[nodiscard]] PacketBuffer &packets() { return *m_packets; }
    // Drops what is queued and goes on at `target`; the packets from there carry the serial.
    Serial seek(MediaTime target, SeekMode mode);
    // The serial of the newest seek: what carries an older one is stale. (A loop makes nothing
    // stale: what is queued before it is still to be shown.)
    [[nodiscard]] Serial newestSeek() const { return m_newestSeek.load(std::memory_order_acquire); }

private:
    Demuxer(std::string url, DemuxerOptions options, Handlers handlers,
            std::unique_ptr<PacketBuffer> packets);
    void run();
    [[nodiscard]] bool isStopping() const { return m_stop.load(std::memory_order_relaxed); }
    bool openContainer();
    std::optional<TrackStart> takeSeek();
    void performSeek(const TrackStart &start);
    void readOne();
    void endTracks();
    void startLoop();
    void putAll(const TrackStart &item);
    void putAll(const TrackEnd &item);

    const std::string m_url;
    const DemuxerOptions m_options;
    const Handlers m_handlers;
    const std::unique_ptr<PacketBuffer> m_packets;
    std::atomic<bool> m_stop{false}; // relaxed: the PacketBuffer's lock orders the rest
    std::atomic<Serial> m_newestSeek{0}; // written under m_mutex; release/acquire with newestSeek
    std::mutex m_mutex; // guards m_seek and m_serial
    Serial m_serial = 0; // the last one given away
    std::optional<TrackStart> m_seek;

    // Thread-bound (demux)
    std::unique_ptr<Container> m_container;
    Serial m_currentSerial = 0;
    bool m_ended = false;
    bool m_readSomething = false; // since the last start

    NamedThread m_thread; // last: it uses all of the above
};

} // namespace weir
