// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/container.h"

#include <algorithm>

extern "C" {
#include <libavformat/avformat.h>
}

#include "decode/demux/libav_log.h"
#include "decode/demux/stream_probe.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

constexpr AVRational NanosecondBase{1, 1'000'000'000};
// Beyond it (73 years) a time stamp is noise, and sums of two cannot overflow.
constexpr std::int64_t MaximumTimestamp = std::int64_t{1} << 61U;

std::int64_t sane(std::int64_t timestamp)
{
    const bool usable = timestamp > -MaximumTimestamp && timestamp < MaximumTimestamp;
    return usable ? timestamp : AV_NOPTS_VALUE;
}

int interruptRequested(void *stop)
{
    return static_cast<const std::atomic<bool> *>(stop)->load(std::memory_order_relaxed) ? 1 : 0;
}

// The path of a local file; nothing when `url` names a protocol of libavformat.
std::optional<std::string> localPath(const std::string &url)
{
    if (url == "pipe:" || url == "pipe:0")
        return "-";
    if (url.starts_with("file://"))
        return url.substr(7);
    if (url.starts_with("file:"))
        return url.substr(5);
    if (url.find("://") != std::string::npos || url.starts_with("data:")
        || url.starts_with("concat:") || url.starts_with("concatf:"))
        return std::nullopt;
    return url;
}

std::string titleOf(const AVFormatContext &format)
{
    const AVDictionaryEntry *title = av_dict_get(format.metadata, "title", nullptr, 0);
    return title == nullptr ? std::string() : std::string(title->value);
}

} // namespace

void AvFormatDeleter::operator()(AVFormatContext *context) const
{
    avformat_close_input(&context);
}

Result<std::unique_ptr<Container>> Container::open(const std::string &url, AudioWanted audio,
                                                   const std::atomic<bool> &stop)
{
    routeLibavLog();
    std::unique_ptr<Container> container(new Container(url, stop));
    TRY(container->openInput());
    if (container->m_fwht != nullptr)
        return container;
    TRY(container->probe());
    TRY(container->describe(audio));
    return container;
}

Result<void> Container::probe()
{
    AVFormatContext &format = *m_format;
    const bool wholeFrames = givesWholeFrames(format);
    // A parser would copy each picture once more, only to find what the container says.
    if (wholeFrames)
        format.flags |= AVFMT_FLAG_NOPARSE;
    const int code
        = wholeFrames ? findStreamInfo(format) : avformat_find_stream_info(&format, nullptr);
    return code < 0 ? Result<void>(std::unexpected(openFailure(code))) : Result<void>();
}

Result<void> Container::openInput()
{
    m_format.reset(avformat_alloc_context());
    if (m_format == nullptr)
        return fail(ErrorKind::NoMemory, "no memory to open a file");
    m_format->interrupt_callback
        = {.callback = &interruptRequested,
           .opaque = const_cast<std::atomic<bool> *>(&m_stop)}; // NOLINT: only read there
    const std::optional<std::string> path = localPath(m_url);
    return path ? openFile(*path) : openUrl();
}

Result<void> Container::openFile(const std::string &path)
{
    m_file = TRY(FileIo::open(path, m_stop));
    if (FwhtReader::recognizes(*m_file)) {
        m_fwht = TRY(FwhtReader::open(*m_file, m_url));
        m_info = m_fwht->info();
        return {};
    }
    const AVInputFormat *format = nullptr;
    const int probed
        = av_probe_input_buffer2(m_file->context(), &format, m_url.c_str(), nullptr, 0, 0);
    if (probed < 0 || format == nullptr)
        return std::unexpected(notAMedium());
    m_format->pb = m_file->context();
    AVDictionary *options = nullptr;
    // A local play list may name local files only.
    av_dict_set(&options, "protocol_whitelist", "file,crypto,data", 0);
    AVFormatContext *opening = m_format.release(); // freed by the call when it fails
    const int code = avformat_open_input(&opening, m_url.c_str(), format, &options);
    av_dict_free(&options);
    m_format.reset(opening);
    if (code >= 0)
        return {};
    if (code == AVERROR_EXIT)
        return std::unexpected(openFailure(code));
    if (probed <= AVPROBE_SCORE_RETRY)
        return std::unexpected(notAMedium()); // the format was a guess
    return fail(ErrorKind::InvalidData,
                formatText("{}: the file starts like {} but is damaged or incomplete ({}). Get a "
                           "complete copy of it.",
                           m_url, format->long_name, libavMessage(code)));
}

Result<void> Container::openUrl()
{
    AVFormatContext *opening = m_format.release(); // freed by the call when it fails
    const int code = avformat_open_input(&opening, m_url.c_str(), nullptr, nullptr);
    m_format.reset(opening);
    if (code < 0)
        return std::unexpected(openFailure(code));
    return {};
}

Error Container::openFailure(int code) const
{
    switch (code) {
    case AVERROR_EXIT:
        return {ErrorKind::Gone, formatText("{}: opening was cancelled.", m_url)};
    case AVERROR_PROTOCOL_NOT_FOUND:
        return {ErrorKind::Unsupported,
                formatText("{}: this kind of address is not known. Check how it starts.", m_url)};
    case AVERROR_HTTP_NOT_FOUND:
        return {ErrorKind::NotFound,
                formatText("{}: the server has no such file. Check the address.", m_url)};
    case AVERROR_HTTP_FORBIDDEN:
    case AVERROR_HTTP_UNAUTHORIZED:
        return {ErrorKind::PermissionDenied,
                formatText("{}: the server does not give us this file. Check the address and "
                           "your rights.",
                           m_url)};
    case AVERROR_INVALIDDATA:
        return {ErrorKind::InvalidData,
                formatText("{}: what is there is no video or audio, or it is damaged. Open "
                           "something else.",
                           m_url)};
    default:
        return {ErrorKind::System,
                formatText("{}: cannot be opened ({}). Check the address and the connection.",
                           m_url, libavMessage(code))};
    }
}

Error Container::notAMedium() const
{
    return {ErrorKind::InvalidData,
            formatText("{}: this is not a video or audio file, or of a kind that is not known. "
                       "Open another file.",
                       m_url)};
}

Error Container::nothingToPlay() const
{
    const char *contents = m_format->nb_streams == 0
        ? "nothing that can be played"
        : "neither moving pictures nor sound, only other data such as subtitles or a cover";
    return {ErrorKind::InvalidData,
            formatText("{}: the file has {}. Open another file.", m_url, contents)};
}

Result<void> Container::describe(AudioWanted audio)
{
    m_choice = chooseStreams(*m_format, audio);
    if (m_choice.video < 0 && m_choice.audio < 0) {
        if (chooseStreams(*m_format, AudioWanted::Yes).audio < 0)
            return std::unexpected(nothingToPlay());
        return fail(ErrorKind::InvalidData,
                    formatText("{}: the file has sound only, and sound is switched off. Play it "
                               "with sound.",
                               m_url));
    }
    const std::span streams(m_format->streams, m_format->nb_streams);
    for (AVStream *stream : streams) {
        const bool chosen = stream->index == m_choice.video || stream->index == m_choice.audio;
        stream->discard = chosen ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
        if (chosen && isEncrypted(*stream))
            return fail(ErrorKind::Unsupported,
                        formatText("{}: the file is encrypted (copy protection), which cannot be "
                                   "played. Get an unprotected copy.",
                                   m_url));
    }
    m_isRaw = isRawStream(*m_format);
    if (!m_isRaw && sane(m_format->start_time) != AV_NOPTS_VALUE)
        m_startTime = std::chrono::nanoseconds(
            sane(av_rescale_q(m_format->start_time, AV_TIME_BASE_Q, NanosecondBase)));
    m_info.container = m_format->iformat->name;
    m_info.title = titleOf(*m_format);
    if (m_format->duration > 0)
        m_info.duration = std::chrono::nanoseconds(std::max<std::int64_t>(
            0, sane(av_rescale_q(m_format->duration, AV_TIME_BASE_Q, NanosecondBase))));
    m_info.seekable = m_format->pb == nullptr || m_format->pb->seekable != 0;
    if (m_choice.video >= 0)
        m_info.video = describeVideo(*m_format, *streams[static_cast<std::size_t>(m_choice.video)]);
    if (m_info.video != nullptr && m_info.video->frameRate.numerator > 0)
        m_frameDuration = Nanoseconds(std::chrono::seconds(1)) * m_info.video->frameRate.denominator
            / m_info.video->frameRate.numerator;
    if (m_choice.audio >= 0)
        m_info.audio = describeAudio(*streams[static_cast<std::size_t>(m_choice.audio)]);
    return {};
}

Result<std::optional<Container::Unit>> Container::read()
{
    if (m_fwht != nullptr)
        return readFwht();
    if (m_pending.empty())
        return readUnit();
    Unit unit = std::move(m_pending.front());
    m_pending.pop_front();
    return unit;
}

Result<std::optional<Container::Unit>> Container::readFwht()
{
    AvPacketPtr packet = TRY(m_fwht->read());
    if (packet == nullptr || m_stop.load(std::memory_order_relaxed))
        return std::nullopt;
    return Unit{.track = TrackKind::Video, .packet = std::move(packet)};
}

Result<std::optional<Container::Unit>> Container::readUnit()
{
    AvPacketPtr packet(av_packet_alloc());
    if (packet == nullptr)
        return fail(ErrorKind::NoMemory, "no memory for a packet");
    int code = 0;
    do {
        av_packet_unref(packet.get());
        code = av_read_frame(m_format.get(), packet.get());
    } while (!m_stop.load(std::memory_order_relaxed)
             && (code == AVERROR(EAGAIN)
                 || (code >= 0 && packet->stream_index != m_choice.video
                     && packet->stream_index != m_choice.audio)));
    if (code < 0 || m_stop.load(std::memory_order_relaxed)) {
        if (code < 0 && code != AVERROR_EOF && code != AVERROR_EXIT)
            log::info("decode.demux", "{}: the rest cannot be read: {}", m_url, libavMessage(code));
        return std::nullopt;
    }
    if (av_packet_get_side_data(packet.get(), AV_PKT_DATA_ENCRYPTION_INFO, nullptr) != nullptr)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: the file is encrypted (copy protection), which cannot be "
                               "played. Get an unprotected copy.",
                               m_url));
    const TrackKind kind
        = packet->stream_index == m_choice.video ? TrackKind::Video : TrackKind::Audio;
    toMediaTime(*packet);
    return Unit{.track = kind, .packet = std::move(packet)};
}

void Container::toMediaTime(AVPacket &packet) const
{
    const std::span streams(m_format->streams, m_format->nb_streams);
    const AVRational base = streams[static_cast<std::size_t>(packet.stream_index)]->time_base;
    av_packet_rescale_ts(&packet, base, NanosecondBase);
    packet.time_base = NanosecondBase;
    if (packet.duration == 0 && packet.stream_index == m_choice.video)
        packet.duration = m_frameDuration.count();
    if (m_isRaw) {
        packet.pts = AV_NOPTS_VALUE;
        packet.dts = AV_NOPTS_VALUE;
        return;
    }
    for (std::int64_t *timestamp : {&packet.pts, &packet.dts}) {
        *timestamp = sane(*timestamp);
        if (*timestamp != AV_NOPTS_VALUE)
            *timestamp -= m_startTime.count();
    }
}

Result<void> Container::seek(MediaTime target)
{
    if (m_fwht != nullptr)
        return m_fwht->seek(target);
    m_pending.clear();
    constexpr Nanoseconds FirstStep = std::chrono::seconds(1);
    constexpr Nanoseconds LastStep = std::chrono::seconds(64);
    const MediaTime start{};
    Nanoseconds back{0};
    while (!m_stop.load(std::memory_order_relaxed)) {
        const bool toStart = m_isRaw || back > LastStep || target - back <= start;
        if (!seekOnce(toStart ? start : target - back)) {
            if (toStart)
                return fail(ErrorKind::Unsupported,
                            formatText("{}: this medium cannot be sought.", m_url));
        } else if (toStart || m_choice.video < 0 || landedAtOrBefore(target)) {
            return {};
        }
        back = std::max(FirstStep, back * 2);
    }
    return {};
}

bool Container::seekOnce(MediaTime target)
{
    m_pending.clear();
    const bool toStart = target == MediaTime{};
    // Raw streams have no times to search by, and the search in transport and program streams
    // does not reliably find their very first key frame.
    const bool byBytes = m_isRaw || (toStart && (m_format->iformat->flags & AVFMT_TS_DISCONT) != 0);
    if (byBytes && av_seek_frame(m_format.get(), -1, 0, AVSEEK_FLAG_BYTE) >= 0)
        return true;
    if (m_isRaw)
        return false;
    const int index = m_choice.video >= 0 ? m_choice.video : m_choice.audio;
    const std::span streams(m_format->streams, m_format->nb_streams);
    const std::int64_t timestamp
        = av_rescale_q(target.time_since_epoch().count() + m_startTime.count(), NanosecondBase,
                       streams[static_cast<std::size_t>(index)]->time_base);
    if (av_seek_frame(m_format.get(), index, timestamp, AVSEEK_FLAG_BACKWARD) >= 0)
        return true;
    return toStart
        && (avformat_seek_file(m_format.get(), -1, INT64_MIN, 0, INT64_MAX, 0) >= 0
            || av_seek_frame(m_format.get(), -1, 0, AVSEEK_FLAG_BYTE) >= 0);
}

bool Container::landedAtOrBefore(MediaTime target)
{
    constexpr std::size_t MaximumUnits = 2000; // a minute of a stream with sound
    while (m_pending.size() < MaximumUnits) {
        auto unit = readUnit();
        if (!unit || !*unit)
            return false;
        const AVPacket &packet = *(*unit)->packet;
        const bool isVideo = (*unit)->track == TrackKind::Video;
        const bool isKey = isVideo && (packet.flags & AV_PKT_FLAG_KEY) != 0;
        const std::int64_t pts = packet.pts;
        if (!isVideo || isKey) // what precedes a key frame cannot be decoded
            m_pending.push_back(std::move(**unit));
        if (isKey)
            return pts == AV_NOPTS_VALUE || pts <= target.time_since_epoch().count();
    }
    return false;
}

} // namespace weir
