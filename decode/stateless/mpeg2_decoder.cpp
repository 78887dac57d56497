// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/mpeg2_decoder.h"

#include <utility>

#include "decode/codec/nal_cursor.h"

namespace weir
{

using mpeg2::ExtensionId;
using mpeg2::StartCode;

namespace
{

constexpr std::size_t PrefixSize = 3; // 00 00 01

} // namespace

Mpeg2Decoder::Mpeg2Decoder(Mpeg2Backend &backend)
    : m_backend(backend)
{
}

// The headers come again in the stream; damage here is no reason not to begin.
Result<void> Mpeg2Decoder::configure(std::span<const std::byte> extradata)
{
    for (std::size_t at = findStartCode(extradata); at < extradata.size();) {
        const auto rest = extradata.subspan(at + PrefixSize);
        const std::size_t size = findStartCode(rest);
        if (size > 0)
            TRY(noteError(handleHeader(rest.first(size))));
        at += PrefixSize + size;
    }
    m_packetError.reset();
    return {};
}

Result<Mpeg2Decoder::Status> Mpeg2Decoder::decode(const BitstreamPacket &packet)
{
    if (!m_isInPacket) {
        if (!packet.newExtradata.empty())
            TRY(configure(packet.newExtradata));
        m_packet = packet;
        m_isInPacket = true;
        m_packetHasPicture = false;
        m_packetPtsTaken = false;
        m_packetError.reset();
        findUnit(0);
    }
    auto status = goOn();
    if (status && *status == Status::Blocked)
        return status;
    m_isInPacket = false;
    if (!status)
        abandonPicture();
    else if (m_packetError && !m_packetHasPicture)
        return std::unexpected(*std::exchange(m_packetError, std::nullopt));
    return status;
}

// With the packet in hand, to its end.
Result<Mpeg2Decoder::Status> Mpeg2Decoder::goOn()
{
    for (; m_unitStart < m_packet.data.size(); findUnit(m_unitEnd)) {
        if (TRY(handleUnit()) == Status::Blocked)
            return Status::Blocked;
    }
    // A packet has whole pictures, and its bytes go away now.
    if (TRY(submitPicture()) == Status::Blocked)
        return Status::Blocked;
    m_header.reset();
    return Status::Done;
}

void Mpeg2Decoder::findUnit(std::size_t from)
{
    const auto data = m_packet.data;
    m_unitStart = from + findStartCode(data.subspan(from));
    const std::size_t behind = std::min(m_unitStart + PrefixSize, data.size());
    m_unitEnd = behind + findStartCode(data.subspan(behind));
}

Result<Mpeg2Decoder::Status> Mpeg2Decoder::handleUnit()
{
    if (m_unitEnd - m_unitStart <= PrefixSize)
        return Status::Done; // nothing behind the last start code
    const auto unit
        = m_packet.data.subspan(m_unitStart + PrefixSize, m_unitEnd - m_unitStart - PrefixSize);
    const StartCode code = mpeg2::startCodeOf(unit);
    if (mpeg2::isSlice(code)) {
        auto status = handleSlice();
        if (status || status.error().kind() != ErrorKind::InvalidData)
            return status;
        skipPicture();
        TRY(noteError(std::unexpected(std::move(status).error())));
        return Status::Done;
    }
    const bool endsPicture = code == StartCode::Picture || code == StartCode::SequenceHeader
        || code == StartCode::GroupOfPictures || code == StartCode::SequenceEnd;
    if (endsPicture && TRY(submitPicture()) == Status::Blocked)
        return Status::Blocked;
    TRY(noteError(handleHeader(unit)));
    return Status::Done;
}

// Damage costs this unit only; everything else ends the decoder.
Result<void> Mpeg2Decoder::noteError(Result<void> result)
{
    if (result || result.error().kind() != ErrorKind::InvalidData)
        return result;
    m_packetError = std::move(result).error();
    return {};
}

Result<void> Mpeg2Decoder::handleHeader(mpeg2::Unit unit)
{
    switch (mpeg2::startCodeOf(unit)) {
    case StartCode::SequenceHeader: {
        const mpeg2::SequenceHeader header = TRY(mpeg2::parseSequenceHeader(unit));
        // The extension follows; until then the last one's values are better than none.
        m_sequence = {.header = header,
                      .extension = m_sequence ? m_sequence->extension : mpeg2::SequenceExtension{}};
        m_matrices = mpeg2::quantMatricesOf(header);
        return {};
    }
    case StartCode::Picture:
        m_header.reset();
        m_coding.reset();
        m_isSkipped = false;
        m_header = TRY(mpeg2::parsePictureHeader(unit));
        return {};
    case StartCode::GroupOfPictures:
        m_group = TRY(mpeg2::parseGroupOfPicturesHeader(unit));
        m_isBrokenLink = m_group.brokenLink && !m_group.closedGop;
        return {};
    case StartCode::Extension:
        // 6.2.2: extensions come before the slices; the picture is described when they begin.
        return m_hasPicture ? Result<void>() : handleExtension(unit);
    case StartCode::FirstSlice:
    case StartCode::LastSlice:
    case StartCode::UserData:
    case StartCode::SequenceEnd:
        break;
    }
    return {}; // also what other layers add: system start codes, reserved ones
}

Result<void> Mpeg2Decoder::handleExtension(mpeg2::Unit unit)
{
    switch (mpeg2::extensionIdOf(unit)) {
    case ExtensionId::Sequence:
        if (!m_sequence)
            return {};
        m_sequence->extension = TRY(mpeg2::parseSequenceExtension(unit));
        m_isMpeg1 = false;
        return {};
    case ExtensionId::SequenceDisplay:
        m_display = TRY(mpeg2::parseSequenceDisplayExtension(unit));
        return {};
    case ExtensionId::SequenceScalable:
        return fail(ErrorKind::Unsupported, "MPEG-2: sequence_scalable_extension is not supported");
    case ExtensionId::QuantMatrix:
        return mpeg2::parseQuantMatrixExtension(unit, m_matrices);
    case ExtensionId::PictureCoding:
        if (m_header)
            m_coding = TRY(mpeg2::parsePictureCodingExtension(unit, m_header->pictureCodingType));
        return {};
    }
    return {};
}

Result<Mpeg2Decoder::Status> Mpeg2Decoder::handleSlice()
{
    if (m_isSkipped)
        return Status::Done;
    if (!m_hasPicture && TRY(beginPicture()) == Status::Blocked)
        return Status::Blocked;
    const auto slice = m_packet.data.subspan(m_unitStart, m_unitEnd - m_unitStart);
    if (!isSliceInside(std::to_integer<unsigned>(slice[PrefixSize]))) {
        m_frames.noteDamaged(m_job.frame);
        return Status::Done;
    }
    // Most pictures' slices lie side by side: one span.
    if (!m_slices.empty() && m_slices.back().data() + m_slices.back().size() == slice.data())
        m_slices.back() = {m_slices.back().data(), m_slices.back().size() + slice.size()};
    else
        m_slices.push_back(slice);
    return Status::Done;
}

// 6.3.16; `row` is slice_vertical_position, or its lower part in tall pictures. Hardware is not to
// write behind its buffer.
bool Mpeg2Decoder::isSliceInside(unsigned row) const
{
    constexpr int TallPicture = 2800;
    if (m_sequence->verticalSize() > TallPicture)
        return true;
    const int rows = m_sequence->codedSize().height / 16;
    const bool isFrame = m_coding->pictureStructure == mpeg2::PictureStructure::Frame;
    return std::cmp_less_equal(row, isFrame ? rows : rows / 2);
}

// What refers to it is damaged from here on.
void Mpeg2Decoder::skipPicture()
{
    m_isSkipped = true;
    if (m_header && m_header->pictureCodingType != mpeg2::PictureType::B)
        m_frames.taintNewer();
}

// Its bytes go away before it could be submitted.
void Mpeg2Decoder::abandonPicture()
{
    if (std::exchange(m_hasPicture, false)) {
        m_backend.abandon();
        if (!m_job.isSecondField)
            m_frames.drop();
    }
    m_slices.clear();
    m_job.slot = {};
    m_header.reset();
}

void Mpeg2Decoder::drain()
{
    abandonPicture();
    m_isInPacket = false;
    closeFrame();
    m_frames.drain();
    m_group = {};
}

void Mpeg2Decoder::flush()
{
    abandonPicture();
    m_isInPacket = false;
    m_isBrokenLink = false;
    m_group = {};
    m_frames.clear();
}

} // namespace weir
