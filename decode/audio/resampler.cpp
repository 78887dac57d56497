// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/audio/resampler.h"

#include <utility>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
}

#include "decode/audio/av_error.h"
#include "platform/base/text.h"

namespace weir
{

void SwrContextDeleter::operator()(SwrContext *context) const
{
    swr_free(&context);
}

Resampler::Resampler(AudioFormat output)
    : m_output(output)
{
}

Result<void> Resampler::convert(const AVFrame &frame, std::vector<float> &samples)
{
    if (inputOf(frame) != m_input || !m_context) {
        if (m_context)
            TRY(drain(samples));
        TRY(configure(frame));
    }
    return run(&frame, samples);
}

Result<void> Resampler::drain(std::vector<float> &samples)
{
    return m_context ? run(nullptr, samples) : Result<void>{};
}

void Resampler::reset()
{
    m_context.reset();
}

Resampler::Input Resampler::inputOf(const AVFrame &frame)
{
    return {.sampleRate = frame.sample_rate,
            .sampleFormat = frame.format,
            .channels = frame.ch_layout.nb_channels,
            .layoutMask
            = frame.ch_layout.order == AV_CHANNEL_ORDER_NATIVE ? frame.ch_layout.u.mask : 0};
}

Result<void> Resampler::configure(const AVFrame &frame)
{
    m_context.reset();
    AVChannelLayout output{};
    av_channel_layout_default(&output, m_output.channels);
    AVChannelLayout input{};
    // A count without names of the places is taken as ffmpeg's default order for that count.
    if (frame.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&input, frame.ch_layout.nb_channels);
    else
        av_channel_layout_copy(&input, &frame.ch_layout);

    SwrContext *context = nullptr;
    int status = swr_alloc_set_opts2(
        &context, &output, AV_SAMPLE_FMT_FLT, static_cast<int>(m_output.sampleRate), &input,
        static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
    av_channel_layout_uninit(&input);
    av_channel_layout_uninit(&output);
    std::unique_ptr<SwrContext, SwrContextDeleter> owned(context);
    if (status >= 0)
        status = swr_init(owned.get());
    if (status < 0)
        return failAv(status,
                      formatText("sound of {} channels at {} Hz cannot be converted",
                                 frame.ch_layout.nb_channels, frame.sample_rate));
    m_context = std::move(owned);
    m_input = inputOf(frame);
    return {};
}

// No frame: drains.
Result<void> Resampler::run(const AVFrame *frame, std::vector<float> &samples)
{
    const int inputFrames = frame ? frame->nb_samples : 0;
    const int room = swr_get_out_samples(m_context.get(), inputFrames);
    if (room < 0)
        return failAv(room, "sound cannot be converted");
    const std::size_t before = samples.size();
    samples.resize(before + static_cast<std::size_t>(room) * m_output.channels);
    auto *out = reinterpret_cast<std::uint8_t *>(samples.data() + before);
    const int got = swr_convert(m_context.get(), &out, room, frame ? frame->extended_data : nullptr,
                                inputFrames);
    const std::size_t frames = got > 0 ? static_cast<std::size_t>(got) : 0;
    samples.resize(before + frames * m_output.channels);
    if (got < 0)
        return failAv(got, "sound cannot be converted");
    return {};
}

} // namespace weir
