// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/vp8_decoder.h"

#include <utility>

#include "decode/codec/vp8/frame_header_parser.h"

namespace weir
{

namespace
{

constexpr unsigned Vp8HeldFrames = 3; // last, golden, alternate

} // namespace

Vp8Decoder::Vp8Decoder(Vp8Backend &backend)
    : m_backend(backend)
{
}

Result<void> Vp8Decoder::configure(std::span<const std::byte> /*extradata*/)
{
    return {};
}

Result<Vp8Decoder::Status> Vp8Decoder::decode(const BitstreamPacket &packet)
{
    if (packet.data.empty())
        return repeatLast(packet);
    auto status = decodeFrame(packet);
    if (status && *status == Status::Blocked)
        return status;
    m_isParsed = false;
    m_job.slot = {};
    if (!status)
        m_isDamaged = true; // also what the next frames inherit
    return status;
}

// All that can be refused or blocked comes before anything is changed.
Result<Vp8Decoder::Status> Vp8Decoder::decodeFrame(const BitstreamPacket &packet)
{
    if (!m_isParsed)
        TRY(parse(packet));
    if (!m_job.slot.isValid()) {
        if (TRY(prepareSequence()) == Status::Blocked)
            return Status::Blocked;
        auto slot = TRY(
            m_backend.acquireSlot(buffersOf({&m_last.slot, &m_golden.slot, &m_alternate.slot})));
        if (!slot)
            return Status::Blocked;
        fillJob(packet, *std::move(slot));
    }
    if (TRY(m_backend.submit(m_job)) == Vp8Backend::Submit::Again)
        return Status::Blocked;
    conclude(packet);
    return Status::Done;
}

Result<void> Vp8Decoder::parse(const BitstreamPacket &packet)
{
    const vp8::FrameTag tag = TRY(vp8::parseFrameTag(packet.data));
    if (!tag.keyFrame && m_last.frame == FrameId::None)
        return fail(ErrorKind::InvalidData, "VP8: skipped, decoding cannot start at this frame");
    TRY(vp8::parseFrameHeader(packet.data, m_state, m_header));
    m_isParsed = true;
    return {};
}

Result<Vp8Decoder::Status> Vp8Decoder::prepareSequence()
{
    const Size size = m_header.state.codedSize();
    if (size == m_codedSize)
        return Status::Done;
    if (!m_backend.isIdle())
        return Status::Blocked;
    forgetReferences();
    m_codedSize = {};
    TRY(m_backend.beginSequence(
        {.codedSize = size, .visible = m_header.state.visible(), .heldFrames = Vp8HeldFrames}));
    m_codedSize = size;
    return Status::Done;
}

void Vp8Decoder::fillJob(const BitstreamPacket &packet, SlotRef slot)
{
    const bool isKey = m_header.tag.keyFrame;
    m_job = {.frame = FrameId{++m_frameCount},
             .slot = std::move(slot),
             .header = &m_header,
             .data = packet.data,
             .last = isKey ? FrameId::None : m_last.frame,
             .golden = isKey ? FrameId::None : m_golden.frame,
             .alternate = isKey ? FrameId::None : m_alternate.frame};
}

// The frame is with the device.
void Vp8Decoder::conclude(const BitstreamPacket &packet)
{
    if (m_header.tag.keyFrame)
        m_isDamaged = false;
    m_state = m_header.stateAfter();
    updateReferences();
    if (!m_header.tag.showFrame)
        return;
    m_outputs.push_back({.frame = m_job.frame,
                         .slot = m_job.slot,
                         .pts = packet.pts,
                         .duration = packet.duration,
                         .visible = m_state.visible(),
                         .corrupt = m_isDamaged});
}

// 9.7. Copies are made of what was there before this frame, in both directions at once.
void Vp8Decoder::updateReferences()
{
    const auto copied = [this](vp8::BufferCopy copy, const Reference &own, const Reference &other) {
        if (copy == vp8::BufferCopy::Last)
            return m_last;
        return copy == vp8::BufferCopy::Other ? other : own;
    };
    const Reference current{.frame = m_job.frame, .slot = m_job.slot};
    const Reference golden = copied(m_header.copyBufferToGolden, m_golden, m_alternate);
    const Reference alternate = copied(m_header.copyBufferToAlternate, m_alternate, m_golden);
    m_golden = m_header.refreshGoldenFrame ? current : golden;
    m_alternate = m_header.refreshAlternateFrame ? current : alternate;
    if (m_header.refreshLast)
        m_last = current;
}

// An encoder that dropped a frame sends an empty one: what was there stays.
Result<Vp8Decoder::Status> Vp8Decoder::repeatLast(const BitstreamPacket &packet)
{
    if (m_last.frame == FrameId::None)
        return fail(ErrorKind::InvalidData, "VP8: an empty frame comes before the first key frame");
    m_outputs.push_back({.frame = m_last.frame,
                         .slot = m_last.slot,
                         .pts = packet.pts,
                         .duration = packet.duration,
                         .visible = m_state.visible(),
                         .corrupt = m_isDamaged});
    return Status::Done;
}

void Vp8Decoder::forgetReferences()
{
    m_last = {};
    m_golden = {};
    m_alternate = {};
}

void Vp8Decoder::drain()
{
    forgetReferences();
}

void Vp8Decoder::flush()
{
    if (m_job.slot.isValid())
        m_backend.abandon();
    m_job.slot = {};
    m_isParsed = false;
    m_outputs.clear();
    forgetReferences();
}

std::optional<OutputPicture> Vp8Decoder::takePicture()
{
    if (m_outputs.empty())
        return std::nullopt;
    OutputPicture picture = std::move(m_outputs.front());
    m_outputs.pop_front();
    return picture;
}

// Which reference a frame is decoded from only its macroblocks know: any counts.
void Vp8Decoder::noteDamaged(FrameId frame)
{
    m_isDamaged |= frame == m_last.frame || frame == m_golden.frame || frame == m_alternate.frame;
    for (OutputPicture &picture : m_outputs)
        picture.corrupt |= picture.frame == frame;
}

} // namespace weir
