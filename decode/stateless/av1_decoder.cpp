// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/av1_decoder.h"

#include <utility>

#include "decode/codec/av1/av1_configuration.h"
#include "decode/codec/av1/sequence_header_parser.h"

namespace weir
{

using av1::ObuType;

namespace
{

// 5.3.1: drop_obu()
bool isDropped(const av1::Obu &obu, const std::optional<av1::SequenceHeader> &sequence)
{
    if (obu.header.type == ObuType::SequenceHeader || obu.header.type == ObuType::TemporalDelimiter
        || !obu.header.hasExtension || !sequence)
        return false;
    return !isInOperatingPoint(obu.header, sequence->operatingPointIdc[0]);
}

} // namespace

Av1Decoder::Av1Decoder(Av1Backend &backend)
    : m_backend(backend)
{
}

Result<void> Av1Decoder::configure(std::span<const std::byte> extradata)
{
    for (av1::ObuCursor cursor(TRY(av1::configObus(extradata))); cursor.current();
         cursor.advance()) {
        if (cursor.current()->header.type == ObuType::SequenceHeader)
            keepSequenceHeader(cursor.current()->payload);
    }
    return {};
}

Result<Av1Decoder::Status> Av1Decoder::decode(const BitstreamPacket &packet)
{
    if (!m_isInPacket) {
        if (!packet.newExtradata.empty())
            TRY(configure(packet.newExtradata));
        m_cursor = av1::ObuCursor(packet.data);
        m_packet = packet;
        m_isInPacket = true;
        m_packetHasPicture = false;
        m_packetPtsTaken = false;
        m_packetError.reset();
    }
    auto status = goOn();
    if (status && *status == Status::Blocked)
        return status;
    m_isInPacket = false;
    loseFrame(); // one that did not become complete: its bytes go away
    m_pictures.endTemporalUnit();
    if (status && m_packetError && !m_packetHasPicture)
        return std::unexpected(*std::exchange(m_packetError, std::nullopt));
    return status;
}

// With the packet in hand, to its end.
Result<Av1Decoder::Status> Av1Decoder::goOn()
{
    for (; m_cursor.current(); m_cursor.advance()) {
        if (TRY(handleObu(*m_cursor.current())) == Status::Blocked)
            return Status::Blocked;
    }
    if (m_cursor.isBroken())
        m_packetError = Error(ErrorKind::InvalidData, "AV1: an OBU goes past its packet's end");
    else if (m_hasFrame)
        m_packetError = Error(ErrorKind::InvalidData, "AV1: a frame lacks tiles");
    return Status::Done;
}

void Av1Decoder::drain()
{
    m_pictures.endTemporalUnit();
    forgetReferences();
    m_isStarted = false;
}

void Av1Decoder::flush()
{
    loseFrame();
    m_isInPacket = false;
    m_isStarted = false;
    m_states = {};
    m_pictures.clear();
}

Result<Av1Decoder::Status> Av1Decoder::handleObu(const av1::Obu &obu)
{
    if (m_isComplete) // this OBU had its last tile
        return submitFrame();
    if (isDropped(obu, m_sequence))
        return Status::Done;
    switch (obu.header.type) {
    case ObuType::SequenceHeader:
        keepSequenceHeader(obu.payload);
        return Status::Done;
    case ObuType::TemporalDelimiter:
        loseFrame();
        m_pictures.endTemporalUnit();
        return Status::Done;
    case ObuType::FrameHeader:
        // 5.9.1: while a frame's tiles come, a header is a copy of the frame's.
        return m_hasFrame ? Status::Done : handleFrame(obu);
    case ObuType::Frame:
        loseFrame();
        return handleFrame(obu);
    case ObuType::TileGroup:
        return m_hasFrame ? handleTileGroup(obu.payload) : Status::Done;
    case ObuType::TileList:
        return fail(ErrorKind::Unsupported,
                    "AV1: tile lists (large scale tile decoding) are not supported");
    case ObuType::RedundantFrameHeader:
    case ObuType::Metadata:
    case ObuType::Padding:
        break;
    }
    return Status::Done;
}

// One that cannot be kept matters only when a frame needs it.
void Av1Decoder::keepSequenceHeader(std::span<const std::byte> payload)
{
    auto sequence = av1::parseSequenceHeader(payload);
    if (sequence)
        m_sequence = *sequence;
    else if (sequence.error().kind() == ErrorKind::Unsupported)
        m_sequence.reset();
    if (!sequence)
        m_sequenceError = std::move(sequence).error();
}

// Damage costs this frame only; everything else ends the decoder.
Result<Av1Decoder::Status> Av1Decoder::noteError(Error error)
{
    if (error.kind() != ErrorKind::InvalidData)
        return std::unexpected(std::move(error));
    m_packetError = std::move(error);
    return Status::Done;
}

} // namespace weir
