// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/fwht_decoder.h"

#include <utility>

#include "decode/codec/fwht/frame_header_parser.h"

namespace weir
{

namespace
{

constexpr unsigned FwhtHeldFrames = 1;

// What the device is set up for and what all frames up to the next intra frame share.
bool isAlike(const fwht::FrameHeader &one, const fwht::FrameHeader &other)
{
    constexpr std::uint32_t Layout = fwht::ChromaFullHeight | fwht::ChromaFullWidth
        | fwht::ComponentsMask | fwht::EncodingMask;
    return one.width == other.width && one.height == other.height
        && (one.flags & Layout) == (other.flags & Layout) && one.colorspace == other.colorspace
        && one.transfer == other.transfer && one.ycbcrEncoding == other.ycbcrEncoding
        && one.quantization == other.quantization;
}

} // namespace

FwhtDecoder::FwhtDecoder(FwhtBackend &backend)
    : m_backend(backend)
{
}

Result<void> FwhtDecoder::configure(std::span<const std::byte> /*extradata*/)
{
    return {};
}

Result<FwhtDecoder::Status> FwhtDecoder::decode(const BitstreamPacket &packet)
{
    auto status = decodeFrame(packet);
    if (status && *status == Status::Blocked)
        return status;
    m_frame.reset();
    m_job.slot = {};
    if (!status)
        m_isDamaged = true; // the next frame refers to this one
    return status;
}

// All that can be refused or blocked comes before anything is changed.
Result<FwhtDecoder::Status> FwhtDecoder::decodeFrame(const BitstreamPacket &packet)
{
    if (!m_frame)
        TRY(parse(packet));
    if (!m_job.slot.isValid()) {
        if (TRY(prepareSequence()) == Status::Blocked)
            return Status::Blocked;
        auto slot = TRY(m_backend.acquireSlot(buffersOf({&m_last.slot})));
        if (!slot)
            return Status::Blocked;
        m_job = {.frame = FrameId{++m_frameCount},
                 .slot = *std::move(slot),
                 .header = &m_frame->header,
                 .data = m_frame->data,
                 .reference = m_frame->header.isKey() ? FrameId::None : m_last.frame};
    }
    if (TRY(m_backend.submit(m_job)) == FwhtBackend::Submit::Again)
        return Status::Blocked;
    conclude(packet);
    return Status::Done;
}

Result<void> FwhtDecoder::parse(const BitstreamPacket &packet)
{
    const fwht::Frame frame = TRY(fwht::parseFrame(packet.data));
    if (!frame.header.isKey() && m_last.frame == FrameId::None)
        return fail(ErrorKind::InvalidData, "FWHT: skipped, decoding cannot start at this frame");
    if (!frame.header.isKey() && !isAlike(frame.header, *m_sequence))
        return fail(ErrorKind::InvalidData,
                    "FWHT: the frame is unlike the one before, to which it refers");
    m_frame = frame;
    return {};
}

Result<FwhtDecoder::Status> FwhtDecoder::prepareSequence()
{
    const fwht::FrameHeader &header = m_frame->header;
    if (m_sequence && isAlike(header, *m_sequence))
        return Status::Done;
    if (!m_backend.isIdle())
        return Status::Blocked;
    m_last = {};
    m_sequence.reset();
    TRY(m_backend.beginSequence({.header = &header, .heldFrames = FwhtHeldFrames}));
    m_sequence = header;
    return Status::Done;
}

// The frame is with the device.
void FwhtDecoder::conclude(const BitstreamPacket &packet)
{
    if (m_frame->header.isKey())
        m_isDamaged = false;
    m_last = {.frame = m_job.frame, .slot = m_job.slot};
    m_outputs.push_back({.frame = m_job.frame,
                         .slot = m_job.slot,
                         .pts = packet.pts,
                         .duration = packet.duration,
                         .visible = m_frame->header.visible(),
                         .corrupt = m_isDamaged});
}

void FwhtDecoder::drain()
{
    m_last = {};
}

void FwhtDecoder::flush()
{
    if (m_job.slot.isValid())
        m_backend.abandon();
    m_job.slot = {};
    m_frame.reset();
    m_outputs.clear();
    m_last = {};
}

std::optional<OutputPicture> FwhtDecoder::takePicture()
{
    if (m_outputs.empty())
        return std::nullopt;
    OutputPicture picture = std::move(m_outputs.front());
    m_outputs.pop_front();
    return picture;
}

void FwhtDecoder::noteDamaged(FrameId frame)
{
    m_isDamaged |= frame == m_last.frame;
    for (OutputPicture &picture : m_outputs)
        picture.corrupt |= picture.frame == frame;
}

} // namespace weir
