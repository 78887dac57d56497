// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/audio/pipewire_sink.h"

#include <utility>

namespace weir
{

Result<std::unique_ptr<PipeWireSink>> PipeWireSink::create(AudioPump &pump, std::string mediaName,
                                                           std::shared_ptr<const EventFd> wake)
{
    std::unique_ptr<PipeWireSink> sink(new PipeWireSink(pump, std::move(wake)));
    const AudioFormat format = pump.format();
    sink->m_stream = TRY(PlaybackStream::create({.sampleRate = format.sampleRate,
                                                 .channels = format.channels,
                                                 .mediaName = std::move(mediaName)},
                                                *sink));
    return sink;
}

PipeWireSink::PipeWireSink(AudioPump &pump, std::shared_ptr<const EventFd> wake)
    : m_pump(pump)
    , m_wake(std::move(wake))
{
}

void PipeWireSink::fill(std::span<float> out, const Timing &timing) noexcept
{
    m_pump.fill(out, {.now = timing.now, .heardAt = timing.heardAt});
}

void PipeWireSink::lost(const Error &error) noexcept
{
    {
        const std::scoped_lock lock(m_mutex);
        m_loss = error;
    }
    m_wake->signal();
}

std::optional<Error> PipeWireSink::takeLoss()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_loss, std::nullopt);
}

} // namespace weir
