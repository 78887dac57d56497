// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/audio/audio_decoder.h"

#include <algorithm>
#include <span>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
}

#include "decode/audio/av_error.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

constexpr AVRational NanosecondBase{1, 1'000'000'000};
constexpr std::uint32_t LowestRate = 8000;
constexpr std::uint32_t HighestRate = 192'000;
constexpr std::uint16_t MostChannels = 8;

Result<std::unique_ptr<AVCodecContext, AvCodecContextDeleter>> openCodec(const AudioTrack &track)
{
    const AVCodec *codec = avcodec_find_decoder(track.parameters->codec_id);
    if (!codec)
        return fail(ErrorKind::Unsupported,
                    formatText("this build has no decoder for {} sound", track.codecName));
    std::unique_ptr<AVCodecContext, AvCodecContextDeleter> context(avcodec_alloc_context3(codec));
    if (!context)
        return fail(ErrorKind::NoMemory, "no memory for the sound decoder");
    int status = avcodec_parameters_to_context(context.get(), track.parameters.get());
    if (status < 0)
        return failAv(status, "sound parameters");
    context->pkt_timebase = NanosecondBase;
    context->thread_count = 1; // a packet takes microseconds, a second thread costs more
    status = avcodec_open2(context.get(), codec, nullptr);
    if (status < 0)
        return failAv(status, formatText("{} sound", track.codecName));
    return context;
}

} // namespace

void AvCodecContextDeleter::operator()(AVCodecContext *context) const
{
    avcodec_free_context(&context);
}

void AvFrameDeleter::operator()(AVFrame *frame) const
{
    av_frame_free(&frame);
}

AudioFormat AudioDecoder::formatFor(const AudioTrack &track)
{
    AudioFormat format;
    if (track.sampleRate >= LowestRate && track.sampleRate <= HighestRate)
        format.sampleRate = track.sampleRate;
    if (track.channels >= 1 && track.channels <= MostChannels)
        format.channels = track.channels;
    return format;
}

Result<std::unique_ptr<AudioDecoder>> AudioDecoder::create(const AudioTrack &track)
{
    auto context = TRY(openCodec(track));
    const AudioFormat format = formatFor(track);
    auto stream = TRY(AudioStream::create(format, format.sampleRate / 2));
    std::unique_ptr<AVFrame, AvFrameDeleter> frame(av_frame_alloc());
    AvPacketPtr packet(av_packet_alloc());
    if (!frame || !packet)
        return fail(ErrorKind::NoMemory, "no memory for the sound decoder");
    return std::unique_ptr<AudioDecoder>(new AudioDecoder(std::move(stream), std::move(context),
                                                          std::move(frame), std::move(packet)));
}

AudioDecoder::AudioDecoder(std::shared_ptr<AudioStream> stream,
                           std::unique_ptr<AVCodecContext, AvCodecContextDeleter> context,
                           std::unique_ptr<AVFrame, AvFrameDeleter> frame, AvPacketPtr packet)
    : m_stream(std::move(stream))
    , m_context(std::move(context))
    , m_frame(std::move(frame))
    , m_packet(std::move(packet))
    , m_resampler(m_stream->format())
    , m_timeline(m_stream->format().sampleRate)
{
}

AudioDecoder::~AudioDecoder() = default;

Result<AudioDecoder::Flow> AudioDecoder::feed(const Packet &packet)
{
    if (m_state != State::Feeding)
        return Flow::Done; // after the end only flush() or continueWith() lead on
    const Flow before = TRY(pump());
    if (before == Flow::Full)
        return Flow::Full;
    TRY(send(packet));
    (void)TRY(pump()); // a full ring now concerns the next packet
    return Flow::Done;
}

// libavcodec's frame queue is empty after a pump() that was Done, so that EAGAIN cannot come.
Result<void> AudioDecoder::send(const Packet &packet)
{
    if (const int status = av_packet_ref(m_packet.get(), packet.avPacket()); status < 0)
        return failAv(status, "sound packet");
    const auto pts = packet.pts();
    m_packet->time_base = NanosecondBase;
    m_packet->pts = pts ? pts->time_since_epoch().count() : AV_NOPTS_VALUE;
    m_packet->dts = AV_NOPTS_VALUE;
    m_packet->duration = packet.duration().count();
    const int status = avcodec_send_packet(m_context.get(), m_packet.get());
    av_packet_unref(m_packet.get());
    if (status < 0)
        return failAv(status, "sound packet");
    return {};
}

Result<void> AudioDecoder::drain()
{
    if (m_state != State::Feeding)
        return {};
    m_state = State::Draining;
    const int status = avcodec_send_packet(m_context.get(), nullptr);
    if (status < 0 && status != AVERROR_EOF)
        return failAv(status, "end of sound");
    return {};
}

Result<AudioDecoder::Flow> AudioDecoder::pump()
{
    for (;;) {
        if (writePending() == Flow::Full)
            return Flow::Full;
        Result<void> status;
        if (!receiveFrame(status)) {
            if (!status)
                return std::unexpected(std::move(status).error());
            return Flow::Done;
        }
    }
}

// False: libavcodec gives nothing more now; `status` says whether that is a failure.
bool AudioDecoder::receiveFrame(Result<void> &status)
{
    if (m_state == State::Ended)
        return false;
    const int got = avcodec_receive_frame(m_context.get(), m_frame.get());
    if (got == AVERROR(EAGAIN))
        return false;
    if (got == AVERROR_EOF) {
        finish();
        return !m_pending.empty();
    }
    status = got < 0 ? failAv(got, "sound") : takeFrame();
    return status.has_value();
}

Result<void> AudioDecoder::takeFrame()
{
    dropPending();
    std::optional<MediaTime> pts;
    if (m_frame->pts != AV_NOPTS_VALUE)
        pts = MediaTime(Nanoseconds(m_frame->pts));
    const Result<void> converted = m_resampler.convert(*m_frame, m_pending);
    av_frame_unref(m_frame.get());
    TRY(converted);
    placePending(pts);
    return {};
}

void AudioDecoder::placePending(std::optional<MediaTime> pts)
{
    const std::uint16_t channels = m_stream->format().channels;
    const std::size_t frames = m_pending.size() / channels;
    const AudioTimeline::Placement placement = m_timeline.place(pts, frames);
    m_pendingPts = placement.pts;
    m_pendingSilenceFrames = placement.silenceFrames;
    m_pendingOffset = placement.skipFrames * channels;
}

// libavcodec is empty: the converter's rest comes out once, then the ring is told the end.
void AudioDecoder::finish()
{
    dropPending();
    if (m_state == State::Draining && m_resampler.drain(m_pending) && !m_pending.empty()) {
        placePending(std::nullopt);
        m_resampler.reset();
        return;
    }
    m_resampler.reset();
    m_state = State::Ended;
    m_stream->end(m_serial);
}

AudioDecoder::Flow AudioDecoder::writePending()
{
    if (writeSilence() == Flow::Full)
        return Flow::Full;
    const AudioFormat format = m_stream->format();
    const std::span<const float> rest = std::span<const float>(m_pending).subspan(m_pendingOffset);
    if (rest.empty())
        return Flow::Done;
    const std::size_t wrote = m_stream->write(rest, m_pendingPts, m_serial);
    m_pendingOffset += wrote * format.channels;
    m_pendingPts += durationOfFrames(wrote, format.sampleRate);
    return m_pendingOffset == m_pending.size() ? Flow::Done : Flow::Full;
}

AudioDecoder::Flow AudioDecoder::writeSilence()
{
    constexpr std::size_t BlockFrames = 1024;
    static constexpr std::array<float, BlockFrames * MostChannels> Zeros{};
    const AudioFormat format = m_stream->format();
    while (m_pendingSilenceFrames > 0) {
        const auto frames = std::min<std::uint64_t>(BlockFrames, m_pendingSilenceFrames);
        const auto block
            = std::span(Zeros).first(static_cast<std::size_t>(frames) * format.channels);
        const std::size_t wrote = m_stream->write(block, m_pendingPts, m_serial);
        m_pendingSilenceFrames -= wrote;
        m_pendingPts += durationOfFrames(wrote, format.sampleRate);
        if (wrote < frames)
            return Flow::Full;
    }
    return Flow::Done;
}

void AudioDecoder::flush(Serial serial, std::optional<MediaTime> start)
{
    restartCodec();
    dropPending();
    m_timeline.restart(start);
    m_serial = serial;
    m_stream->flush(serial);
}

void AudioDecoder::continueWith(Serial serial)
{
    restartCodec();
    m_timeline.restart(MediaTime{});
    m_serial = serial;
}

void AudioDecoder::restartCodec()
{
    avcodec_flush_buffers(m_context.get());
    m_resampler.reset();
    m_state = State::Feeding;
}

void AudioDecoder::dropPending()
{
    m_pending.clear();
    m_pendingOffset = 0;
    m_pendingSilenceFrames = 0;
}

} // namespace weir
