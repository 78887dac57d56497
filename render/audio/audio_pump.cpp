// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/audio/audio_pump.h"

#include <algorithm>
#include <utility>

namespace weir
{

namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds LongestGate = 1s;

} // namespace

AudioPump::AudioPump(std::shared_ptr<AudioStream> stream, std::shared_ptr<MediaClock> clock,
                     SoundStart start, std::shared_ptr<const EventFd> wake)
    : m_stream(std::move(stream))
    , m_clock(std::move(clock))
    , m_wake(std::move(wake))
    , m_open(start == SoundStart::AtOnce ? Any : None)
{
}

std::size_t AudioPump::fill(std::span<float> out, const Timing &timing) noexcept
{
    std::size_t frames = 0;
    if (const RealtimeLock::Held held = m_lock.tryHold(); held && !m_isPaused) {
        if (isGateOpen(timing.now))
            frames = takeFrames(out, timing);
    }
    std::ranges::fill(out.subspan(frames * m_stream->format().channels), 0.0F);
    return frames;
}

bool AudioPump::isGateOpen(MonotonicTime now)
{
    const std::uint64_t open = m_open.load(std::memory_order_acquire); // pairs with startSerial
    const Serial wanted = m_stream->flushedSerial();
    if (open == Any || open == wanted) {
        m_gateSince.reset();
        return true;
    }
    if (m_stream->queuedFrames() == 0)
        return false;
    if (!m_gateSince)
        m_gateSince = now;
    if (now - *m_gateSince < LongestGate)
        return false;
    m_gateSince.reset();
    startSerial(wanted);
    return true;
}

std::size_t AudioPump::takeFrames(std::span<float> out, const Timing &timing)
{
    const AudioFormat format = m_stream->format();
    std::size_t frames = 0;
    std::span<float> rest = out;
    AudioStream::Chunk chunk;
    while (!rest.empty()) {
        chunk = m_stream->read(rest);
        if (chunk.frames == 0)
            break;
        const MonotonicTime heardAt = timing.heardAt + durationOfFrames(frames, format.sampleRate);
        m_clock->publish(m_filter.update(
            {.serial = chunk.serial, .media = *chunk.pts, .heardAt = heardAt, .now = timing.now}));
        m_lastMedia = *chunk.pts + durationOfFrames(chunk.frames, format.sampleRate);
        m_hasEnded = false;
        frames += chunk.frames;
        rest = rest.subspan(chunk.frames * format.channels);
    }
    if (chunk.ended)
        handleEnd(chunk.serial, timing.now);
    else if (frames == 0 && m_filter.reading() && m_lastMedia)
        m_clock->publish(m_filter.stall(timing.now, *m_lastMedia));
    return frames;
}

void AudioPump::handleEnd(Serial serial, MonotonicTime now)
{
    if (m_filter.reading() && m_filter.reading()->serial == serial)
        m_clock->publish(m_filter.runFree(now));
    if (std::exchange(m_hasEnded, true))
        return;
    m_ended.store(serial, std::memory_order_release); // pairs with takeEnded
    m_wake->signal();
}

void AudioPump::pause()
{
    const RealtimeLock::Held held = m_lock.hold();
    if (std::exchange(m_isPaused, true))
        return;
    if (m_filter.reading())
        m_clock->publish(m_filter.pause(MonotonicClock::now()));
}

void AudioPump::resume()
{
    const RealtimeLock::Held held = m_lock.hold();
    m_isPaused = false;
    m_gateSince.reset();
}

void AudioPump::startSerial(Serial serial)
{
    std::uint64_t open = m_open.load(std::memory_order_relaxed);
    while (open != Any
           && !m_open.compare_exchange_weak(open, serial, std::memory_order_release,
                                            std::memory_order_relaxed)) { }
}

MonotonicTime AudioPump::nextDueAt(MonotonicTime now)
{
    const RealtimeLock::Held held = m_lock.hold();
    if (!m_filter.reading() || !m_lastMedia)
        return now;
    return now + (*m_lastMedia - m_filter.reading()->mediaTimeAt(now));
}

std::optional<Serial> AudioPump::takeEnded()
{
    const std::uint64_t ended = m_ended.exchange(None, std::memory_order_acquire);
    return ended == None ? std::nullopt : std::optional(static_cast<Serial>(ended));
}

} // namespace weir
