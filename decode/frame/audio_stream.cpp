// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/frame/audio_stream.h"

#include <algorithm>
#include <bit>

namespace weir
{

namespace
{

constexpr std::size_t MaximumCapacityFrames = std::size_t{1} << 22; // 87 s at 48 kHz
constexpr std::uint16_t MaximumChannels = 8;

} // namespace

Nanoseconds durationOfFrames(std::uint64_t frames, std::uint32_t sampleRate)
{
    constexpr std::uint64_t PerSecond = 1'000'000'000;
    const std::uint64_t seconds = frames / sampleRate;
    const std::uint64_t rest = frames % sampleRate;
    return Nanoseconds(
        static_cast<std::int64_t>(seconds * PerSecond + rest * PerSecond / sampleRate));
}

Result<std::shared_ptr<AudioStream>> AudioStream::create(AudioFormat format,
                                                         std::size_t capacityFrames)
{
    if (format.channels == 0 || format.channels > MaximumChannels || format.sampleRate == 0)
        return fail(ErrorKind::Unsupported, "sound with no or more than 8 channels");
    const std::size_t capacity
        = std::bit_ceil(std::clamp<std::size_t>(capacityFrames, 2, MaximumCapacityFrames));
    EventFd space = TRY(EventFd::create());
    return std::shared_ptr<AudioStream>(new AudioStream(format, capacity, std::move(space)));
}

AudioStream::AudioStream(AudioFormat format, std::size_t capacity, EventFd space)
    : m_format(format)
    , m_capacity(capacity)
    , m_space(std::move(space))
    , m_samples(capacity * format.channels)
{
}

std::size_t AudioStream::write(std::span<const float> samples, MediaTime pts, Serial serial)
{
    const std::size_t frames = samples.size() / m_format.channels;
    std::size_t done = writeWhatFits(samples, pts, serial);
    if (done == frames)
        return done;
    // Clear before saying that we wait, and look once more after it: a read in between is either
    // seen here or sees the flag there.
    m_space.clear();
    m_producerWaits.store(true, std::memory_order_seq_cst);
    const MediaTime restPts = pts + durationOfFrames(done, m_format.sampleRate);
    done += writeWhatFits(samples.subspan(done * m_format.channels), restPts, serial);
    if (done == frames)
        m_producerWaits.store(false, std::memory_order_relaxed);
    return done;
}

std::size_t AudioStream::writeWhatFits(std::span<const float> samples, MediaTime pts, Serial serial)
{
    const std::uint64_t written = m_written.load(std::memory_order_relaxed);
    const std::size_t room
        = m_capacity - static_cast<std::size_t>(written - m_read.load(std::memory_order_seq_cst));
    const std::size_t frames = std::min(room, samples.size() / m_format.channels);
    if (frames == 0 || !beginStretch(pts, serial))
        return 0;
    copyIn(written, samples.first(frames * m_format.channels));
    m_end.store(NoEnd, std::memory_order_relaxed); // ordered by m_written below
    m_written.store(written + frames, std::memory_order_release);
    return frames;
}

// False: too many stretches wait already.
bool AudioStream::beginStretch(MediaTime pts, Serial serial)
{
    const std::uint64_t written = m_written.load(std::memory_order_relaxed);
    if (m_writing && m_writing->serial == serial) {
        const MediaTime expected
            = m_writing->pts + durationOfFrames(written - m_writing->start, m_format.sampleRate);
        const Nanoseconds oneFrame = durationOfFrames(1, m_format.sampleRate);
        if (pts >= expected - oneFrame && pts <= expected + oneFrame)
            return true;
    }
    const std::uint64_t count = m_stretchesWritten.load(std::memory_order_relaxed);
    if (count - m_stretchesTaken.load(std::memory_order_seq_cst) == MaximumStretches)
        return false;
    m_writing = Stretch{.start = written, .pts = pts, .serial = serial};
    m_stretches[count % MaximumStretches] = *m_writing;
    m_stretchesWritten.store(count + 1, std::memory_order_release);
    return true;
}

void AudioStream::copyIn(std::uint64_t at, std::span<const float> samples)
{
    const auto position = static_cast<std::size_t>(at & (m_capacity - 1)) * m_format.channels;
    const std::size_t before = std::min(samples.size(), m_samples.size() - position);
    std::ranges::copy(samples.first(before), m_samples.data() + position);
    std::ranges::copy(samples.subspan(before), m_samples.data());
}

void AudioStream::copyOut(std::uint64_t at, std::span<float> out) const
{
    const auto position = static_cast<std::size_t>(at & (m_capacity - 1)) * m_format.channels;
    const std::size_t before = std::min(out.size(), m_samples.size() - position);
    const std::span<const float> samples(m_samples);
    std::ranges::copy(samples.subspan(position, before), out.data());
    std::ranges::copy(samples.first(out.size() - before), out.data() + before);
}

void AudioStream::flush(Serial serial)
{
    m_flushed.store(serial, std::memory_order_release);
    const RealtimeLock::Held held = m_reading.hold();
    m_read.store(m_written.load(std::memory_order_relaxed), std::memory_order_release);
    m_stretchesTaken.store(m_stretchesWritten.load(std::memory_order_relaxed),
                           std::memory_order_release);
    m_end.store(NoEnd, std::memory_order_relaxed);
    m_current = Stretch{.start = m_written.load(std::memory_order_relaxed), .serial = serial};
    m_writing.reset();
}

void AudioStream::end(Serial serial)
{
    m_endSerial.store(serial, std::memory_order_relaxed); // ordered by m_end below
    m_end.store(m_written.load(std::memory_order_relaxed), std::memory_order_release);
}

AudioStream::Chunk AudioStream::read(std::span<float> out)
{
    const RealtimeLock::Held held = m_reading.tryHold();
    if (!held)
        return Chunk{.serial = m_flushed.load(std::memory_order_acquire)};

    const std::uint64_t read = m_read.load(std::memory_order_relaxed);
    const std::uint64_t end = m_end.load(std::memory_order_acquire);
    const std::uint64_t written = m_written.load(std::memory_order_acquire);
    enterStretches(read);
    std::uint64_t limit = std::min(written, read + out.size() / m_format.channels);
    const std::uint64_t taken = m_stretchesTaken.load(std::memory_order_relaxed);
    if (taken < m_stretchesWritten.load(std::memory_order_acquire))
        limit = std::min(limit, m_stretches[taken % MaximumStretches].start);

    const auto frames = static_cast<std::size_t>(limit - read);
    Chunk chunk{.frames = frames, .serial = m_current.serial};
    chunk.ended = limit == end && limit == written;
    if (chunk.ended && frames == 0)
        chunk.serial = m_endSerial.load(std::memory_order_relaxed);
    if (frames > 0) {
        chunk.pts = m_current.pts + durationOfFrames(read - m_current.start, m_format.sampleRate);
        copyOut(read, out.first(frames * m_format.channels));
        m_read.store(limit, std::memory_order_seq_cst); // pairs with the load in writeWhatFits
    }
    wakeProducer();
    return chunk;
}

// Makes the stretch that frame `at` lies in the current one.
void AudioStream::enterStretches(std::uint64_t at)
{
    std::uint64_t taken = m_stretchesTaken.load(std::memory_order_relaxed);
    const std::uint64_t count = m_stretchesWritten.load(std::memory_order_acquire);
    while (taken < count && m_stretches[taken % MaximumStretches].start <= at) {
        m_current = m_stretches[taken % MaximumStretches];
        ++taken;
    }
    m_stretchesTaken.store(taken, std::memory_order_seq_cst); // pairs with beginStretch
}

void AudioStream::wakeProducer()
{
    if (!m_producerWaits.load(std::memory_order_seq_cst))
        return;
    const std::uint64_t queued
        = m_written.load(std::memory_order_acquire) - m_read.load(std::memory_order_relaxed);
    if (queued <= m_capacity / 2 && m_producerWaits.exchange(false, std::memory_order_seq_cst))
        m_space.signal();
}

Serial AudioStream::flushedSerial() const
{
    return m_flushed.load(std::memory_order_acquire);
}

std::size_t AudioStream::queuedFrames() const
{
    const std::uint64_t read = m_read.load(std::memory_order_acquire);
    return static_cast<std::size_t>(m_written.load(std::memory_order_acquire) - read);
}

} // namespace weir
