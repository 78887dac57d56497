// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/demuxer.h"

#include <algorithm>

extern "C" {
#include <libavcodec/packet.h>
#include <libavutil/avutil.h>
}

#include "platform/base/log.h"

namespace weir
{

namespace
{

// A longer packet duration is noise; sums of many must not overflow.
constexpr Nanoseconds MaximumDuration = std::chrono::minutes(10);

} // namespace

Result<std::unique_ptr<Demuxer>> Demuxer::create(std::string url, DemuxerOptions options,
                                                 Handlers handlers)
{
    auto packets = TRY(PacketBuffer::create());
    return std::unique_ptr<Demuxer>(
        new Demuxer(std::move(url), options, std::move(handlers), std::move(packets)));
}

Demuxer::Demuxer(std::string url, DemuxerOptions options, Handlers handlers,
                 std::unique_ptr<PacketBuffer> packets)
    : m_url(std::move(url))
    , m_options(options)
    , m_handlers(std::move(handlers))
    , m_packets(std::move(packets))
{
}

Demuxer::~Demuxer()
{
    stop();
}

void Demuxer::start()
{
    m_thread = NamedThread("demux", [this] { run(); });
}

void Demuxer::stop()
{
    m_stop.store(true, std::memory_order_relaxed);
    m_packets->interrupt();
    m_thread.join();
}

Serial Demuxer::seek(MediaTime target, SeekMode mode)
{
    Serial serial = 0;
    {
        const std::scoped_lock lock(m_mutex);
        serial = ++m_serial;
        m_newestSeek.store(serial, std::memory_order_release);
        m_seek = TrackStart{.serial = serial,
                            .cause = TrackStart::Cause::Seek,
                            .target = std::max(target, MediaTime{}),
                            .mode = mode};
        m_packets->clear();
    }
    m_packets->interrupt();
    return serial;
}

void Demuxer::run()
{
    if (!openContainer())
        return;
    while (!isStopping()) {
        if (const auto start = takeSeek())
            performSeek(*start);
        else if (m_ended)
            m_packets->waitForInterrupt();
        else if (m_packets->waitForRoom())
            readOne();
    }
}

bool Demuxer::openContainer()
{
    auto container = Container::open(m_url, m_options.audio, m_stop);
    if (!container) {
        m_handlers.opened(std::unexpected(container.error()));
        return false;
    }
    m_container = std::move(*container);
    const MediumInfo &info = m_container->info();
    if (info.video != nullptr)
        m_packets->setActive(TrackKind::Video);
    if (info.audio != nullptr)
        m_packets->setActive(TrackKind::Audio);
    m_handlers.opened(info);
    const TrackStart start{.target = m_options.start};
    if (m_options.start > MediaTime{})
        performSeek(start);
    else
        putAll(start);
    return true;
}

std::optional<TrackStart> Demuxer::takeSeek()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_seek, std::nullopt);
}

void Demuxer::performSeek(const TrackStart &start)
{
    m_ended = false;
    m_readSomething = false;
    m_currentSerial = start.serial;
    if (const auto done = m_container->seek(start.target); !done)
        log::warning("decode.demux", "{}", done.error().message());
    putAll(start);
}

void Demuxer::readOne()
{
    auto unit = m_container->read();
    if (!unit) {
        m_handlers.failed(unit.error());
        m_readSomething = false; // no loop
        endTracks();
        return;
    }
    if (!*unit) {
        endTracks();
        return;
    }
    m_readSomething = true;
    AvPacketPtr packet = std::move((*unit)->packet);
    std::optional<MediaTime> pts;
    if (packet->pts != AV_NOPTS_VALUE)
        pts = MediaTime(Nanoseconds(packet->pts));
    const Nanoseconds duration
        = std::clamp(Nanoseconds(packet->duration), Nanoseconds{0}, MaximumDuration);
    m_packets->put((*unit)->track, Packet(std::move(packet), pts, duration, m_currentSerial));
}

void Demuxer::endTracks()
{
    const bool loops = m_options.repeat == DemuxerOptions::Repeat::Forever && m_readSomething
        && m_container->info().seekable;
    putAll(TrackEnd{.serial = m_currentSerial, .isLast = !loops});
    if (loops)
        startLoop();
    else
        m_ended = true;
}

void Demuxer::startLoop()
{
    TrackStart start{.cause = TrackStart::Cause::Loop};
    {
        const std::scoped_lock lock(m_mutex);
        if (m_seek)
            return; // it starts anew anyway
        start.serial = ++m_serial;
    }
    performSeek(start);
}

void Demuxer::putAll(const TrackStart &item)
{
    if (m_container->info().video != nullptr)
        m_packets->put(TrackKind::Video, item);
    if (m_container->info().audio != nullptr)
        m_packets->put(TrackKind::Audio, item);
}

void Demuxer::putAll(const TrackEnd &item)
{
    if (m_container->info().video != nullptr)
        m_packets->put(TrackKind::Video, item);
    if (m_container->info().audio != nullptr)
        m_packets->put(TrackKind::Audio, item);
}

} // namespace weir
