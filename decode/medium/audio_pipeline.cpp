// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/audio_pipeline.h"

#include "platform/base/log.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

enum Token : std::uint32_t { WakeToken, PacketToken, SpaceToken };

} // namespace

Result<std::unique_ptr<AudioPipeline>> AudioPipeline::start(std::unique_ptr<AudioDecoder> decoder,
                                                            Role role, PipelineLinks links)
{
    EventFd wake = TRY(EventFd::create());
    std::unique_ptr<AudioPipeline> pipeline(
        new AudioPipeline(std::move(decoder), role, std::move(links), std::move(wake)));
    pipeline->m_thread = NamedThread("audio", [self = pipeline.get()] { self->run(); });
    return pipeline;
}

AudioPipeline::AudioPipeline(std::unique_ptr<AudioDecoder> decoder, Role role, PipelineLinks links,
                             EventFd wake)
    : m_role(role)
    , m_links(std::move(links))
    , m_wake(std::move(wake))
    , m_decoder(std::move(decoder))
{
}

AudioPipeline::~AudioPipeline()
{
    m_stop.store(true, std::memory_order_relaxed);
    m_wake.wake();
    m_thread.join();
}

void AudioPipeline::run()
{
    while (!m_stop.load(std::memory_order_relaxed)) {
        if (!step())
            wait();
    }
}

bool AudioPipeline::step()
{
    if (m_end && !isStale())
        return finishDraining();
    if (!m_item)
        m_item = m_links.packets->take(TrackKind::Audio);
    if (!m_item)
        return false;
    if (const auto *packet = std::get_if<Packet>(&*m_item)) {
        if (packet->serial() >= m_links.newestSeek() && !feed(*packet))
            return false;
    } else if (const auto *start = std::get_if<TrackStart>(&*m_item)) {
        begin(*start);
    } else if (const auto *last = std::get_if<TrackEnd>(&*m_item)) {
        end(*last);
    }
    m_item.reset();
    return true;
}

void AudioPipeline::wait()
{
    m_poller.clear();
    m_poller.add(m_wake.fd(), Poller::Interest::Readable, WakeToken);
    const bool ringIsFull = m_decoder != nullptr && (m_item || m_end);
    if (ringIsFull)
        m_poller.add(m_decoder->stream()->spaceFd(), Poller::Interest::Readable, SpaceToken);
    else
        m_poller.add(m_links.packets->wakeFd(TrackKind::Audio), Poller::Interest::Readable,
                     PacketToken);
    if (m_wake.prepareToWait()) {
        const auto ready = m_poller.wait(std::nullopt);
        for (const Poller::Ready &each : ready.value_or(std::span<const Poller::Ready>())) {
            if (each.token == WakeToken)
                m_wake.clear();
        }
    }
    m_wake.finishWaiting();
}

// False: the ring is full, to be tried again.
bool AudioPipeline::feed(const Packet &packet)
{
    if (m_decoder == nullptr)
        return true;
    const auto fed = m_decoder->feed(packet);
    if (fed)
        return *fed == AudioDecoder::Flow::Done;
    if (fed.error().kind() == ErrorKind::InvalidData)
        log::debug("decode.medium", "{}: sound: {}", m_links.url, fed.error().message());
    else
        decoderFailed(fed.error());
    return true;
}

void AudioPipeline::begin(const TrackStart &start)
{
    if (start.serial < m_links.newestSeek())
        return; // a newer one follows
    m_serial = start.serial;
    m_end.reset();
    if (m_decoder != nullptr && start.cause == TrackStart::Cause::Loop)
        m_decoder->continueWith(m_serial);
    else if (m_decoder != nullptr)
        m_decoder->flush(
            m_serial, start.mode == SeekMode::Exact ? std::optional(start.target) : std::nullopt);
    if (m_role == Role::Alone && start.cause != TrackStart::Cause::Open)
        m_links.events->put(SeekDone{.serial = m_serial, .position = start.target});
}

void AudioPipeline::end(const TrackEnd &end)
{
    if (end.serial < m_links.newestSeek())
        return; // a seek is under way
    m_end = end;
    if (m_decoder == nullptr)
        return;
    if (const auto drained = m_decoder->drain(); !drained)
        decoderFailed(drained.error());
}

bool AudioPipeline::finishDraining()
{
    if (m_decoder != nullptr) {
        const auto pumped = m_decoder->pump();
        if (pumped && *pumped == AudioDecoder::Flow::Full)
            return false;
        if (!pumped && pumped.error().kind() != ErrorKind::InvalidData)
            decoderFailed(pumped.error());
        else if (!pumped)
            return true; // what follows the damage may be good
    }
    if (m_end->isLast)
        m_links.ended(TrackKind::Audio, m_serial);
    m_end.reset();
    return true;
}

void AudioPipeline::decoderFailed(const Error &error)
{
    m_decoder.reset();
    if (m_role == Role::Alone)
        m_links.events->fail(
            Error(error.kind(), formatText("{}: {}", m_links.url, error.message())));
    else
        m_links.events->put(FellBack{.from = "sound", .to = "no sound", .reason = error.message()});
}

} // namespace weir
