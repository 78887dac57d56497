// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "decode/demux/demuxer.h"
#include "decode/medium/audio_pipeline.h"
#include "decode/medium/counters.h"
#include "decode/medium/event_queue.h"
#include "decode/medium/medium.h"
#include "decode/medium/video_pipeline.h"

namespace weir
{

// The Medium that runs in this process: a demuxer and one pipeline a track. Thread-safe.
class MediumImpl final : public Medium
{
public:
    static Result<std::unique_ptr<Medium>> open(std::string url, MediumOptions options);
    ~MediumImpl() override;
    MediumImpl(const MediumImpl &) = delete;
    MediumImpl &operator=(const MediumImpl &) = delete;
    MediumImpl(MediumImpl &&) = delete;
    MediumImpl &operator=(MediumImpl &&) = delete;

    Serial seek(MediaTime position, SeekMode mode) override;
    std::optional<MediumEvent> takeEvent() override { return m_events->take(); }
    [[nodiscard]] int eventFd() const override { return m_events->fd(); }
    [[nodiscard]] std::shared_ptr<PictureStream> pictures() const override { return m_pictures; }
    [[nodiscard]] std::shared_ptr<AudioStream> audio() const override;
    [[nodiscard]] MediumCounters counters() const override { return m_counters.read(); }

private:
    MediumImpl(std::string url, MediumOptions options, std::unique_ptr<EventQueue> events,
               std::shared_ptr<PictureStream> pictures);
    void opened(const Result<MediumInfo> &info); // on the demux thread
    Result<void> startPipelines(const MediumInfo &info);
    std::unique_ptr<AudioDecoder> createAudioDecoder(const MediumInfo &info);
    void trackEnded(TrackKind track, Serial serial); // on the track's thread
    [[nodiscard]] PipelineLinks links();

    const std::string m_url;
    const MediumOptions m_options;
    const std::unique_ptr<EventQueue> m_events;
    const std::shared_ptr<PictureStream> m_pictures;
    Counters m_counters;
    std::unique_ptr<Demuxer> m_demuxer; // set before its thread starts

    mutable std::mutex m_mutex; // guards all below
    std::shared_ptr<AudioStream> m_audio;
    std::array<bool, 2> m_active{}; // by TrackKind
    std::array<std::optional<Serial>, 2> m_ended; // by TrackKind
    std::unique_ptr<VideoPipeline> m_video;
    std::unique_ptr<AudioPipeline> m_audioPipeline;
};

} // namespace weir
