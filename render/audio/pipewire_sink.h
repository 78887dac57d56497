// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "platform/pipewire/playback_stream.h"
#include "render/audio/audio_pump.h"
#include "render/audio/audio_sink.h"

namespace weir
{

// Plays through the PipeWire daemon.
class PipeWireSink final : public AudioSink, private PlaybackClient
{
public:
    // `pump` outlives the sink. `wake` is signalled when takeLoss() has news.
    static Result<std::unique_ptr<PipeWireSink>> create(AudioPump &pump, std::string mediaName,
                                                        std::shared_ptr<const EventFd> wake);

    void play() override { m_stream->activate(); }
    void pause() override { m_stream->deactivate(); }
    void setVolume(float gain) override { m_stream->setVolume(gain); }
    void setMuted(bool muted) override { m_stream->setMuted(muted); }

    // Why no sound comes any more; nothing: all is well, or it was told.
    [[nodiscard]] std::optional<Error> takeLoss();

private:
    PipeWireSink(AudioPump &pump, std::shared_ptr<const EventFd> wake);

    void fill(std::span<float> out, const Timing &timing) noexcept override;
    void lost(const Error &error) noexcept override;

    AudioPump &m_pump;
    std::shared_ptr<const EventFd> m_wake;
    std::mutex m_mutex; // for m_loss
    std::optional<Error> m_loss;
    std::unique_ptr<PlaybackStream> m_stream; // last: dies first, then nothing calls back
};

} // namespace weir
