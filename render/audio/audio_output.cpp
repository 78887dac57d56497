// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/audio/audio_output.h"

#include <algorithm>
#include <utility>

#include "platform/base/log.h"
#include "render/audio/pipewire_sink.h"
#include "render/audio/silent_sink.h"

namespace weir
{

namespace
{

constexpr const char *Category = "render.audio";
constexpr std::uint64_t NoSerial = std::uint64_t{1} << 32;

} // namespace

std::string_view nameOf(AudioKind kind)
{
    switch (kind) {
    case AudioKind::PipeWire:
        return "pipewire";
    case AudioKind::Silent:
        return "silent";
    case AudioKind::NoSound:
        break;
    }
    return "none";
}

Result<std::unique_ptr<AudioOutput>> AudioOutput::create(const AudioOutputOptions &options,
                                                         std::shared_ptr<MediaClock> clock,
                                                         std::shared_ptr<AudioStream> stream)
{
    auto wake = std::make_shared<const EventFd>(TRY(EventFd::create()));
    std::unique_ptr<AudioOutput> output(new AudioOutput(clock, wake));
    if (stream) {
        output->m_pump = std::make_unique<AudioPump>(std::move(stream), std::move(clock),
                                                     options.start, std::move(wake));
        TRY(output->openSink(options));
    }
    return output;
}

AudioOutput::AudioOutput(std::shared_ptr<MediaClock> clock, std::shared_ptr<const EventFd> wake)
    : m_wake(std::move(wake))
    , m_pictureClock(std::move(clock))
    , m_shown(NoSerial)
{
}

AudioOutput::~AudioOutput() = default;

Result<void> AudioOutput::openSink(const AudioOutputOptions &options)
{
    if (options.preference == AudioPreference::Silent)
        return becomeSilent();
    auto sink = PipeWireSink::create(*m_pump, options.mediaName, m_wake);
    if (sink) {
        m_pipeWire = sink->get();
        m_sink = std::move(*sink);
        return {};
    }
    if (options.preference == AudioPreference::PipeWire)
        return std::unexpected(std::move(sink).error());
    m_loss = std::move(sink).error();
    m_wake->signal();
    return becomeSilent();
}

Result<void> AudioOutput::becomeSilent()
{
    m_pipeWire = nullptr;
    m_sink.reset();
    m_sink = TRY(SilentSink::create(*m_pump));
    if (m_isPlaying)
        m_sink->play();
    return {};
}

void AudioOutput::play()
{
    m_isPlaying = true;
    if (!m_pump) {
        m_pictureClock.resume();
        return;
    }
    m_pump->resume();
    if (m_sink)
        m_sink->play();
}

void AudioOutput::pause()
{
    m_isPlaying = false;
    if (!m_pump) {
        m_pictureClock.pause();
        return;
    }
    m_pump->pause(); // the clock stands before the device does
    if (m_sink)
        m_sink->pause();
}

void AudioOutput::setVolume(double volume)
{
    const double position = std::clamp(volume, 0.0, 1.0);
    m_gain = static_cast<float>(position * position * position);
    applyVolume();
}

void AudioOutput::setMuted(bool muted)
{
    m_isMuted = muted;
    applyVolume();
}

void AudioOutput::applyVolume()
{
    if (!m_sink)
        return;
    m_sink->setVolume(m_gain);
    m_sink->setMuted(m_isMuted);
}

void AudioOutput::pictureShown(Serial serial, MediaTime media, MonotonicTime time)
{
    if (m_shown.exchange(serial, std::memory_order_relaxed) == serial)
        return;
    if (m_pump)
        m_pump->startSerial(serial);
    else
        m_pictureClock.start(serial, media, time);
}

AudioKind AudioOutput::kind() const
{
    if (!m_pump)
        return AudioKind::NoSound;
    return m_pipeWire ? AudioKind::PipeWire : AudioKind::Silent;
}

std::optional<AudioEvent> AudioOutput::takeEvent()
{
    m_wake->clear();
    if (m_pipeWire) {
        if (auto loss = m_pipeWire->takeLoss()) {
            m_loss = std::move(loss);
            if (const auto silent = becomeSilent(); !silent)
                log::error(Category, "no clock: {}", silent.error().message());
        }
    }
    if (auto loss = std::exchange(m_loss, std::nullopt)) {
        log::warning(Category, "playing without sound: {}", loss->message());
        m_wake->signal(); // an end may wait behind it
        return SoundLost{.reason = std::move(*loss)};
    }
    if (m_pump) {
        if (const auto serial = m_pump->takeEnded())
            return SoundEnded{.serial = *serial};
    }
    return std::nullopt;
}

} // namespace weir
