// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/demux/fwht_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

extern "C" {
#include <libavcodec/packet.h>
#include <libavformat/avio.h>
}

#include "decode/codec/fwht/frame_header_parser.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

namespace weir
{

namespace
{

constexpr std::int32_t PicturesPerSecond = 25;
constexpr Nanoseconds PictureDuration = Nanoseconds(1'000'000'000 / PicturesPerSecond);

// How many of `count` bytes there were.
std::size_t readInto(AVIOContext *file, void *target, std::size_t count)
{
    const int done = avio_read(file, static_cast<unsigned char *>(target), static_cast<int>(count));
    return done > 0 ? static_cast<std::size_t>(done) : 0;
}

} // namespace

bool FwhtReader::recognizes(const FileIo &file)
{
    std::array<std::byte, fwht::Magic.size()> start{};
    const std::size_t count = readInto(file.context(), start.data(), start.size());
    avio_seek(file.context(), 0, SEEK_SET); // still in the buffer, so pipes can do it too
    return fwht::beginsWithMagic(std::span(start).first(count));
}

Result<std::unique_ptr<FwhtReader>> FwhtReader::open(FileIo &file, std::string url)
{
    std::unique_ptr<FwhtReader> reader(new FwhtReader(file, std::move(url)));
    TRY(reader->describe());
    return reader;
}

Result<void> FwhtReader::describe()
{
    fillAhead();
    const auto header = fwht::parseFrameHeader(m_ahead);
    if (!header && header.error().kind() == ErrorKind::Unsupported)
        return fail(ErrorKind::Unsupported,
                    formatText("{}: {}. Encode it anew.", m_url, header.error().message()));
    if (!header)
        return fail(ErrorKind::InvalidData,
                    formatText("{}: the file starts like FWHT but is damaged or incomplete ({}). "
                               "Get a complete copy of it.",
                               m_url, header.error().message()));
    VideoTrack track;
    track.codec = VideoCodec::Fwht;
    track.codecName = "fwht";
    track.size = header->visible().size();
    track.frameRate = {.numerator = PicturesPerSecond, .denominator = 1};
    m_info.container = "fwht";
    m_info.seekable = m_file.isSeekable();
    m_info.video = std::make_shared<const VideoTrack>(std::move(track));
    return {};
}

Result<AvPacketPtr> FwhtReader::read()
{
    return next(Data::Read);
}

void FwhtReader::fillAhead()
{
    const std::size_t before = m_ahead.size();
    m_ahead.resize(fwht::FrameHeader::Bytes);
    const std::size_t count
        = readInto(m_file.context(), m_ahead.data() + before, m_ahead.size() - before);
    m_ahead.resize(before + count);
}

// With Data::Skip the packet has no more than the header.
Result<AvPacketPtr> FwhtReader::next(Data data)
{
    fillAhead();
    if (m_ahead.empty() || hasFailed())
        return nullptr;
    const std::int64_t offset
        = avio_tell(m_file.context()) - static_cast<std::int64_t>(m_ahead.size());
    const auto header = fwht::parseFrameHeader(m_ahead);
    const bool isKey = header && header->isKey();
    if (isKey && m_number >= m_seenEnd.number)
        m_keys.push_back({.number = m_number, .offset = offset});
    AvPacketPtr packet = TRY(header ? takeFrame(header->size, isKey, data) : takeDamage());
    packet->pts = (m_number * PictureDuration).count();
    packet->dts = packet->pts;
    packet->duration = PictureDuration.count();
    conclude();
    return packet;
}

// What has been read ahead.
Result<AvPacketPtr> FwhtReader::packetOf() const
{
    AvPacketPtr packet(av_packet_alloc());
    if (packet == nullptr || av_new_packet(packet.get(), static_cast<int>(m_ahead.size())) < 0)
        return fail(ErrorKind::NoMemory, "no memory for a packet");
    if (!m_ahead.empty())
        std::memcpy(packet->data, m_ahead.data(), m_ahead.size());
    return packet;
}

Result<AvPacketPtr> FwhtReader::takeFrame(std::uint32_t dataBytes, bool isKey, Data data)
{
    AvPacketPtr packet = TRY(packetOf());
    if (data == Data::Skip)
        avio_skip(m_file.context(), dataBytes);
    else
        TRY(readData(*packet, dataBytes));
    if (isKey)
        packet->flags |= AV_PKT_FLAG_KEY;
    m_ahead.clear();
    return packet;
}

// In steps: a damaged header may promise a lot.
Result<void> FwhtReader::readData(AVPacket &packet, std::uint32_t dataBytes)
{
    constexpr std::uint32_t Step = 4U * 1024 * 1024;
    while (dataBytes > 0) {
        const int before = packet.size;
        const std::uint32_t wanted = std::min(dataBytes, Step);
        if (av_grow_packet(&packet, static_cast<int>(wanted)) < 0)
            return fail(ErrorKind::NoMemory, "no memory for a packet");
        const std::size_t count = readInto(m_file.context(), packet.data + before, wanted);
        if (count < wanted) {
            av_shrink_packet(&packet, before + static_cast<int>(count));
            if (!hasFailed())
                warnOnce("the file ends in the middle of a picture");
            return {};
        }
        dataBytes -= wanted;
    }
    return {};
}

Result<AvPacketPtr> FwhtReader::takeDamage()
{
    warnOnce(m_ahead.size() < fwht::FrameHeader::Bytes ? "the file ends in the middle of a picture"
                                                       : "damaged data is left out");
    AvPacketPtr packet = TRY(packetOf());
    if (!toNextMagic())
        m_ahead.clear();
    return packet;
}

void FwhtReader::warnOnce(std::string_view what)
{
    if (!std::exchange(m_hasWarned, true))
        log::warning("decode.demux", "{}: {}", m_url, what);
}

// Reading was stopped, or the disk has failed: what is missing is not the file's fault.
bool FwhtReader::hasFailed() const
{
    return m_file.context()->error != 0;
}

// Reads on until m_ahead is the magic numbers of a later frame. False: there is none.
bool FwhtReader::toNextMagic()
{
    std::array<std::byte, 1> one{};
    do {
        m_ahead.erase(m_ahead.begin());
        if (m_ahead.size() < fwht::Magic.size()) {
            if (readInto(m_file.context(), one.data(), one.size()) == 0)
                return false;
            m_ahead.push_back(one[0]);
        }
    } while (!fwht::beginsWithMagic(m_ahead));
    return true;
}

void FwhtReader::conclude()
{
    ++m_number;
    if (m_number <= m_seenEnd.number)
        return;
    m_seenEnd = {.number = m_number,
                 .offset = avio_tell(m_file.context()) - static_cast<std::int64_t>(m_ahead.size())};
}

void FwhtReader::goTo(const Position &position)
{
    avio_seek(m_file.context(), position.offset, SEEK_SET);
    m_ahead.clear();
    m_number = position.number;
}

Result<void> FwhtReader::seek(MediaTime target)
{
    if (!m_file.isSeekable())
        return fail(ErrorKind::Unsupported, formatText("{}: this medium cannot be sought.", m_url));
    const std::int64_t wanted
        = std::max<std::int64_t>(0, target.time_since_epoch().count() / PictureDuration.count());
    if (wanted >= m_seenEnd.number) {
        goTo(m_seenEnd);
        while (m_number <= wanted) {
            if (TRY(next(Data::Skip)) == nullptr)
                break;
        }
    }
    const auto after = std::ranges::upper_bound(m_keys, wanted, {}, &Position::number);
    goTo(after == m_keys.begin() ? Position{} : *std::prev(after));
    return {};
}

} // namespace weir
