// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/software/software_decoder.h"

#include <algorithm>
#include <thread>

extern "C" {
#include <libavutil/version.h>
}

#include "decode/demux/libav_log.h"
#include "decode/software/picture_convert.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/dmabuf/cpu_access.h"

namespace weir
{

namespace
{

// Pictures that the presenting side may hold at a time: one on screen, up to two more with the
// compositor, the rest queued against jitter.
constexpr std::size_t ShownPictures = 6;
constexpr std::size_t FirstReferences = 4; // more are added when the stream turns out to need them
constexpr int MaximumThreads = 8;

int threadCount()
{
    return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, MaximumThreads);
}

std::shared_ptr<const PictureMemory> memoryFor(PictureStorage storage)
{
    if (storage == PictureStorage::SharedMemory)
        return std::make_shared<SharedMemory>();
    ChosenMemory chosen = choosePictureMemory();
    if (!chosen.reason.empty())
        log::info("decode.software", "pictures in {}: {}", chosen.memory->name(), chosen.reason);
    return std::move(chosen.memory);
}

Error codecError(const VideoTrack &track, const AVCodec &codec, int code)
{
    const ErrorKind kind = code == AVERROR(ENOMEM) ? ErrorKind::NoMemory : ErrorKind::Unsupported;
    return {kind,
            formatText("libavcodec's {} decoder refuses this {} stream: {}", codec.name,
                       track.codecName, libavMessage(code))};
}

ConstPictureView viewOf(const AVFrame &frame, PixelFormat format, Rect visible)
{
    const PixelFormatInfo &info = infoOf(format);
    ConstPictureView view{.format = format, .size = visible.size()};
    for (unsigned i = 0; i < info.planeCount; ++i) {
        const std::ptrdiff_t x = visible.x >> (i == 0 ? 0 : info.chromaShiftX);
        const std::ptrdiff_t y = visible.y >> (i == 0 ? 0 : info.chromaShiftY);
        const std::ptrdiff_t samples = info.semiPlanar && i > 0 ? 2 : 1;
        view.strides.at(i) = frame.linesize[i];
        view.planes.at(i) = reinterpret_cast<const std::byte *>(frame.data[i])
            + y * frame.linesize[i] + x * samples * info.bytesPerSample;
    }
    return view;
}

MutablePictureView viewOf(const MappedImage &image, PixelFormat format, Size size)
{
    MutablePictureView view{.format = format, .size = size};
    for (unsigned i = 0; i < image.planeCount(); ++i) {
        view.planes.at(i) = image.plane(i).data();
        view.strides.at(i) = static_cast<std::ptrdiff_t>(image.strideBytes(i));
    }
    return view;
}

DecodedPicture describe(const AVFrame &frame, SlotRef slot, Rect visible)
{
    std::optional<MediaTime> pts;
    if (frame.best_effort_timestamp != AV_NOPTS_VALUE)
        pts = MediaTime(Nanoseconds(frame.best_effort_timestamp));
    return {.slot = std::move(slot),
            .pts = pts,
            .duration = Nanoseconds(std::max<std::int64_t>(0, frame.duration)),
            .visible = visible,
            .corrupt = (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags != 0};
}

} // namespace

Result<std::unique_ptr<VideoDecoder>> SoftwareDecoder::create(const VideoTrack &track,
                                                              const DecoderOptions &options)
{
    std::unique_ptr<SoftwareDecoder> decoder(
        new SoftwareDecoder(track, options, memoryFor(options.storage)));
    TRY(decoder->openCodec());
    return decoder;
}

SoftwareDecoder::SoftwareDecoder(const VideoTrack &track, const DecoderOptions &options,
                                 std::shared_ptr<const PictureMemory> memory)
    : m_track(std::make_shared<const VideoTrack>(track))
    , m_options(options)
    , m_memory(std::move(memory))
    , m_directSlots(std::make_shared<SlotSource>(m_memory, options.slotFreed))
    , m_copySlots(std::make_shared<SlotSource>(m_memory, options.slotFreed))
    , m_buffers(std::make_unique<FrameBuffers>(
          m_directSlots,
          FrameBuffers::Options{.output = options.output,
                                .track = m_track,
                                .firstPoolSize = FirstReferences + ShownPictures
                                    + options.shownAhead
                                    + static_cast<std::size_t>(threadCount())}))
    , m_frame(av_frame_alloc())
{
}

SoftwareDecoder::~SoftwareDecoder() = default;

Result<void> SoftwareDecoder::openCodec()
{
    const AVCodec *codec
        = m_track->parameters ? avcodec_find_decoder(m_track->parameters->codec_id) : nullptr;
    if (codec == nullptr)
        return fail(ErrorKind::Unsupported,
                    formatText("libavcodec has no decoder for {}", m_track->codecName));
    m_codec.reset(avcodec_alloc_context3(codec));
    if (m_codec == nullptr || m_frame == nullptr)
        return fail(ErrorKind::NoMemory, "no memory for a decoder");
    if (const int code = avcodec_parameters_to_context(m_codec.get(), m_track->parameters.get());
        code < 0)
        return std::unexpected(codecError(*m_track, *codec, code));
    m_codec->thread_count = threadCount();
    m_codec->thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE;
    m_codec->pkt_timebase = {.num = 1, .den = 1'000'000'000};
    m_codec->apply_cropping = 0; // the presenter crops; the memory stays whole
    m_buffers->attachTo(*m_codec);
    if (const int code = avcodec_open2(m_codec.get(), codec, nullptr); code < 0)
        return std::unexpected(codecError(*m_track, *codec, code));
    return {};
}

// Slots that neither libavcodec holds nor are free are with the presenting side, and come back.
bool SoftwareDecoder::mustWaitForSlots() const
{
    const SlotSource::Usage direct = m_directSlots->usage();
    const std::size_t byCodec = std::min(m_buffers->heldByCodec(), direct.held);
    return direct.held - byCodec + m_copySlots->usage().held
        >= ShownPictures + m_options.shownAhead;
}

Result<VideoDecoder::Feed> SoftwareDecoder::feed(const Packet &packet)
{
    if (m_waiting != nullptr || mustWaitForSlots())
        return Feed::Full;
    const int code = avcodec_send_packet(m_codec.get(), packet.avPacket());
    if (code == AVERROR(EAGAIN))
        return Feed::Full; // take() first
    if (code == AVERROR(ENOMEM))
        return fail(ErrorKind::NoMemory, "libavcodec ran out of memory");
    if (code < 0)
        return fail(ErrorKind::InvalidData,
                    formatText("a damaged packet was skipped ({})", libavMessage(code)));
    return Feed::Accepted;
}

Result<void> SoftwareDecoder::drain()
{
    // Only a second drain is refused, and that one is as good as done.
    static_cast<void>(avcodec_send_packet(m_codec.get(), nullptr));
    return {};
}

void SoftwareDecoder::flush()
{
    if (m_waiting != nullptr)
        m_frame = std::move(m_waiting);
    av_frame_unref(m_frame.get());
    m_error.reset();
    m_drained = false;
    avcodec_flush_buffers(m_codec.get());
}

Result<void> SoftwareDecoder::progress()
{
    if (!m_error)
        return {};
    Error error = std::move(*m_error);
    m_error.reset();
    return std::unexpected(std::move(error));
}

std::optional<DecodedPicture> SoftwareDecoder::take()
{
    while (!m_error) {
        const AVFrame *frame = m_waiting.get();
        if (frame == nullptr) {
            const int code = avcodec_receive_frame(m_codec.get(), m_frame.get());
            if (code == AVERROR(EAGAIN))
                return std::nullopt;
            m_drained = code == AVERROR_EOF;
            if (m_drained)
                return std::nullopt;
            if (code < 0) {
                m_error
                    = Error(ErrorKind::InvalidData,
                            formatText("a damaged picture was skipped ({})", libavMessage(code)));
                return std::nullopt;
            }
            frame = m_frame.get();
        }
        auto picture = toPicture(*frame);
        if (!picture)
            m_error = std::move(picture.error());
        else if (!*picture && m_waiting == nullptr)
            m_waiting = std::move(m_frame);
        if (picture && !*picture)
            return std::nullopt; // until a slot is free
        if (m_waiting != nullptr)
            m_frame = std::move(m_waiting);
        av_frame_unref(m_frame.get());
        if (picture)
            return std::move(*picture);
    }
    return std::nullopt;
}

Result<std::optional<DecodedPicture>> SoftwareDecoder::toPicture(const AVFrame &frame)
{
    auto slot = TRY(m_buffers->slotOf(frame));
    if (!slot)
        return copyToPicture(frame);
    return describe(frame, std::move(*slot), visibleRect(frame));
}

Result<std::optional<DecodedPicture>> SoftwareDecoder::copyToPicture(const AVFrame &frame)
{
    const auto format = static_cast<AVPixelFormat>(frame.format);
    const auto source = pixelFormatOf(format);
    const auto target = source ? outputFormat(*source, m_options.output) : PixelFormat::Nv12;
    if (!source || !canConvert(*source, target))
        return fail(ErrorKind::Unsupported,
                    formatText("{} pictures of pixel format {} cannot be shown", m_track->codecName,
                               pixelFormatName(format)));
    if (mustWaitForSlots())
        return std::nullopt;
    const Rect cropped = visibleRect(frame);
    const Size memorySize{.width = (cropped.width + 1) / 2 * 2,
                          .height = (cropped.height + 1) / 2 * 2};
    VideoFormat videoFormat = videoFormatOf(frame, target, memorySize, *m_track);
    videoFormat.visible = {.x = 0, .y = 0, .width = cropped.width, .height = cropped.height};
    const MappedSlot slot
        = TRY(m_copySlots->acquire(videoFormat, ShownPictures + m_options.shownAhead + 1));
    {
        const CpuAccess access = TRY(CpuAccess::begin(slot.slot.image(), CpuUse::Write));
        convertPicture(viewOf(frame, *source, cropped),
                       viewOf(slot.mapping(), target, cropped.size()));
    }
    return describe(frame, slot.slot, videoFormat.visible);
}

DecoderDescription SoftwareDecoder::description() const
{
    return {.kind = "software",
            .device = formatText("libavcodec {}", m_codec->codec->name),
            .driver = formatText("libavcodec {}.{}.{}", LIBAVCODEC_VERSION_MAJOR,
                                 LIBAVCODEC_VERSION_MINOR, LIBAVCODEC_VERSION_MICRO),
            .memory = std::string(m_memory->name())};
}

} // namespace weir
