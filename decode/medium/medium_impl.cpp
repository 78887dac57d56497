// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/medium/medium_impl.h"

#include "platform/base/text.h"

namespace weir
{

Result<std::unique_ptr<Medium>> Medium::open(std::string url, MediumOptions options)
{
    return MediumImpl::open(std::move(url), std::move(options));
}

Result<std::unique_ptr<Medium>> MediumImpl::open(std::string url, MediumOptions options)
{
    auto events = TRY(EventQueue::create());
    auto pictures = TRY(PictureStream::create());
    const DemuxerOptions demuxing{
        .audio = options.audio == MediumOptions::Audio::Play ? AudioWanted::Yes : AudioWanted::No,
        .repeat = options.repeat == MediumOptions::Repeat::Forever ? DemuxerOptions::Repeat::Forever
                                                                   : DemuxerOptions::Repeat::Once,
        .start = options.start};
    std::unique_ptr<MediumImpl> medium(
        new MediumImpl(std::move(url), std::move(options), std::move(events), std::move(pictures)));
    MediumImpl *self = medium.get();
    medium->m_demuxer = TRY(
        Demuxer::create(medium->m_url, demuxing,
                        {.opened = [self](const Result<MediumInfo> &info) { self->opened(info); },
                         .failed = [self](const Error &error) { self->m_events->fail(error); }}));
    medium->m_demuxer->start();
    return medium;
}

MediumImpl::MediumImpl(std::string url, MediumOptions options, std::unique_ptr<EventQueue> events,
                       std::shared_ptr<PictureStream> pictures)
    : m_url(std::move(url))
    , m_options(std::move(options))
    , m_events(std::move(events))
    , m_pictures(std::move(pictures))
{
}

MediumImpl::~MediumImpl()
{
    // First the thread that makes pipelines, then they; the demuxer's packets outlive them.
    if (m_demuxer != nullptr)
        m_demuxer->stop();
    m_video.reset();
    m_audioPipeline.reset();
}

Serial MediumImpl::seek(MediaTime position, SeekMode mode)
{
    const Serial serial = m_demuxer->seek(position, mode);
    const std::scoped_lock lock(m_mutex);
    if (m_video != nullptr)
        m_video->wake();
    if (m_audioPipeline != nullptr)
        m_audioPipeline->wake();
    return serial;
}

std::shared_ptr<AudioStream> MediumImpl::audio() const
{
    const std::scoped_lock lock(m_mutex);
    return m_audio;
}

void MediumImpl::opened(const Result<MediumInfo> &info)
{
    if (!info) {
        m_events->fail(info.error());
        return;
    }
    if (const auto started = startPipelines(*info); !started)
        m_events->fail(
            Error(started.error().kind(), formatText("{}: {}", m_url, started.error().message())));
}

Result<void> MediumImpl::startPipelines(const MediumInfo &info)
{
    std::unique_ptr<AudioDecoder> decoder = createAudioDecoder(info);
    const std::scoped_lock lock(m_mutex);
    if (decoder != nullptr)
        m_audio = decoder->stream();
    m_active = {info.video != nullptr, info.audio != nullptr};
    if (info.video == nullptr && decoder == nullptr)
        return fail(ErrorKind::Unsupported,
                    "its sound cannot be decoded, and there is no video. Open another file.");
    m_events->put(Opened{.info = info});
    if (info.audio != nullptr)
        m_audioPipeline = TRY(AudioPipeline::start(
            std::move(decoder),
            info.video == nullptr ? AudioPipeline::Role::Alone : AudioPipeline::Role::Accompanies,
            links()));
    if (info.video != nullptr)
        m_video = TRY(VideoPipeline::start({.track = info.video,
                                            .options = {.preference = m_options.decoder,
                                                        .device = m_options.device,
                                                        .output = m_options.output,
                                                        .storage = m_options.storage,
                                                        .check = m_options.check,
                                                        .shownAhead = m_options.shownAhead,
                                                        .slotFreed = {}},
                                            .pictures = m_pictures},
                                           links()));
    return {};
}

std::unique_ptr<AudioDecoder> MediumImpl::createAudioDecoder(const MediumInfo &info)
{
    if (info.audio == nullptr)
        return nullptr;
    auto decoder = AudioDecoder::create(*info.audio);
    if (decoder)
        return std::move(*decoder);
    m_events->put(FellBack{.from = "sound", .to = "no sound", .reason = decoder.error().message()});
    return nullptr;
}

PipelineLinks MediumImpl::links()
{
    return {.url = m_url,
            .packets = &m_demuxer->packets(),
            .events = m_events.get(),
            .counters = &m_counters,
            .newestSeek = [this] { return m_demuxer->newestSeek(); },
            .maximumPictures = m_options.maximumPictures,
            .ended = [this](TrackKind track, Serial serial) { trackEnded(track, serial); }};
}

void MediumImpl::trackEnded(TrackKind track, Serial serial)
{
    const std::scoped_lock lock(m_mutex);
    m_ended.at(static_cast<std::size_t>(track)) = serial;
    for (std::size_t i = 0; i < m_active.size(); ++i) {
        if (m_active.at(i) && m_ended.at(i) != serial)
            return;
    }
    m_events->put(MediumEnded{.serial = serial});
}

} // namespace weir
