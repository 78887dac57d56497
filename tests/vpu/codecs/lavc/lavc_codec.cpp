// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vpu/codecs/lavc/lavc_codec.h"

#include <array>
#include <tuple>
#include <utility>

#include "platform/base/text.h"

namespace weir::vpu
{

namespace
{

int allocate(AVCodecContext *context, AVFrame *frame, int /*flags*/)
{
    return static_cast<FrameAllocator *>(context->opaque)->allocate(*context, *frame);
}

void configure(AVCodecContext &context)
{
    context.thread_count = 1; // else a picture is not complete when its packet is taken
    context.get_buffer2 = allocate;
    // Damage must show as an error; libavcodec would paint it over.
    context.error_concealment = 0;
    context.err_recognition = AV_EF_EXPLODE;
    context.flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
    context.flags2 |= AV_CODEC_FLAG2_SHOW_ALL;
    context.apply_cropping = 0;
    context.export_side_data |= AV_CODEC_EXPORT_DATA_FILM_GRAIN; // do not apply it
}

} // namespace

std::string avErrorText(int code)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    return text.data();
}

LavcCodec::LavcCodec(AvCodecPtr context, AvPacketPtr packet, AvFramePtr output)
    : m_allocator(std::make_unique<FrameAllocator>())
    , m_context(std::move(context))
    , m_packet(std::move(packet))
    , m_output(std::move(output))
{
    m_context->opaque = m_allocator.get();
}

Result<LavcCodec> LavcCodec::create(AVCodecID id)
{
    const AVCodec *codec = avcodec_find_decoder(id);
    if (codec == nullptr)
        return fail(ErrorKind::Unsupported,
                    formatText("libavcodec has no decoder for {}", avcodec_get_name(id)));
    AvCodecPtr context(avcodec_alloc_context3(codec));
    AvPacketPtr packet(av_packet_alloc());
    AvFramePtr output(av_frame_alloc());
    if (!context || !packet || !output)
        return fail(ErrorKind::NoMemory, "no memory for a decoder");
    configure(*context);
    if (const int code = avcodec_open2(context.get(), codec, nullptr); code < 0)
        return fail(ErrorKind::Unsupported,
                    formatText("avcodec_open2 of {}: {}", codec->name, avErrorText(code)));
    return LavcCodec(std::move(context), std::move(packet), std::move(output));
}

// avcodec_send_packet decodes at once only while no output is pending: all of it is taken and
// dropped, so that the next packet is decoded when it is sent.
int LavcCodec::sendAndDrain()
{
    const int status = avcodec_send_packet(m_context.get(), m_packet.get());
    while (true) {
        const int code = avcodec_receive_frame(m_context.get(), m_output.get());
        av_frame_unref(m_output.get());
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
            return status;
        if (code < 0)
            return status < 0 ? status : code;
    }
}

LavcCodec::Outcome LavcCodec::decode(std::span<const std::uint8_t> packet, Damage damage)
{
    m_context->err_recognition = damage == Damage::IsError ? AV_EF_EXPLODE : 0;
    std::ignore = m_allocator->takeAllocated();
    m_padded.assign(packet.begin(), packet.end());
    m_padded.resize(packet.size() + AV_INPUT_BUFFER_PADDING_SIZE, 0);
    m_packet->data = m_padded.data();
    m_packet->size = static_cast<int>(packet.size());
    const int code = sendAndDrain();
    m_packet->data = nullptr;
    m_packet->size = 0;

    Outcome outcome{.frames = m_allocator->takeAllocated(), .error = std::nullopt};
    if (code < 0)
        outcome.error
            = Error(ErrorKind::InvalidData, formatText("libavcodec: {}", avErrorText(code)));
    return outcome;
}

} // namespace weir::vpu
