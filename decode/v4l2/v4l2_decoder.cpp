// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/v4l2/v4l2_decoder.h"

#include <utility>

#include "decode/v4l2/decode_mode.h"
#include "decode/v4l2/device_survey.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

// One broken picture is a damaged stream; so many in a row are a device that has lost its way.
constexpr unsigned FailureLimit = 3;

VideoFormat formatOf(const VideoTrack &track)
{
    return {.pixelFormat = PixelFormat::Nv12,
            .codedSize = {},
            .visible = {},
            .sampleAspectRatio = track.sampleAspectRatio,
            .rotationDegrees = track.rotationDegrees,
            .color = track.color,
            .light = track.light};
}

const char *nameOf(DecodeMode mode)
{
    return mode.unit == DecodeMode::Unit::Frame ? "frame" : "slice";
}

} // namespace

Result<std::unique_ptr<VideoDecoder>> V4l2Decoder::create(const VideoTrack &track,
                                                          const DecoderOptions &options)
{
    KernelIo &io = KernelIo::system();
    const auto tree = DeviceTree::create();
    const DeviceSurvey survey = surveyDevices(io, *tree);
    const DeviceChoice choice = chooseDevice(
        survey, {.codec = track.codec, .size = track.size, .profile = track.profileName},
        options.device);
    if (!choice.device)
        return fail(ErrorKind::Unsupported, choice.reason);
    return TRY(createOn(io, *choice.device, track, options));
}

Result<std::unique_ptr<V4l2Decoder>> V4l2Decoder::createOn(KernelIo &io,
                                                           const DecoderDevice &device,
                                                           const VideoTrack &track,
                                                           const DecoderOptions &options)
{
    const CodecAbility *const ability = abilityFor(device, track.codec);
    if (ability == nullptr || !hasEngine(track.codec))
        return fail(ErrorKind::Unsupported,
                    formatText("{} does not decode {}", device.videoPath, track.codecName));
    const auto mode = chooseDecodeMode(*ability, decodeModeFromEnvironment());
    if (!mode)
        return fail(ErrorKind::Unsupported,
                    formatText("{} ({}) has no decode mode that weir knows", device.videoPath,
                               device.driver));
    log::info("decode.v4l2", "{} ({}, {}): {}, {} based", device.videoPath, device.driver,
              device.mediaPath, codecRow(track.codec)->name, nameOf(*mode));
    CodecEngine engine = TRY(makeCodecEngine(io,
                                             {.device = device,
                                              .codec = track.codec,
                                              .mode = *mode,
                                              .video = formatOf(track),
                                              .slotFreed = options.slotFreed,
                                              .check = options.check,
                                              .shownAhead = options.shownAhead}));
    TRY(engine.decoder->configure(track.extradata));
    std::unique_ptr<V4l2Decoder> decoder(new V4l2Decoder(device, std::move(engine)));
    return decoder;
}

V4l2Decoder::V4l2Decoder(DecoderDevice device, CodecEngine engine)
    : m_device(std::move(device))
    , m_engine(std::move(engine))
{
}

Result<VideoDecoder::Feed> V4l2Decoder::feed(const Packet &packet)
{
    m_isDraining = false;
    const auto status = TRY(m_engine.decoder->decode({.data = packet.data(),
                                                      .newExtradata = packet.newExtradata(),
                                                      .pts = packet.pts(),
                                                      .duration = packet.duration()}));
    return status == StatelessDecoder::Status::Done ? Feed::Accepted : Feed::Full;
}

Result<void> V4l2Decoder::drain()
{
    m_engine.decoder->drain();
    m_isDraining = true;
    fetchNext();
    if (DecodeContext *const context = m_engine.session->context())
        context->closeNewest(); // a first field whose second one never came
    return {};
}

void V4l2Decoder::flush()
{
    m_engine.decoder->flush();
    m_next.reset();
    m_isDraining = false;
    DecodeContext *const context = m_engine.session->context();
    if (context == nullptr)
        return;
    if (auto done = context->reset(); !done)
        m_error = std::move(done).error();
}

Result<void> V4l2Decoder::progress()
{
    if (m_error)
        return std::unexpected(*std::exchange(m_error, std::nullopt));
    DecodeContext *const context = m_engine.session->context();
    if (context == nullptr)
        return {};
    (void)TRY(context->progress());
    while (const auto frame = context->takeDamaged())
        m_engine.decoder->noteDamaged(*frame);
    return judge(*context);
}

Result<void> V4l2Decoder::judge(const DecodeContext &context) const
{
    const PictureWatch::Finding finding = context.lastFinding();
    const bool isShared = finding != PictureWatch::Finding::NotShared;
    if (isShared && context.failuresInARow() < FailureLimit)
        return {};
    if (!PictureWatch::isFault(finding))
        return fail(ErrorKind::System,
                    formatText("{} ({}) gave back {} pictures with an error one after the other",
                               m_device.videoPath, m_device.driver, FailureLimit));
    // Opened again, it would share no more than before.
    return fail(isShared ? ErrorKind::System : ErrorKind::Unsupported,
                formatText("{} ({}) says that a picture is decoded, but its memory {}",
                           m_device.videoPath, m_device.driver, PictureWatch::describe(finding)));
}

void V4l2Decoder::fetchNext()
{
    if (!m_next)
        m_next = m_engine.decoder->takePicture();
}

std::optional<DecodedPicture> V4l2Decoder::take()
{
    fetchNext();
    const DecodeContext *const context = m_engine.session->context();
    if (!m_next)
        return std::nullopt;
    // A picture of the sequence before this one was finished before this one began, and its slot
    // number means nothing here. So was it when this one could not begin and there is none.
    const bool isOfThisContext = context != nullptr && &m_next->slot.pool() == &context->pool();
    if (isOfThisContext && !context->isFinished(m_next->frame))
        return std::nullopt;
    const bool isDamaged = isOfThisContext && context->isCorrupt(m_next->slot);
    const bool isUnwritten = isOfThisContext && context->isUnwritten(m_next->slot);
    DecodedPicture picture{.slot = std::move(m_next->slot),
                           .pts = m_next->pts,
                           .duration = m_next->duration,
                           .visible = m_next->visible,
                           .corrupt = m_next->corrupt || isDamaged,
                           .unwritten = isUnwritten};
    m_next.reset();
    fetchNext();
    return picture;
}

bool V4l2Decoder::isDrained() const
{
    return m_isDraining && !m_next;
}

std::optional<VideoDecoder::WaitTarget> V4l2Decoder::waitTarget() const
{
    const DecodeContext *const context = m_engine.session->context();
    return context != nullptr ? context->waitTarget() : std::nullopt;
}

DecoderDescription V4l2Decoder::description() const
{
    return {.kind = "v4l2",
            .device = m_device.videoPath,
            .driver = m_device.driver,
            .memory = "mmap+expbuf"};
}

} // namespace weir
